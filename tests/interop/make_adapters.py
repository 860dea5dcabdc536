"""Writes known answers of PEFT for adapters, in the form of tests/fixtures/adapters.

usage: PYTHONPATH=<transformers, peft> python3 tests/interop/make_adapters.py FIXTURES [OUT] [--all]
FIXTURES holds models/ with their expected.safetensors, OUT (FIXTURES by default) gets adapters/. Without --all only the small ones that are part of the repository.
"""
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

SMALL = {
    # Keys are patterns: the first that fits counts, an anchored one must fit the whole name. PEFT sorts the keys when it writes them and takes the first in the
    # file when it reads, so only sorted ones come back as they were.
    "t5-rank-alpha-pattern": ("t5-v1_0-relu-tied", dict(
        target_modules=["q", "v"], r=4, lora_alpha=8,
        rank_pattern={r"(q|v)_none": 9, r"EncDecAttention\.(q|v)": 1, r"^block\.1.*": 7, r"^encoder\.block\.0\..*\.q": 3, r"layer\.0\.SelfAttention.q": 2, "q": 5},
        alpha_pattern={r"decoder\.block\.\d+\.layer\.1\..*": 3.5, r"encoder.*\.q": 11, "v": 6})),
    "t5-regex-targets": ("t5-v1_0-relu-tied", dict(target_modules=r"(?:en|de)coder\.block\.[01]\.layer\.(?P<n>\d)\.(?:Self|EncDec)Attention\.[qo](?<!\.k)", r=3, lora_alpha=7, exclude_modules=r".*decoder.*\.o")),
    "t5-rslora": ("t5-v1_1-gated-untied", dict(target_modules=["v", "wi_1"], r=5, lora_alpha=6, use_rslora=True, rank_pattern={"wi_1": 1}, alpha_pattern={"decoder.*wi_1": 9}, exclude_modules=["EncDecAttention.v"])),
}
MORE = {
    "llama-patterns": ("llama-gqa-untied", dict(target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "down_proj"], r=6, lora_alpha=5, rank_pattern={"[kv]_proj": 3, r"layers\.0\..*": 2}, alpha_pattern={"^model.layers.1.*": 9})),
    "llama-regex": ("llama-gqa-untied", dict(target_modules=r"model\.layers\.\d+\.(self_attn\.[qk]|mlp\.(up|gate))_proj", r=4, lora_alpha=8, use_rslora=True)),
    "llama-all-linear": ("llama-mha-tied-theta", dict(target_modules="all-linear", r=2, lora_alpha=8)),
    "llama-layers": ("llama-gqa-untied", dict(target_modules=["q_proj", "v_proj", "model.layers.0.mlp.up_proj"], layers_to_transform=[1], layers_pattern=["h", "layers"], r=2, lora_alpha=3)),
    "llama-one-layer": ("llama3-rope-scaling", dict(target_modules=["q_proj", "nothing_like_it"], layers_to_transform=0, r=2, lora_alpha=3)),
    "t5-all-linear-rslora": ("t5-v1_1-gated-untied", dict(target_modules="All-Linear", r=3, lora_alpha=4, use_rslora=True, rank_pattern={"q": 6}, exclude_modules=["wo"])),
    "t5-layers": ("t5-v1_0-relu-tied", dict(target_modules=["k", "wi"], layers_to_transform=[0], layers_pattern="block", r=2, lora_alpha=3, rank_pattern={"k|wi": 4})),
}


def make(name, base, settings, fixtures, out):
    folder = os.path.join(out, "adapters", name)
    model_folder = os.path.join(fixtures, "models", base)
    config = json.load(open(os.path.join(model_folder, "config.json")))
    seq2seq = config["model_type"] == "t5"
    kind = transformers.AutoModelForSeq2SeqLM if seq2seq else transformers.AutoModelForCausalLM
    model = kind.from_pretrained(model_folder, torch_dtype=torch.float32, attn_implementation="eager")
    for patterns in (settings.get("rank_pattern", {}), settings.get("alpha_pattern", {})):
        assert list(patterns) == sorted(patterns), patterns
    torch.manual_seed(len(name))
    lora = LoraConfig(task_type="SEQ_2_SEQ_LM" if seq2seq else "CAUSAL_LM", lora_dropout=0.0, bias="none", **settings)
    model = get_peft_model(model, lora)
    model.peft_config["default"].base_model_name_or_path = base
    with torch.no_grad():
        for key, value in model.named_parameters():
            if "lora_" in key:
                value.normal_(0, 0.1)
    model.eval()
    inputs = load_file(os.path.join(model_folder, "expected.safetensors"))
    batch = {k: inputs[k] for k in ("input_ids", "attention_mask", "labels")}
    if not seq2seq:
        batch["position_ids"] = (batch["attention_mask"].cumsum(-1) - 1).clamp(min=0)
    result = model(**batch)
    result.loss.backward()
    logits = result.logits.detach()
    if not seq2seq:
        logits = logits * batch["attention_mask"].unsqueeze(-1)
    tensors = {"logits": logits, "loss": result.loss.detach()}
    for key, value in model.named_parameters():
        if "lora_" in key:
            tensors["grad." + key.replace(".default", "")] = value.grad
    model.save_pretrained(folder)
    for extra in ("README.md",):
        if os.path.exists(os.path.join(folder, extra)):
            os.remove(os.path.join(folder, extra))
    save_file({k: v.contiguous() for k, v in tensors.items()}, os.path.join(folder, "expected.safetensors"))
    note = "grad.* are named as in the adapter file" + ("" if seq2seq else "; logits set to 0 on padding")
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump({"base": base, "inputs": "expected.safetensors of the base model", "peft": peft.__version__, "transformers": transformers.__version__, "note": note}, file, indent=1)
    size = sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder))
    print(f"{name}: {sum('lora_A' in k for k in tensors)} modules, ranks {sorted({v.shape[0] for k, v in tensors.items() if 'lora_A' in k})}, {size:,} bytes")


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    fixtures, out = arguments[0], arguments[-1]
    for name, (base, settings) in {**SMALL, **(MORE if "--all" in sys.argv else {})}.items():
        make(name, base, settings, fixtures, out)


main()
