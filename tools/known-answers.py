"""Makes small known answers with transformers and PEFT (versions are written into each folder): variants of model folders that other fixtures lack.

Usage: known-answers.py FOLDER    (writes FOLDER/models/<name> and FOLDER/adapters/<name>)
"""
import json
import os
import sys

import peft
import torch
import transformers
from safetensors.torch import save_file

root = sys.argv[1]
VOCABULARY, BATCH, LENGTH, NEW = 64, 3, 11, 12


def write(path, value):
    with open(path, "w") as f:
        json.dump(value, f, indent=2)
        f.write("\n")


def spread(model, seed):
    """Larger weights than a fresh model's, so that answers differ from place to place."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() > 1:
                p.normal_(0, 0.35)
            elif "bias" in name or "beta" in name:
                p.normal_(0, 0.1)
            else:
                p.copy_(1 + 0.1 * torch.randn_like(p))
    model.tie_weights()
    return model.eval()


def lengths_mask(lengths, left):
    mask = torch.zeros(BATCH, LENGTH, dtype=torch.long)
    for i, n in enumerate(lengths):
        mask[i, LENGTH - n :] = 1 if left else 0
        if not left:
            mask[i, :n] = 1
    return mask


def finish(model, folder, what, stored, expected, dtypes=None, extra_config=None):
    os.makedirs(folder, exist_ok=True)
    model.config.save_pretrained(folder)
    if getattr(model, "generation_config", None) is not None and model.can_generate():
        model.generation_config.save_pretrained(folder)
    if extra_config:
        path = os.path.join(folder, "config.json")
        write(path, json.load(open(path)) | extra_config)
    save_file({k: v.contiguous().clone() for k, v in stored.items()}, os.path.join(folder, "model.safetensors"), metadata={"format": "pt"})
    save_file({k: v.detach().contiguous().clone() for k, v in expected.items()}, os.path.join(folder, "expected.safetensors"))
    write(os.path.join(folder, "expected.json"), {"what": what, "transformers": transformers.__version__, "torch": torch.__version__})


def positions(mask):
    return (mask.cumsum(-1) - 1).clamp(min=0)


def answers(model, inputs, labels, gradients, mask_logits):
    out = model(**inputs, labels=labels)
    out.loss.backward()
    logits = out.logits.detach() * (inputs["attention_mask"].unsqueeze(-1) if mask_logits else 1)
    named = dict(model.named_parameters())
    expected = {("logits_on_unpadded" if mask_logits else "logits"): logits, "loss": out.loss.detach(), "labels": labels}
    expected |= {k: v for k, v in inputs.items() if k != "position_ids"}
    expected |= {"grad." + n: named[n].grad for n in gradients}
    model.zero_grad()
    return expected


def left_padded(seed):
    torch.manual_seed(seed)
    mask = lengths_mask([11, 7, 4], left=True)
    ids = torch.randint(4, VOCABULARY, (BATCH, LENGTH)) * mask
    labels = torch.where((mask == 1) & (torch.arange(LENGTH) >= LENGTH - 3), ids, torch.full_like(ids, -100))
    return ids, mask, labels


def gpt2(name, what, rename, extra, **settings):
    config = transformers.GPT2Config(
        vocab_size=VOCABULARY, n_positions=32, n_embd=16, n_layer=2, n_head=4, bos_token_id=1, eos_token_id=2, pad_token_id=0,
        attn_pdrop=0, embd_pdrop=0, resid_pdrop=0, **settings)
    config._attn_implementation = "eager"
    model = spread(transformers.GPT2LMHeadModel(config), 11)
    ids, mask, labels = left_padded(5)
    inputs = dict(input_ids=ids, attention_mask=mask, position_ids=positions(mask))
    gradients = ["transformer.wte.weight", "transformer.wpe.weight", "transformer.h.0.attn.c_attn.weight", "transformer.h.1.mlp.c_proj.weight",
                 "transformer.h.1.attn.c_attn.bias", "transformer.ln_f.weight"]
    expected = answers(model, inputs, labels, gradients, True)
    with torch.no_grad():
        expected["generated"] = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=NEW, do_sample=False)
    state = {k: v for k, v in model.state_dict().items() if config.tie_word_embeddings is False or k != "lm_head.weight"}
    finish(model, f"{root}/models/{name}", what, rename(state) | extra(model), expected)
    return model, inputs, labels


def adapter(name, base, model, inputs, labels, targets, mask_logits, merged, **settings):
    config = peft.LoraConfig(r=4, lora_alpha=12, lora_dropout=0.0, target_modules=targets, **settings)
    adapted = peft.get_peft_model(model, config)
    torch.manual_seed(31)
    with torch.no_grad():
        for n, p in adapted.named_parameters():
            if "lora_" in n:
                p.normal_(0, 0.2)
    folder = f"{root}/adapters/{name}"
    adapted.save_pretrained(folder)
    out = adapted(**inputs, labels=labels)
    out.loss.backward()
    expected = {"logits": out.logits.detach() * (inputs["attention_mask"].unsqueeze(-1) if mask_logits else 1), "loss": out.loss.detach()}
    expected |= {"grad." + n.replace(".default", ""): p.grad for n, p in adapted.named_parameters() if "lora_" in n}
    whole = adapted.merge_and_unload()
    expected |= {"merged." + n: dict(whole.named_parameters())[n] for n in merged}
    save_file({k: v.detach().contiguous().clone() for k, v in expected.items()}, os.path.join(folder, "expected.safetensors"))
    write(os.path.join(folder, "expected.json"), {"base": base, "peft": peft.__version__, "transformers": transformers.__version__})


def bert():
    config = transformers.BertConfig(
        vocab_size=VOCABULARY, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24, max_position_embeddings=24, hidden_act="gelu_new",
        attention_probs_dropout_prob=0, hidden_dropout_prob=0, pad_token_id=0)
    config._attn_implementation = "eager"
    model = spread(transformers.BertForPreTraining(config), 12)
    torch.manual_seed(6)
    mask = lengths_mask([11, 8, 5], left=False)
    ids = torch.randint(5, VOCABULARY, (BATCH, LENGTH)) * mask
    labels = torch.full_like(ids, -100)
    for row, places in enumerate([[2, 5, 9], [1, 6], [3]]):
        for p in places:
            labels[row, p], ids[row, p] = ids[row, p].clone(), 4
    segments = (torch.arange(LENGTH).expand(BATCH, -1) >= 4).long() * mask
    inputs = dict(input_ids=ids, attention_mask=mask, token_type_ids=segments)
    masked = transformers.BertForMaskedLM(config)
    masked.load_state_dict({k: v for k, v in model.state_dict().items() if "pooler" not in k and "seq_rel" not in k})
    masked.eval()
    gradients = ["bert.embeddings.word_embeddings.weight", "bert.embeddings.token_type_embeddings.weight", "bert.embeddings.LayerNorm.bias",
                 "bert.encoder.layer.0.attention.self.key.bias", "bert.encoder.layer.1.attention.output.LayerNorm.weight", "cls.predictions.bias"]
    # A key's bias changes nothing, so its gradient is rounding error: left out.
    gradients = [g for g in gradients if "key.bias" not in g]
    expected = answers(masked, inputs, labels, gradients, True)
    with torch.no_grad():
        best = masked(input_ids=ids, attention_mask=mask).logits.argmax(-1)
    expected["generated"] = torch.full((BATCH, 3), -1)  # one segment; places in their order, -1 where a row has no more
    for row in range(BATCH):
        found = best[row][labels[row] != -100]
        expected["generated"][row, : len(found)] = found
    old = {k.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): v for k, v in model.state_dict().items()}
    old["bert.embeddings.position_ids"] = torch.arange(24).unsqueeze(0)
    finish(masked, f"{root}/models/bert-old-names", "BERT with the names of its oldest checkpoints, pooler and next-sentence head, duplicates of tied weights, segments",
           old, expected)
    adapter("bert-query-value-r4", "bert-old-names", masked, inputs, labels, ["query", "value"], True, ["bert.encoder.layer.1.attention.self.value.weight"])


def llama():
    config = transformers.LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=1, head_dim=6,
        rope_scaling={"rope_type": "default"}, bos_token_id=1, eos_token_id=[2, 9], pad_token_id=0, dtype="float64")
    config._attn_implementation = "eager"
    model = spread(transformers.LlamaForCausalLM(config), 13)
    ids, mask, labels = left_padded(7)
    inputs = dict(input_ids=ids, attention_mask=mask, position_ids=positions(mask))
    stored = {k: v.double() + 1e-12 for k, v in model.state_dict().items()}
    expected = answers(model, inputs, labels, ["model.layers.0.self_attn.k_proj.weight", "model.layers.1.self_attn.o_proj.weight", "model.norm.weight"], True)
    with torch.no_grad():
        expected["generated"] = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=NEW, do_sample=False)
    finish(model, f"{root}/models/llama-multi-query-f64", "LLaMA with one key head for all, heads of a width of their own, two end ids, weights stored as F64", stored, expected)


def t5():
    config = transformers.T5Config(
        vocab_size=VOCABULARY, d_model=16, d_kv=6, d_ff=24, num_layers=2, num_decoder_layers=1, num_heads=3, relative_attention_num_buckets=8,
        relative_attention_max_distance=12, feed_forward_proj="gated-gelu", tie_word_embeddings=False, dropout_rate=0.0, decoder_start_token_id=0)
    config._attn_implementation = "eager"
    model = spread(transformers.T5ForConditionalGeneration(config), 14)
    kinds = [torch.float32, torch.bfloat16, torch.float16, torch.float64]
    stored = {}
    for i, (k, v) in enumerate(model.state_dict().items()):
        if k in ("encoder.embed_tokens.weight", "decoder.embed_tokens.weight"):
            continue
        stored[k] = v.to(kinds[0 if "norm" in k else i % 4])
    model.load_state_dict({k: v.float() for k, v in stored.items()}, strict=False)
    model.tie_weights()
    torch.manual_seed(8)
    mask = lengths_mask([11, 7, 4], left=False)
    ids = torch.randint(4, VOCABULARY, (BATCH, LENGTH)) * mask
    labels = torch.randint(4, VOCABULARY, (BATCH, 5))
    labels[1, 3:] = -100
    inputs = dict(input_ids=ids, attention_mask=mask)
    expected = answers(model, inputs, labels, ["shared.weight", "lm_head.weight", "encoder.block.0.layer.1.DenseReluDense.wi_0.weight",
                                               "decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"], False)
    with torch.no_grad():
        expected["generated"] = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=NEW, do_sample=False)
    finish(model, f"{root}/models/t5-flan-mixed-dtypes", "T5 as Flan has it (gated, untied, its configuration's newer entries), weights of four types in one file", stored, expected,
           extra_config={"dense_act_fn": "gelu_new", "is_gated_act": True, "n_positions": 512, "output_past": True})


def buffers(model):
    return {f"h.{i}.attn.bias": torch.ones(32, 32, dtype=torch.bool).tril().view(1, 1, 32, 32) for i in range(2)} | {
        f"h.{i}.attn.masked_bias": torch.tensor(-1e4) for i in range(2)}


model, inputs, labels = gpt2(
    "gpt2-old-names", "GPT-2 with the names of its oldest checkpoints and their causal masks, left padding, scores scaled by the layer",
    lambda state: {k.removeprefix("transformer."): v for k, v in state.items()}, buffers, scale_attn_by_inverse_layer_idx=True)
adapter("gpt2-c_attn-c_proj-r4", "gpt2-old-names", model, inputs, labels, ["c_attn", "c_proj"], True,
        ["transformer.h.0.attn.c_attn.weight", "transformer.h.1.mlp.c_proj.weight"], fan_in_fan_out=True, task_type="CAUSAL_LM")
gpt2("gpt2-untied-relu", "GPT-2 with a head of its own, unscaled scores, another activation and feed-forward width", lambda s: s, lambda m: {},
     tie_word_embeddings=False, scale_attn_weights=False, reorder_and_upcast_attn=True, activation_function="relu", n_inner=24)
bert()
llama()
t5()
