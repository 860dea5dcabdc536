#!/usr/bin/env python3
"""How cost grows: a step's time and memory over lengths and batches, a task's over the tasks before it, answers over the number of labels, a grid over runs.

usage: growth.py [--model FOLDER] [--dtype float32] [--threads N] [--only PART,PART] [--out FILE] [--picture PREFIX]

Steps are those of the SmolLM2-135M shape (in bfloat16, or --dtype float32 where the processor has no units for it; LoRA on q_proj and v_proj, 8 labeled tokens of a row), tasks and grids those of the embedded model.
FOLDER is a model that answers the labels. Each figure comes from a process of its own; a step that would not fit into the free memory is left out.
PREFIX-light.svg and PREFIX-dark.svg are the picture. Parts: lengths, batches, tasks, labels, grid."""
import argparse, json, os, statistics, tempfile
import measuring
from jobs import Jobs

PARTS = ('lengths', 'batches', 'tasks', 'labels', 'grid')
STRATEGIES = ('seq-lora', 'replay', 'kif-lora', 'ewc', 'l2', 'der++', 'si', 'mas')
WORDS = ('apple bread chair table window door house river stone paper music water fire tree bird horse sheep train ship road bridge cloud rain snow wind sun moon star '
         'flower grass leaf root hill lake island beach forest field garden castle tower church school market shop bank farm mill king queen doctor teacher farmer '
         'sailor soldier baker driver writer singer dancer hunter judge clock').split()


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('model', 'out', 'picture', 'work'): p.add_argument('--' + name, default='')
    p.add_argument('--kif', default=measuring.KIF), p.add_argument('--bench', default=measuring.BENCH), p.add_argument('--only', default=','.join(PARTS))
    p.add_argument('--longest', type=int, default=2048), p.add_argument('--largest', type=int, default=32), p.add_argument('--tasks', type=int, default=100)
    p.add_argument('--labels', type=int, default=64, help='the most'), p.add_argument('--strategies', type=int, default=8, help='the most of a grid')
    p.add_argument('--dtype', default='bfloat16'), p.add_argument('--repeats', type=int, default=5), p.add_argument('--threads', type=int, default=2)
    return p.parse_args()


def doubled(first, last):
    while first <= last:
        yield first
        first *= 2


class Growth:
    """The panels of the picture: lines of points."""

    def __init__(self, o, work):
        self.o, self.jobs, self.panels, self.notes = o, Jobs(work, model=o.model, threads=o.threads), [], []

    def panel(self, title, x, y, lines):
        """Keeps a panel and prints it as a table."""
        self.panels.append(dict(title=title, x=x, y=y, lines=lines))
        print(f'\n{title}: {y}\n')
        measuring.head(x, *lines)
        for at in sorted({p[0] for points in lines.values() for p in points}):
            measuring.row(at, *(next((f'{v:.4g}' for a, v in points if a == at), '–') for points in lines.values()))

    def step(self, batch, tokens):
        found = measuring.measured([self.o.bench, 'step', '--model', 'smollm2-135m', '--dtype', self.o.dtype, '--importance', 'none', '--batch', str(batch), '--tokens', str(tokens),
                                    '--warm', '1', '--repeats', str(self.o.repeats), '--threads', str(self.o.threads)])
        return found['step']['min_ms'], found['process_peak_mb']   # the fastest: other work on the machine only adds

    def steps(self, what, x, lines):
        """Steps along lines of (x, batch, tokens)."""
        time, memory = {}, {}
        for name, points in lines.items():
            peaks = []
            for at, batch, tokens in points:
                # Attention keeps a square of the length: a doubled length may take four times the memory.
                if len(peaks) > 1 and peaks[-1] + 4 * (peaks[-1] - peaks[-2]) > free_mb():
                    self.notes.append(f'{name}, {x} {at}: left out, {free_mb()} MB are free and the step before took {peaks[-1]}')
                    break
                ms, peak = self.step(batch, tokens)
                peaks.append(peak)
                time.setdefault(name, []).append([at, ms])
                memory.setdefault(name, []).append([at, peak])
        self.panel(f'A step over {what}', x, 'milliseconds', time)
        self.panel(f'Memory of a step over {what}', x, 'MB at the peak', memory)

    def lengths(self):
        self.steps('the length of rows', 'tokens of a row', {f'batch {b}': [(l, b, l) for l in doubled(64, self.o.longest)] for b in (1, 4)})

    def batches(self):
        self.steps('the batch', 'rows of 128 tokens', {'128 tokens': [(b, b, 128) for b in doubled(1, self.o.largest)]})

    def tasks(self):
        time, memory = {}, {}
        for strategy in ('kif', 'kif-lora'):
            found = measuring.measured([self.o.bench, 'tasks', '--strategy', strategy, '--tasks', str(self.o.tasks)])
            some = max(1, self.o.tasks // 20)   # a point is the middle of some tasks
            time[strategy] = [[i + some, statistics.median(found['seconds'][i:i + some])] for i in range(0, self.o.tasks, some)]
            memory[strategy] = [[i + some, found['resident_mb'][min(i + some, self.o.tasks) - 1]] for i in range(0, self.o.tasks, some)]
            self.notes.append(f"{strategy} keeps {found['kept_bytes'][0]} bytes after the first and {found['kept_bytes'][-1]} after task {self.o.tasks}")
        self.panel('A task over the tasks before it', 'tasks learned', 'seconds a task', time)
        self.panel('Memory over the tasks learned', 'tasks learned', 'MB', memory)

    def labels(self):
        """Answers of a model that has learned which word of a text it is asked for."""
        if not self.o.model: return self.notes.append('labels left out: it needs --model')
        lines = {}
        for mode in ('generation', 'likelihood'):
            for count in doubled(2, min(self.o.labels, len(WORDS))):
                texts = lambda start, rows: [dict(input=f'Name the thing that somebody saw.\nText: on day {start + i} somebody saw a {WORDS[i % count]}.\nAnswer:', output=WORDS[i % count]) for i in range(rows)]
                for split, start, rows in (('train', 0, 64), ('test', 100, 64)): self.jobs.write(f'labels-{count}', split, 'things', texts(start, rows))
                file = self.jobs.experiment(data=self.jobs.path(f'labels-{count}'), compute=dict(precision=self.o.dtype), training=dict(epochs=1, batchSize=16),
                                            evaluation=dict(answerBy=mode), lora=dict(dropout=0.0))
                found = self.jobs.kif(self.o.kif, file)
                lines.setdefault(mode, []).append([count, 1e3 * found['last_score'] / 64])
        self.panel('An answer over the number of labels', 'labels of the task', 'milliseconds an answer', lines)

    def grid(self):
        lines = {}
        for seeds in (1, 2, 4):
            for count in doubled(1, min(self.o.strategies, len(STRATEGIES))):
                found = self.jobs.kif(self.o.kif, '--strategies', ','.join(STRATEGIES[:count]), '--seed', ','.join(map(str, range(1, seeds + 1))), '--order', 'place,time',
                                      '--train-limit', '64', '--test-limit', '40')
                lines.setdefault(f"{seeds} seed{'s' * (seeds > 1)}", []).append([count, found['seconds']['total']])
        self.panel('A grid over its strategies and seeds', 'strategies', 'seconds', lines)


def free_mb():
    return int(next(l for l in open('/proc/meminfo') if l.startswith('MemAvailable')).split()[1]) // 1024


def main():
    o = options()
    if unknown := set(o.only.split(',')) - set(PARTS): raise SystemExit(f"there is no part {', '.join(unknown)}; allowed: {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as temporary:
        work = o.work or temporary
        os.makedirs(work, exist_ok=True)
        growth = Growth(o, work)
        print(measuring.machine(o.threads))
        for part in (p for p in PARTS if p in o.only.split(',')): getattr(growth, part)()
        print()
        for note in growth.notes: print('* ' + note)
        out = o.out or os.path.join(work, 'growth.json')
        with open(out, 'w') as file: json.dump(dict(machine=measuring.machine(o.threads), panels=growth.panels, notes=growth.notes), file, indent=1)
        for theme in ('light', 'dark') if o.picture else ():
            measuring.Finished([o.bench, 'growth', '--from', out, '--to', f'{o.picture}-{theme}.svg', '--theme', theme])


if __name__ == '__main__':
    main()
