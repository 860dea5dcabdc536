"""Compares adapters that `kif merge --adapters` merged with what PEFT's add_weighted_adapter makes of the same ones. Not part of the build.

usage: KIF_INTEROP=/tmp/interop dotnet test --project tests/Kif.Pipeline.Tests -- --filter-class "*MergedAdapterTests"
       python3 tests/interop/check_merge.py /tmp/interop
A case is a folder with merge.json (base, way, weights, density, election), 0/, 1/, 2/ (adapters) and merged/ (Kif's). Where elements are drawn, PEFT is given
the elements that Kif drew (masks.safetensors). Ends with 1 where a relative difference of a factor (largest over largest) is above 1e-6.
"""
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
import transformers
from peft import PeftModel
from peft.utils import merge_utils
from safetensors.torch import load_file

LIMIT = 1e-6


def drawn(factors, masks):
    """Random pruning that keeps what was drawn for the factor that it is given."""
    def pruning(tensor, density, rescale):
        found = [name for name, factor in factors.items() if factor.shape == tensor.shape and torch.equal(factor, tensor)]
        assert len(found) == 1, found
        kept = tensor * masks[found[0]]
        return kept / density if rescale else kept
    return pruning


def factors(folder):
    return load_file(os.path.join(folder, "adapter_model.safetensors"))


def check(folder):
    case = json.load(open(os.path.join(folder, "merge.json")))
    numbers = range(len(case["weights"]))
    base = transformers.AutoModelForSeq2SeqLM.from_pretrained(case["base"], dtype=torch.float32)
    model = PeftModel.from_pretrained(base, os.path.join(folder, "0"), adapter_name="0")
    for i in list(numbers)[1:]:
        model.load_adapter(os.path.join(folder, str(i)), adapter_name=str(i))
    if os.path.exists(os.path.join(folder, "masks.safetensors")):
        every = {f"{i}/{name}": factor for i in numbers for name, factor in factors(os.path.join(folder, str(i))).items()}
        merge_utils.random_pruning = drawn(every, load_file(os.path.join(folder, "masks.safetensors")))
    model.add_weighted_adapter([str(i) for i in numbers], case["weights"], "merged", case["by"], density=case["density"],
                               majority_sign_method=case["elect"])
    merged, worst = factors(os.path.join(folder, "merged")), 0.0
    state = {name: tensor for name, tensor in model.state_dict().items() if ".merged." in name}
    assert len(state) == len(merged)
    for name, wanted in state.items():
        seen = merged[name.replace(".merged.", ".")]
        assert seen.shape == wanted.shape, (name, seen.shape, wanted.shape)
        worst = max(worst, ((seen - wanted).abs().max() / wanted.abs().max()).item())
    # What Kif wrote answers as PEFT's does.
    model.set_adapter("merged")
    model.eval()
    ids = torch.arange(3, 15).view(2, 6)
    with torch.no_grad():
        theirs = model(input_ids=ids, decoder_input_ids=ids).logits
        model.load_adapter(os.path.join(folder, "merged"), adapter_name="kif")
        model.set_adapter("kif")
        ours = model.eval()(input_ids=ids, decoder_input_ids=ids).logits
    return worst, ((ours - theirs).norm() / theirs.norm()).item()


def main(root):
    worst, count = 0.0, 0
    for name in sorted(os.listdir(root)):
        folder = os.path.join(root, name)
        if not os.path.exists(os.path.join(folder, "merge.json")):
            continue
        factor, logits = check(folder)
        print(f"{name}: factors {factor:.1e}, logits {logits:.1e}")
        worst, count = max(worst, factor), count + 1
    print(f"{count} cases, largest relative difference of a factor {worst:.1e}")
    return 0 if count and worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
