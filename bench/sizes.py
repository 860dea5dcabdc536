#!/usr/bin/env python3
"""LoRA steps and greedy answers of models from 0.1 to 7 billion parameters, Kif beside transformers + PEFT: time, share of the matrix-product peak, memory.

usage: sizes.py FOLDER [--kif PROGRAM] [--packages FOLDER] [--only NAME,NAME] [--repeats N] [--threads N] [--programs kif,python]

FOLDER receives one model at a time, random weights in bfloat16 of a published shape, and is emptied again. PROGRAM is the built bench/Kif.Bench. The packages
are those of transformers, PEFT and torch. Both programs do the same: rank 8 on q_proj and v_proj, one text of 128 tokens of which 8 are labeled, blocks
computed again in the backward pass, AdamW, then a greedy answer of 16 tokens. Peak memory is the process's, mapped pages included (VmHWM)."""
import argparse, json, os, shutil, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
LLAMA = dict(architectures=["LlamaForCausalLM"], model_type="llama", hidden_act="silu", rms_norm_eps=1e-5, max_position_embeddings=2048, bos_token_id=1, eos_token_id=2, rope_theta=10000.0)
SHAPES = {
    "0.1 B": dict(LLAMA, vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3, tie_word_embeddings=True),
    "0.36 B": dict(LLAMA, vocab_size=49152, hidden_size=960, intermediate_size=2560, num_hidden_layers=32, num_attention_heads=15, num_key_value_heads=5, tie_word_embeddings=True),
    "1.7 B": dict(LLAMA, vocab_size=49152, hidden_size=2048, intermediate_size=8192, num_hidden_layers=24, num_attention_heads=32, num_key_value_heads=32, tie_word_embeddings=True),
    "4 B": dict(LLAMA, architectures=["Qwen3ForCausalLM"], model_type="qwen3", vocab_size=151936, hidden_size=2560, intermediate_size=9728, num_hidden_layers=36, num_attention_heads=32,
                num_key_value_heads=8, head_dim=128, rms_norm_eps=1e-6, rope_theta=1000000.0, max_position_embeddings=40960, tie_word_embeddings=True),
    "7 B": dict(LLAMA, vocab_size=32000, hidden_size=4096, intermediate_size=11008, num_hidden_layers=32, num_attention_heads=32, num_key_value_heads=32, tie_word_embeddings=False),
}


def tensors(c):
    d, ff, head = c["hidden_size"], c["intermediate_size"], c.get("head_dim", c["hidden_size"] // c["num_attention_heads"])
    q, kv = c["num_attention_heads"] * head, c["num_key_value_heads"] * head
    yield "model.embed_tokens.weight", [c["vocab_size"], d]
    for i in range(c["num_hidden_layers"]):
        p = f"model.layers.{i}."
        for name, shape in (("q", [q, d]), ("k", [kv, d]), ("v", [kv, d]), ("o", [d, q])): yield f"{p}self_attn.{name}_proj.weight", shape
        if c["model_type"] == "qwen3":
            for name in ("q_norm", "k_norm"): yield f"{p}self_attn.{name}.weight", [head]
        for name, shape in (("gate", [ff, d]), ("up", [ff, d]), ("down", [d, ff])): yield f"{p}mlp.{name}_proj.weight", shape
        for name in ("input_layernorm", "post_attention_layernorm"): yield f"{p}{name}.weight", [d]
    yield "model.norm.weight", [d]
    if not c["tie_word_embeddings"]: yield "lm_head.weight", [c["vocab_size"], d]


def make(folder, config, most=5_000_000_000):
    """Writes the folder shard by shard, as transformers does: no shard is held in memory twice."""
    import torch
    from safetensors.torch import save_file
    os.makedirs(folder)
    json.dump(dict(config, torch_dtype="bfloat16"), open(f"{folder}/config.json", "w"))
    torch.manual_seed(1)
    shards, sizes = [{}], [0]
    for name, shape in tensors(config):
        count = 2 * (shape[0] * (shape[1] if len(shape) > 1 else 1))
        if sizes[-1] + count > most: shards.append({}); sizes.append(0)
        shards[-1][name] = shape; sizes[-1] += count
    where, files = {}, len(shards)
    for i, shard in enumerate(shards):
        file = "model.safetensors" if files == 1 else f"model-{i + 1:05d}-of-{files:05d}.safetensors"
        data = {n: torch.ones(s, dtype=torch.bfloat16) if len(s) == 1 else torch.empty(s, dtype=torch.bfloat16).normal_(0, 0.02) for n, s in shard.items()}
        save_file(data, f"{folder}/{file}", metadata={"format": "pt"})
        where.update({n: file for n in shard})
    if files > 1: json.dump({"metadata": {"total_size": sum(sizes)}, "weight_map": where}, open(f"{folder}/model.safetensors.index.json", "w"))


def hwm():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1]) // 1024


def python(folder, repeats, threads):
    import torch, transformers
    from peft import LoraConfig, get_peft_model
    torch.set_num_threads(threads)
    started = time.perf_counter()
    base = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16)
    bytes_ = sum(p.numel() * p.element_size() for p in base.parameters())
    model = get_peft_model(base, LoraConfig(r=8, lora_alpha=16, lora_dropout=0.0, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM"))
    base.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False}); base.enable_input_require_grads()
    loading = time.perf_counter() - started
    ids = torch.randint(3, base.config.vocab_size, (1, 128)); labels = ids.clone(); labels[:, :-8] = -100
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer, steps = torch.optim.AdamW(params, lr=3e-4), []
    model.train()
    for i in range(repeats + 1):
        t = time.perf_counter()
        model(input_ids=ids, labels=labels).loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0); optimizer.step(); optimizer.zero_grad()
        if i: steps.append((time.perf_counter() - t) * 1e3)
    after = hwm()
    model.eval(); base.gradient_checkpointing_disable(); base.config.use_cache = True
    t = time.perf_counter()
    with torch.no_grad(): out = model.generate(input_ids=ids[:, :120], attention_mask=torch.ones(1, 120, dtype=torch.long), min_new_tokens=16, max_new_tokens=16, do_sample=False, pad_token_id=0)
    answer = time.perf_counter() - t
    print(json.dumps(dict(load_s=round(loading, 2), step_ms=round(statistics.median(steps), 1), answer_s=round(answer, 2), produced=out.shape[1] - 120, weights_gb=round(bytes_ / 1e9, 3),
                          peak_after_steps_mb=after, peak_resident_mb=hwm(), peak_over_weights=round(hwm() * 1048576 / bytes_, 3))))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder"); p.add_argument("--kif", default=f"{HERE}/Kif.Bench/bin/Release/net10.0/linux-x64/Kif.Bench"); p.add_argument("--packages", default="")
    p.add_argument("--only", default=""); p.add_argument("--repeats", type=int, default=3); p.add_argument("--threads", type=int, default=2)
    p.add_argument("--programs", default="kif,python"); p.add_argument("--run-python", action="store_true", help=argparse.SUPPRESS); p.add_argument("--make", default="", help=argparse.SUPPRESS)
    o = p.parse_args()
    if o.run_python: return python(o.folder, o.repeats, o.threads)
    if o.make: return make(o.folder, SHAPES[o.make])
    environment = dict(os.environ, HF_HUB_OFFLINE="1", PYTHONPATH=o.packages) if o.packages else dict(os.environ, HF_HUB_OFFLINE="1")
    print("| model | program | weights GB | load s | step ms | GFLOP a step | share of the GEMM peak | answer s | peak GB after steps | peak GB | peak / weights |\n|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for name in SHAPES:
        if o.only and name not in o.only.split(","): continue
        folder = os.path.join(o.folder, name.replace(" ", ""))
        shutil.rmtree(folder, ignore_errors=True)
        me = [sys.executable, os.path.abspath(__file__), folder, "--repeats", str(o.repeats), "--threads", str(o.threads)]
        subprocess.run([*me, "--make", name], check=True, env=environment)
        gflop = peak = None
        for program in o.programs.split(","):
            command = [o.kif, "folder", "--folder", folder, "--repeats", str(o.repeats), "--threads", str(o.threads)] if program == "kif" else [*me, "--run-python"]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
            if done.returncode: print(f"| {name} | {program} | failed with {done.returncode}: {done.stderr.strip().splitlines()[-1:] } |", flush=True); continue
            r = json.loads(done.stdout.strip().splitlines()[-1])
            if program == "kif": gflop, peak = r["useful_gflop_per_step"], r["gemm_gflops_median"]
            share = round(gflop / (r["step_ms"] / 1e3) / peak, 3) if gflop else "–"
            print(f"| {name} | {program} | {r['weights_gb']} | {r['load_s']} | {r['step_ms']} | {gflop or '–'} | {share} | {r['answer_s']} | "
                  f"{r['peak_after_steps_mb'] * 1048576 / 1e9:.2f} | {r['peak_resident_mb'] * 1048576 / 1e9:.2f} | {r['peak_over_weights']} |", flush=True)
        shutil.rmtree(folder, ignore_errors=True)


main()
