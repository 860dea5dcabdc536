#!/usr/bin/env python3
"""Kills comparisons with SIGKILL and checks that they end as if they had never been killed.

usage: kills.py KIF FOLDER [--random N] [--aimed N] [--seed N] [--strategies A,B]

KIF is the built command (kif or a folder's kif), FOLDER an empty folder for the runs. For each strategy (and each of its profiles) the comparison runs
once undisturbed and once with kills: at random instants, and at instants while a checkpoint is being written (seen as its temporary folder, its renamed
folder before the pointer was swapped, or the temporary pointer). After every kill the same command is called again. At the end every file is compared
with the undisturbed run's, byte by byte; of result.json, run.json and events.jsonl what has no times. One line of JSON per series, a summary at the end.
"""
import argparse, hashlib, json, os, random, re, signal, subprocess, sys, time
from pathlib import Path

COMMON = ["--train-limit", "48", "--test-limit", "8", "--threads", "1", "--order", "place,time,colour", "--seed", "1", "--checkpoint-every", "2", "--quiet"]
TIMES = {"seconds", "cpuSeconds", "peakBytes", "events", "sha256", "checkpoints", "checkpointSeconds", "environment"}


PROFILED = ["a-gem", "der++", "ewc", "kif", "kif-average", "kif-lora", "kif-m", "mas", "o-lora", "recurrent-kif", "si"]
REMEMBERING = ["a-gem", "der++", "gem", "kif-m", "recurrent-kif", "replay"]


def series(kif, only):
    """Every strategy, under both profiles where it has them; those with memory remember enough to matter."""
    lines = subprocess.run([kif, "list"], capture_output=True, text=True, check=True).stdout.split("\n\n")[0].splitlines()[1:]
    for name in (line.split()[0] for line in lines):
        if only and name not in only:
            continue
        share = ["--set", f"{name}.buffer.share=0.3"] if name in REMEMBERING else []
        for profile in ["Paper", "OfficialCode"] if name in PROFILED else [None]:
            yield name, profile, share + (["--set", f"{name}.profile={profile}"] if profile else [])


def start(kif, out, args):
    return subprocess.Popen([kif, "compare", *args, *COMMON, "--out", str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def writing(out):
    """Whether a checkpoint is being written just now."""
    for c in out.glob("*/*/seed-1/checkpoint"):
        try:
            names = os.listdir(c)
        except FileNotFoundError:
            continue
        if any(n.endswith(".part") for n in names) or sum(re.fullmatch(r"v\d+", n) is not None for n in names) > 1:
            return True
    return False


def content(out):
    """What must be equal, by file."""
    found = {}
    for f in sorted(out.rglob("*")):
        name = str(f.relative_to(out))
        if not f.is_file() or name.startswith(".locks") or "seed-1" not in name:
            continue
        if f.name == "result.json":
            kept = {k: v for k, v in json.loads(f.read_text()).items() if k not in TIMES}
            found[name] = json.dumps(kept, sort_keys=True)
        elif f.name == "events.jsonl":
            lines = [l for l in map(json.loads, f.read_text().splitlines()) if l["event"] not in ("run-started", "run-paused", "task-started")]
            found[name] = json.dumps([{k: v for k, v in l.items() if k != "seconds"} for l in lines])
        else:
            found[name] = hashlib.sha256(f.read_bytes()).hexdigest()
    return found


def killed(kif, out, args, kills, aimed, rng, length):
    """Kills the command so many times, or until it is done; returns the kills and those that left a checkpoint."""
    done = hits = 0
    while done < kills:
        p = start(kif, out, args)
        begun = time.time()
        if aimed:
            # The first to fifth checkpoint that this process writes.
            nth, was = rng.randrange(5), False
            while p.poll() is None:
                now = writing(out)
                if now and not was:
                    if nth == 0:
                        break
                    nth -= 1
                was = now
                time.sleep(0.0005)
            time.sleep(rng.random() * 0.05)
        else:
            wait = 0.4 + rng.random() * length
            while p.poll() is None and time.time() - begun < wait:
                time.sleep(0.005)
        if p.poll() is not None:
            error = p.stderr.read()
            p.stderr.close()
            if p.returncode != 0:
                return done, hits, error
            break
        p.send_signal(signal.SIGKILL)
        p.wait()
        p.stderr.close()
        done += 1
        hits += any(out.glob("*/*/seed-1/checkpoint/learner.json"))
    p = start(kif, out, args)
    error = p.communicate()[1]
    return done, hits, error if p.returncode else None


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("kif"), a.add_argument("folder")
    a.add_argument("--random", type=int, default=7), a.add_argument("--aimed", type=int, default=2)
    a.add_argument("--seed", type=int, default=1), a.add_argument("--strategies", default="")
    o = a.parse_args()
    rng, root, total, bad = random.Random(o.seed), Path(o.folder), [0, 0, 0], 0
    for name, profile, args in series(o.kif, set(filter(None, o.strategies.split(",")))):
        args = ["--strategies", name, *args]
        label = f"{name} {profile or ''}".strip()
        whole, begun = root / label.replace(" ", "-") / "whole", time.time()
        p = start(o.kif, whole, args)
        error = p.communicate()[1]
        length = time.time() - begun
        if p.returncode:
            print(json.dumps({"series": label, "error": error.strip()}), flush=True)
            bad += 1
            continue
        wanted = content(whole)
        for kind, kills in (("random", o.random), ("aimed", o.aimed)):
            left, turn = kills, 0
            # A command that is done before it was killed often enough starts again in another folder.
            while left > 0 and turn < kills:
                out, turn = root / label.replace(" ", "-") / f"{kind}-{turn}", turn + 1
                done, hits, error = killed(o.kif, out, args, left, kind == "aimed", rng, length)
                left -= done
                now = content(out) if error is None else {}
                different = sorted(n for n in wanted.keys() | now.keys() if wanted.get(n) != now.get(n))
                verify = subprocess.run([o.kif, "verify", str(out)], capture_output=True, text=True)
                ok = error is None and not different and verify.returncode == 0
                total[0 if kind == "random" else 1] += done
                total[2] += hits
                bad += not ok
                print(json.dumps({"series": label, "kind": kind, "kills": done, "withCheckpoint": hits, "equal": ok, "error": (error or "").strip(),
                                  "different": different[:5], "verify": verify.stdout.strip().splitlines()[-1:]}), flush=True)
    print(json.dumps({"randomKills": total[0], "aimedKills": total[1], "leftACheckpoint": total[2], "seriesNotEqual": bad, "seed": o.seed}))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
