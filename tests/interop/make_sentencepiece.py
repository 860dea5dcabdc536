"""Writes tests/fixtures/tokenizers/sp-*: small SentencePiece models of uncommon settings, and what transformers' fast tokenizers make of them.

    PYTHONPATH=FOLDER python3 tests/interop/make_sentencepiece.py     (FOLDER: transformers 4.57.6, tokenizers 0.22.2, sentencepiece 0.2)

Each model is trained here on the words below; the class is LLaMA's or T5's, read from the model file alone.
"""
import json
import os
import shutil
import sys

import sentencepiece
from transformers import AutoTokenizer

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "tokenizers")
CORPUS = ["the quick brown fox jumps over the lazy dog", "hello world and hello again", "caf\u00e9 cr\u00e8me br\u00fbl\u00e9e", "one  two   three", "numbers 12 345 6789",
          "HELLO The World", "\uff21\uff22\uff23 full width", "line one", "a b c d e f g h", "under_score and-hyphen", "na\u00efve r\u00e9sum\u00e9", "the end of the world"] * 20
RULE = ["41\t61", "C9\tE9", "FF21\t61", "FF22\t62", "A0\t20", "3000\t20", "FB01\t66 69", "65 301\tE9", "2026\t2E 2E 2E"]
TEXTS = ["", "hello", "Hello World", " hello", "hello ", "  two  blanks  ", "one   two", "A\u00c9\uff21\uff22\ufb01", "cafe\u0301 caf\u00e9", "\u3000wide\u3000blank", "a\u00a0b", "tab\tand\nline\n",
         "\u4f60\u597d", "\U0001f600 smile", "<s>hello</s>", "x </s> y", "\u2581mark \u2581", "12 345", "quick\u2026", "<unk>", "<0x41>", "zzz\u0416", "hello<s> world", "\u00e9\u00e9", "a\u0085b", " ", "\u2581"]
MODELS = {
    "sp-llama-unigram": ("llama", {}, dict(model_type="unigram", byte_fallback=True)),
    "sp-llama-unigram-rule": ("llama", {"legacy": False}, dict(model_type="unigram", byte_fallback=False, rule=True)),
    "sp-llama-unigram-unk2": ("llama", {"add_eos_token": True}, dict(model_type="unigram", byte_fallback=False, pad_id=0, eos_id=1, unk_id=2, bos_id=3)),
    "sp-llama-bpe-rule": ("llama", {}, dict(model_type="bpe", byte_fallback=True, rule=True)),
    "sp-llama-bpe-plain": ("llama", {"legacy": False}, dict(model_type="bpe", byte_fallback=False, add_dummy_prefix=False)),
    "sp-llama-bpe-suffix": ("llama", {}, dict(model_type="bpe", byte_fallback=True, treat_whitespace_as_suffix=True, user_defined_symbols=["<sep>", "  "])),
    "sp-t5-rule": ("t5", {"extra_ids": 3}, dict(model_type="unigram", rule=True, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)),
    "sp-t5-keeps-spaces": ("t5", {"extra_ids": 3}, dict(model_type="unigram", remove_extra_whitespaces=False, byte_fallback=True, add_dummy_prefix=False, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)),
    "sp-t5-bpe": ("t5", {"extra_ids": 3, "legacy": False}, dict(model_type="bpe", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)),
}

for name, (kind, config, settings) in MODELS.items():
    folder = os.path.join(HERE, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    settings = dict(settings)
    if settings.pop("rule", False):
        with open(os.path.join(folder, "rule.tsv"), "w") as f:
            f.write("\n".join(RULE) + "\n")
        settings["normalization_rule_tsv"] = os.path.relpath(os.path.join(folder, "rule.tsv"))
    else:
        settings["normalization_rule_name"] = "identity"
    model = os.path.join(folder, "spiece.model" if kind == "t5" else "tokenizer.model")
    with open(model, "wb") as f:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(CORPUS), model_writer=f, vocab_size=400 if settings.get("byte_fallback") else 140, hard_vocab_limit=False,
            minloglevel=2, num_threads=1, **settings)
    if "normalization_rule_tsv" in settings:
        os.remove(settings["normalization_rule_tsv"])
    with open(os.path.join(folder, "tokenizer_config.json"), "w") as f:
        json.dump({"tokenizer_class": "T5Tokenizer" if kind == "t5" else "LlamaTokenizer", **config}, f)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer.is_fast
    with open(os.path.join(folder, "expected.jsonl"), "w") as f:
        for text in TEXTS:
            ids = tokenizer(text)["input_ids"]
            row = {"text": text, "ids": ids, "ids_no_special": tokenizer(text, add_special_tokens=False)["input_ids"],
                   "decoded": tokenizer.decode(ids, skip_special_tokens=True), "decoded_raw": tokenizer.decode(ids)}
            f.write(json.dumps(row) + "\n")
    print(name, os.path.getsize(model), len(tokenizer), file=sys.stderr)
