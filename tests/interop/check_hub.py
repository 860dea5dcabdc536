#!/usr/bin/env python3
"""Checks that transformers reads, offline, what Kif fetched from a hub.

    HF_HOME=FOLDER HF_ENDPOINT=http://... kif doctor --model org/tiny-model --download
    HF_HOME=FOLDER python3 tests/interop/check_hub.py org/tiny-model org/sharded-model[@REVISION] ...

The stand-in hub is tests/fixtures/hub/server.py. Needs transformers; nothing is asked of a network.
"""
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers
from huggingface_hub import scan_cache_dir, snapshot_download

for name in sys.argv[1:]:
    repo, _, revision = name.partition("@")
    where = {"revision": revision} if revision else {}
    model = transformers.AutoModelForCausalLM.from_pretrained(repo, **where)
    folder = snapshot_download(repo, **where)
    from_folder = transformers.AutoModelForCausalLM.from_pretrained(folder)
    ids = torch.tensor([[1, 2, 3]])
    # Not every repository has a tokenizer.
    tokenizer = None
    if os.path.exists(os.path.join(folder, "tokenizer_config.json")):
        tokenizer = transformers.AutoTokenizer.from_pretrained(repo, **where)
        ids = tokenizer("a b c", return_tensors="pt").input_ids
    with torch.no_grad():
        same = torch.equal(model(ids).logits, from_folder(ids).logits)
    assert same and torch.isfinite(model(ids).logits).all(), name
    print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters, {0 if tokenizer is None else len(tokenizer)} tokens")
cache = scan_cache_dir()
assert not cache.warnings, cache.warnings
print(f"{len(cache.repos)} repositories in the cache, without warnings")
