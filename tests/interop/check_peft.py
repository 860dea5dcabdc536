"""Compares folders that Kif wrote with what PEFT and transformers compute on them. Not part of the build; needs transformers and PEFT.

usage: KIF_INTEROP=/tmp/interop dotnet test --project tests/Kif.Pipeline.Tests -- --filter-class "*InteropTests"  (also "*MergedFormTests", "*WrittenFolderTests")
       python3 tests/interop/check_peft.py /tmp/interop
A case is a folder with case.json (base), adapter/ (loaded by PEFT; not in all cases), merged/ (loaded by transformers alone) and kif.safetensors (a batch and
Kif's logits). Without an adapter it is a folder that Kif wrote of one that transformers 4 and 5 read differently, or could not read, and the base is left alone.
Ends with 1 where a relative difference (norm over norm) is above 1e-5.
"""
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
import transformers
from peft import PeftModel
from safetensors.torch import load_file

LIMIT = 1e-5


def load(kind, folder):
    model, info = kind.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    wrong = [key for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info[key]]
    assert not wrong, f"{folder}: {[(key, info[key]) for key in wrong]}"
    return model.eval()


def difference(model, batch, wanted, seq2seq):
    with torch.no_grad():
        seen = model(**{k: batch[k] for k in ("input_ids", "attention_mask", "labels")}).logits
    if not seq2seq:
        mask = batch["attention_mask"].bool()
        seen, wanted = seen[mask], wanted[mask]
    return ((seen - wanted).norm() / wanted.norm()).item(), (seen - wanted).abs().max().item()


def main(root):
    worst, count = 0.0, 0
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        if not os.path.exists(os.path.join(folder, "case.json")):
            continue
        case = json.load(open(os.path.join(folder, "case.json")))
        kind = transformers.AutoModelForSeq2SeqLM if case["seq2seq"] else transformers.AutoModelForCausalLM
        batch = load_file(os.path.join(folder, "kif.safetensors"))
        if not os.path.exists(os.path.join(folder, "adapter")):
            kind = transformers.AutoModelForMaskedLM if case.get("masked") else kind
            merged = difference(load(kind, os.path.join(folder, "merged")), batch, batch["logits"], case["seq2seq"])
            print(f"{name}: {merged[0]:.1e} (largest {merged[1]:.1e})")
            worst, count = max(worst, merged[0]), count + 1
            continue
        kind = transformers.AutoModelForMaskedLM if case.get("masked") else kind
        base = load(kind, case["base"])
        if case.get("rows"):
            base.resize_token_embeddings(case["rows"], mean_resizing=False)
        plain = difference(base, batch, batch["logits"], case["seq2seq"])[0]
        with_adapter = PeftModel.from_pretrained(base, os.path.join(folder, "adapter"))
        ranks = sorted({v.shape[0] for k, v in with_adapter.named_parameters() if "lora_A" in k})
        adapter = difference(with_adapter.eval(), batch, batch["logits"], case["seq2seq"])
        merged = difference(load(kind, os.path.join(folder, "merged")), batch, batch["logits"], case["seq2seq"])
        shards = len([f for f in os.listdir(os.path.join(folder, "merged")) if f.endswith(".safetensors")])
        print(f"{name}: ranks {ranks}; PEFT {adapter[0]:.1e} (largest {adapter[1]:.1e}); merged, {shards} file(s), {merged[0]:.1e} (largest {merged[1]:.1e}); the base alone differs by {plain:.1e}")
        assert plain > 100 * LIMIT, "the adapter does nothing"
        # An adapter that means something else in place here than in transformers 5, which Kif follows, is only compared merged.
        worst, count = max(worst, adapter[0] if case.get("in_place", True) else 0, merged[0]), count + 1
    print(f"{count} cases, worst {worst:.1e}")
    return 0 if count and worst <= LIMIT else 1


sys.exit(main(sys.argv[1]))
