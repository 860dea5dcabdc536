"""Writes a tiny random model of each family with a tokenizer of its kind, for runs of a whole comparison. Not part of the build; needs transformers.

usage: make_families.py TOKENIZERS FOLDER
TOKENIZERS has tokenizer folders (qwen-like, gemma-like, llama3-like, modernbert-like, t5, gpt2, bert); FOLDER receives a model folder per family.
Then: for each, kif compare --model FOLDER/NAME --strategies seq-lora,kif-lora --train-limit 24 --test-limit 8 --epochs 1 --out OUT/NAME
"""
import json, os, shutil, sys
import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForMaskedLM, AutoModelForSeq2SeqLM

SIZE = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4)
SHARED = dict(SIZE, num_key_value_heads=2)
FAMILIES = {
    "t5": ("t5", AutoModelForSeq2SeqLM, dict(d_model=32, d_kv=8, d_ff=48, num_layers=2, num_heads=4, decoder_start_token_id=0)),
    "gpt2": ("gpt2", AutoModelForCausalLM, dict(n_embd=32, n_layer=2, n_head=4, n_positions=512)),
    "bert": ("bert", AutoModelForMaskedLM, SIZE),
    "llama": ("llama3-like", AutoModelForCausalLM, SHARED),
    "qwen2": ("qwen-like", AutoModelForCausalLM, SHARED),
    "qwen3": ("qwen-like", AutoModelForCausalLM, dict(SHARED, head_dim=16)),
    "mistral": ("llama3-like", AutoModelForCausalLM, SHARED),
    "smollm3": ("qwen-like", AutoModelForCausalLM, SHARED),
    "olmo2": ("qwen-like", AutoModelForCausalLM, SHARED),
    "phi3": ("qwen-like", AutoModelForCausalLM, SHARED),
    "gemma2": ("gemma-like", AutoModelForCausalLM, dict(SHARED, head_dim=16, sliding_window=16)),
    "gemma3_text": ("gemma-like", AutoModelForCausalLM, dict(SHARED, head_dim=16, sliding_window=16, layer_types=["sliding_attention", "full_attention"])),
    "modernbert": ("modernbert-like", AutoModelForMaskedLM, SIZE),
}


def main(tokenizers, out):
    for family, (tokenizer, kind, settings) in FAMILIES.items():
        source, folder = os.path.join(tokenizers, tokenizer), os.path.join(out, family)
        data = json.load(open(os.path.join(source, "tokenizer.json")))
        vocabulary = data["model"]["vocab"]
        last = max([len(vocabulary) - 1] + (list(vocabulary.values()) if isinstance(vocabulary, dict) else []) + [t["id"] for t in data["added_tokens"]])
        ids = {t["content"]: t["id"] for t in data["added_tokens"]}
        told = json.load(open(os.path.join(source, "tokenizer_config.json")))
        special = {f"{role}_token_id": ids.get(told.get(f"{role}_token")) for role in ("pad", "eos", "bos")}
        if special["pad_token_id"] is None: special["pad_token_id"] = special["eos_token_id"]
        torch.manual_seed(1)
        config = AutoConfig.for_model(family, vocab_size=last + 1, **settings, **special)
        kind.from_config(config).save_pretrained(folder)
        for file in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
            if os.path.exists(os.path.join(source, file)): shutil.copyfile(os.path.join(source, file), os.path.join(folder, file))
        print(family, tokenizer, last + 1, special)


main(*sys.argv[1:])
