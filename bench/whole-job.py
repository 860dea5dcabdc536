#!/usr/bin/env python3
"""Whole jobs in turns on this machine: a plain transformers + PEFT loop, an older build of kif (for time only), and kif. Medians and their ratios.

usage: whole-job.py --model FOLDER --data FOLDER [--packages FOLDER] [--before KIF] [--before-bench PROGRAM] [--t5-pieces SPIECE.MODEL] [--rounds N] [--only CASE,CASE] [--out FILE]

FOLDER of --model is SmolLM2-135M, that of --data has train/TASK.json and test/TASK.json (or dev), lists of {id, input, output}; the packages are those of
transformers, PEFT and torch. A job is: score all tasks, then learn each task and score all of them again. All programs read one experiment file and the
same rows and start from the same adapter, so that losses, answers and scores can be compared, which is told below the table. With --batches given (the
default) all learn the same batches in the same order; with --batches own each shuffles as it does by default."""
import argparse, json, os, tempfile
import measuring
from jobs import Jobs, compare, told
from measuring import median

CASES = ('smollm2', 'embedded', 't5-small', 'decode', 'identification', 'exact')


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('model', 'data', 'packages', 'before', 'before-bench', 't5-pieces', 'work', 'out'): p.add_argument('--' + name, default='')
    p.add_argument('--kif', default=measuring.KIF), p.add_argument('--bench', default=measuring.BENCH)
    p.add_argument('--only', default=','.join(CASES), help=f'of {", ".join(CASES)}'), p.add_argument('--precisions', default='bfloat16,float32')
    p.add_argument('--tasks', default='dbpedia,amazon,yahoo,agnews', help='in the order in which they are learned')
    p.add_argument('--train', type=int, default=96, help='rows of a task to learn'), p.add_argument('--test', type=int, default=48, help='rows to answer')
    p.add_argument('--embedded-train', type=int, default=640), p.add_argument('--embedded-test', type=int, default=100)
    p.add_argument('--epochs', type=int, default=2), p.add_argument('--batch', type=int, default=8), p.add_argument('--batches', choices=('given', 'own'), default='given')
    p.add_argument('--rounds', type=int, default=1), p.add_argument('--threads', type=int, default=2)
    p.add_argument('--steps', type=int, default=15, help='of identification')
    p.add_argument('--clock', choices=('seconds', 'cpu'), default='seconds', help='cpu: seconds of all threads on the processor, for a machine that others use too (with --threads 1)')
    o = p.parse_args()
    if unknown := set(o.only.split(',')) - set(CASES): p.error(f"there is no case {', '.join(unknown)}; allowed: {', '.join(CASES)}")
    return o


class Measurement:
    """The cases, their table and their notes."""

    def __init__(self, o, work):
        self.o, self.jobs, self.results, self.notes = o, Jobs(work, o.packages, o.model, o.threads), {}, []

    def in_turns(self, case, runners):
        """Runs the programs one after another, round after round."""
        self.results[case] = runs = {name: [] for name in runners}
        for _ in range(self.o.rounds):
            for name, runner in runners.items(): runs[name].append(runner())
        return runs

    def programs(self, *args, loop=True):
        """What does a job: the Python loop reads the first argument."""
        found = {'Python': lambda: self.jobs.python(args[0])} if loop and self.o.packages else {}
        return found | {name: (lambda p=p: self.jobs.kif(p, *args)) for name, p in (('before', self.o.before), ('kif', self.o.kif)) if p}

    def training(self):
        how = dict(epochs=self.o.epochs, batchSize=self.o.batch)
        return dict(how, order='as-given') if self.o.batches == 'given' else how

    def table(self, case, runs, parts):
        """A row for each part of a job: medians, and how many times as long the others take as kif."""
        for part in parts:
            seconds = {name: median(done, self.o.clock, part) for name, done in runs.items()}
            shown = lambda name: f'{seconds[name]:.2f}' if name in seconds else '–'
            ratio = lambda name: f"**{seconds[name] / seconds['kif']:.2f}**" if name in seconds else '–'
            peak = [f"{median(runs[n], 'peak_mb'):.0f}" if n in runs else '–' for n in ('Python', 'before', 'kif')]
            measuring.row(f'{case}, {part}', shown('Python'), shown('before'), shown('kif'), ratio('before'), ratio('Python'), ' / '.join(peak) if part == 'total' else '')

    def job(self, case, runners, parts):
        runs = self.in_turns(case, runners)
        self.table(case, runs, parts)
        for other in ('before', 'Python'):
            if other in runs:
                self.results[f'{case}: kif and {other}'] = found = compare(runs['kif'][-1], runs[other][-1])
                self.notes.append(f'{case}, kif and {other}: {told(found)}')

    def tasks(self, name='data', **rows):
        """The settings of a job on the tasks."""
        o, names = self.o, self.o.tasks.split(',')
        data = self.jobs.rows(name, o.data, names, **{**dict(train=o.train, test=o.test), **rows})
        return dict(data=data, order=names, training=self.training())

    def smollm2(self):
        start = self.jobs.make('--adapter', self.jobs.experiment(), 'adapter')
        for precision in self.o.precisions.split(','):
            file = self.jobs.experiment(adapter=start, compute=dict(precision=precision), **self.tasks())
            self.job(f'smollm2 {precision}', self.programs(file), ('train', 'score', 'total'))

    def embedded(self):
        self.job('embedded', self.programs(
            '--strategies', 'seq-lora,replay,kif-lora,joint', '--order', 'place,time,colour,elsewhere,othertime', '--seed', '1',
            '--train-limit', str(self.o.embedded_train), '--test-limit', str(self.o.embedded_test), loop=False), ('train', 'score', 'total'))

    def t5_small(self):
        """Steps only: random weights on real texts, padded as they come, with the model's dropout."""
        folder = self.jobs.make('--t5-small', self.o.t5_pieces, 't5-small')
        start = self.jobs.make('--adapter', self.jobs.experiment(model=folder), 't5-adapter')
        for precision in self.o.precisions.split(','):
            file = self.jobs.experiment(model=folder, adapter=start, compute=dict(precision=precision, baseDropout=0.1), **self.tasks('few', test=1))
            self.job(f't5-small {precision}', self.programs(file), ('train',))

    def decode(self):
        """Greedy answers of a SmolLM2 in float32: time and the peak memory of the process."""
        def runner(command, **more):
            def run():
                found = measuring.measured(command, **more)
                return {self.o.clock: dict(total=found['median_ms'] / 1e3), 'peak_mb': found['process_peak_mb']}
            return run
        o, runners = self.o, {}
        if o.packages: runners['Python'] = runner(self.jobs.loop('--decode', self.jobs.experiment()), env=self.jobs.environment)
        for name, program in (('before', o.before_bench), ('kif', o.bench)):
            if program: runners[name] = runner([program, 'decode', '--model', 'smollm2-135m', '--dtype', 'float32', '--threads', str(o.threads)])
        self.table('smollm2 float32, decoding 32 × 16 tokens', self.in_turns('decode', runners), ('total',))

    def identification(self):
        """KIF's importance as a share of a step."""
        for model in ('smollm2-135m', 't5-small'):
            for precision in self.o.precisions.split(','):
                command = [self.o.bench, 'step', '--model', model, '--dtype', precision, '--importance', 'mixed', '--repeats', str(self.o.steps), '--threads', str(self.o.threads)]
                runs = self.in_turns(f'identification {model} {precision}', dict(kif=lambda: measuring.measured(command)))['kif']
                part, whole = median(runs, 'identification', 'median_ms'), median(runs, 'step', 'median_ms')
                self.notes.append(f'identification, {model} {precision}: {part:.2f} ms of a step of {whole:.0f}, {100 * part / whole:.3f} %')

    def exact(self):
        """Equal weights throughout, those of a short training, since nothing is learned at a rate of 0: answers row by row, losses step by step."""
        o, some = self.o, self.tasks()
        learned = self.jobs.kif(o.kif, self.jobs.experiment(adapter=self.jobs.make('--adapter', self.jobs.experiment(), 'adapter'), compute=dict(precision=o.precisions.split(',')[0]), **some))
        trained = os.path.join(learned['out'], 'seq-lora/order-1/seed-1/adapters', f"after-task-{len(some['order'])}")
        for precision in ('float64', *self.o.precisions.split(',')):
            file = self.jobs.experiment(adapter=trained, compute=dict(precision=precision), **dict(some, training=dict(self.training(), learningRate=0, epochs=1)))
            self.job(f'equal weights, {precision}', self.programs(file, loop=False), ('train', 'score'))

    def lacks(self, case):
        """What a case needs that was not given."""
        needs = dict(smollm2=('model', 'data', 'packages'), t5_small=('t5_pieces', 'data', 'packages'), decode=('model',), exact=('model', 'data', 'packages', 'before'))
        return [name for name in needs.get(case, ()) if not getattr(self.o, name)]


def main():
    o = options()
    with tempfile.TemporaryDirectory() as temporary:
        work = o.work or temporary
        os.makedirs(work, exist_ok=True)
        measurement = Measurement(o, work)
        print(measuring.machine(o.threads) + f'; {o.rounds} round(s), medians of seconds{" on the processor" if o.clock == "cpu" else ""}; ratios: how many times as long as kif\n')
        measuring.head('job', 'Python', 'before', 'kif', 'before / kif', 'Python / kif', 'peak MB, Python / before / kif')
        for case in (c.replace('-', '_') for c in CASES if c in o.only.split(',')):
            if lacking := measurement.lacks(case): measurement.notes.append(f'{case} left out: it needs --{", --".join(lacking)}'.replace('_', '-'))
            else: getattr(measurement, case)()
    print()
    for note in measurement.notes: print('* ' + note)
    if o.out:
        with open(o.out, 'w') as file: json.dump(dict(machine=measuring.machine(o.threads), options=vars(o), results=measurement.results, notes=measurement.notes), file, indent=1)


main()
