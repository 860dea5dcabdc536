"""Kif and a Python reference on the same cases, in turns, on this machine: ratios of medians.

python3 bench/side-by-side.py --speed SPEED.PY [--packages FOLDER] [--kif PROGRAM] [--rounds N] [--only TEXT] [--out FILE] [--before COMMAND]

SPEED.PY prints nothing that is read here: it is called as `SPEED.PY OUT.json THREADS CASE` and writes {"cases": {CASE: {"step": {"median_ms": ..}, ..}}, "peak_resident_mb": ..}.
PROGRAM is the built bench/Kif.Bench (dotnet build -c Release bench/Kif.Bench). COMMAND goes before every measured command (for instance "chrt -f 10")."""
import argparse, json, os, subprocess, sys, tempfile
import measuring
from measuring import median

STEPS = [(m, d, p) for m in ('t5-small', 'smollm2-135m') for d in ('float32', 'bfloat16') for p in ('0.0', '0.1')]
DECODES = [(m, d) for m in ('t5-small', 'smollm2-135m') for d in ('float32', 'bfloat16')]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--speed', required=True)
    parser.add_argument('--packages', default='')
    parser.add_argument('--kif', default=measuring.BENCH)
    parser.add_argument('--rounds', type=int, default=1)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--only', default='')
    parser.add_argument('--out', default='')
    parser.add_argument('--before', default='')
    return parser.parse_args()


def python(o, case):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, 'out.json')
        environment = dict(os.environ, PYTHON_REFERENCE=o.packages) if o.packages else None
        subprocess.run([*o.before.split(), sys.executable, o.speed, out, str(o.threads), case], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        told = json.load(open(out))
        return dict(told['cases'][case], peak_resident_mb=told['peak_resident_mb'])


def kif(o, *arguments):
    done = subprocess.run([*o.before.split(), o.kif, *arguments, '--threads', str(o.threads)], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def main():
    o = options()
    results = {}
    print(f'{measuring.machine(o.threads)}, {o.rounds} round(s); ms are medians; ratio = Python / Kif\n')
    measuring.head('case', 'Python ms', 'Kif ms', 'ratio', 'forward + backward, Kif', 'optimizer', 'identification', 'share of a step', 'Kif of GEMM peak', 'Python of it', 'memory MB, Python / Kif')
    for model, dtype, dropout in STEPS:
        case = f'{model}/{dtype}/dropout {dropout}/importance mixed'
        if o.only not in case: continue
        theirs, ours = [], []
        for _ in range(o.rounds):
            theirs.append(python(o, case))
            ours.append(kif(o, 'step', '--model', model, '--dtype', dtype, '--dropout', dropout, '--importance', 'mixed'))
        results[case] = dict(python=theirs, kif=ours)
        t, k, identification = median(theirs, 'step', 'median_ms'), median(ours, 'step', 'median_ms'), median(ours, 'identification', 'median_ms')
        print(f"| {model} {dtype} dropout {dropout} | {t:.0f} | {k:.0f} | **{t / k:.2f}** | {median(ours, 'forward', 'median_ms'):.0f} + {median(ours, 'backward', 'median_ms'):.0f} "
              f"| {median(ours, 'optimizer', 'median_ms'):.2f} | {identification:.2f} | {100 * identification / k:.2f} % | {100 * median(ours, 'share_of_gemm_peak'):.0f} % "
              f"| {100 * median(theirs, 'share_of_gemm_peak'):.0f} % | {median(theirs, 'peak_resident_mb'):.0f} / {median(ours, 'peak_resident_mb'):.0f} |", flush=True)
    for model, dtype in DECODES:
        case = f'{model}/{dtype}/decode'
        if o.only not in case: continue
        theirs, ours = [], []
        for _ in range(o.rounds):
            theirs.append(python(o, case))
            ours.append(kif(o, 'decode', '--model', model, '--dtype', dtype))
        results[case] = dict(python=theirs, kif=ours)
        t, k = median(theirs, 'median_ms'), median(ours, 'median_ms')
        print(f"| {model} {dtype}, decoding 32 × 16 tokens | {t:.0f} | {k:.0f} | **{t / k:.2f}** | | | | | | | {median(theirs, 'peak_resident_mb'):.0f} / {median(ours, 'peak_resident_mb'):.0f} |", flush=True)
    if o.out: json.dump(dict(machine=measuring.machine(o.threads), threads=o.threads, results=results), open(o.out, 'w'), indent=1)


main()
