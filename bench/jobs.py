"""Jobs that whole-job.py and growth.py give to programs: rows, the experiment file that all of them read, and runs split into loading, training and scoring."""
import json, os, random, sys, time
import measuring

LOOP = os.path.join(measuring.HERE, 'python_loop.py')


class Jobs:
    """A folder of rows, adapters and runs.

    model, data: folders; tasks: names; train, test: rows of a task; given: whether rows are learned in the order of the file, every epoch alike."""

    def __init__(self, work, packages='', model='', threads=2):
        self.work, self.model, self.threads, self.made = work, model, threads, 0
        self.environment = dict(os.environ, HF_HUB_OFFLINE='1', TOKENIZERS_PARALLELISM='false', **(dict(PYTHONPATH=packages) if packages else {}))

    def path(self, *names):
        return os.path.join(self.work, *names)

    def rows(self, name, data, tasks, train, test):
        """Draws rows of tasks once, in the order in which they are learned; returns the folder."""
        for split, sources, count in (('train', ['train'], train), ('test', ['test', 'dev'], test)):
            source = next(os.path.join(data, s) for s in sources if os.path.isdir(os.path.join(data, s)))
            for task in tasks:
                found = json.load(open(os.path.join(source, task + '.json')))
                self.write(name, split, task, random.Random(f'{task}/{split}').sample(found, min(count, len(found))))
        return self.path(name)

    def write(self, name, split, task, rows):
        """Writes the rows of a task, each with an id."""
        os.makedirs(self.path(name, split), exist_ok=True)
        with open(self.path(name, split, task + '.json'), 'w') as file: json.dump([dict(r, id=str(r.get('id', i))) for i, r in enumerate(rows)], file)

    def experiment(self, **settings):
        """Writes the file that says a job to all programs; settings are those of an experiment of kif."""
        job = dict(model=self.model, seeds=[1], strategies=['seq-lora'], threads=self.threads,
                   training=dict(learningRate=1e-3, epochs=2, batchSize=8, warmupSteps=50), limits=dict(maxSource=512, maxTarget=128),
                   evaluation=dict(maxNewTokens=16, batchSize=32), compute=dict(precision='float32', baseDropout=0.0))
        for key, value in settings.items(): job[key] = {**job[key], **value} if isinstance(job.get(key), dict) else value
        self.made += 1
        file = self.path(f'job-{self.made}.json')
        with open(file, 'w') as out: json.dump(job, out, indent=1)
        return file

    def loop(self, *args):
        return [sys.executable, LOOP, *args]

    def make(self, kind, source, name):
        """Has the Python loop make an adapter or a model, once; returns its folder."""
        if not os.path.isdir(self.path(name)): measuring.Finished(self.loop(kind, source, self.path(name)), env=self.environment)
        return self.path(name)

    def python(self, experiment):
        """The plain loop."""
        out = self.out()
        told = measuring.measured(self.loop(experiment, out), env=self.environment)
        return dict(seconds=dict(told['seconds'], total=told['process_seconds']), cpu=dict(told['cpu'], total=told['process_cpu']), peak_mb=told['process_peak_mb'],
                    scores=[told['untrained'], *told['matrix']], losses=[l for task in told['losses'] for l in task], out=out)

    def kif(self, program, *args):
        """kif compare; its time is split by the events that it prints while it works."""
        out, spent, losses, scores = self.out(), [dict(load=0.0, train=0.0, score=0.0, rest=0.0) for _ in range(2)], [], {}
        follows = {'run-started': 'score', 'task-started': 'train', 'task-learned': 'score', 'task-evaluated': 'score', 'run-finished': 'rest'}
        phase, last, scored = 'load', (time.perf_counter(), 0.0), 0.0

        def told(line, pid):
            nonlocal phase, last, scored
            event = json.loads(line)
            if event['event'] == 'step': losses.append(event['loss'])
            if event['event'] not in follows: return
            now = measuring.clocks(pid)
            for parts, a, b in zip(spent, last, now): parts[phase] += b - a
            if event['event'] == 'task-evaluated':
                scores.setdefault(event['after'], []).append(event['score'])
                scored = now[0] - last[0]
            phase, last = follows[event['event']], now

        done = measuring.Finished([program, 'compare', *args, '--out', out, '--json'], told)
        return dict(seconds=dict(spent[0], total=done.seconds), cpu=dict(spent[1], total=done.cpu), peak_mb=done.peak_mb, last_score=scored,
                    scores=[scores[a] for a in sorted(scores)], losses=losses, out=out)

    def out(self):
        self.made += 1
        return self.path(f'run-{self.made}')


def answers(out):
    """The answers below a folder, by run, tasks learned, task and row."""
    found = {}
    for folder, _, names in sorted(os.walk(out)):
        if 'predictions.jsonl' not in names: continue
        run = '' if folder == out else folder.split(os.sep)[-3]   # STRATEGY/order-1/seed-1
        with open(os.path.join(folder, 'predictions.jsonl')) as lines:
            found.update({('' if run == 'seq-lora' else run, a['after'], a['task'], a['id']): a['answer'] for a in map(json.loads, lines)})
    return found


def compare(one, other):
    """What two runs did alike: answers that are equal or not while weights are equal (nothing is learned yet) and later, losses, scores."""
    a, b, counts = answers(one['out']), answers(other['out']), dict(untrained=[0, 0], trained=[0, 0])
    for key in a.keys() & b.keys(): counts['trained' if key[1] else 'untrained'][a[key] != b[key]] += 1
    mean = lambda run: sum(run['scores'][-1]) / len(run['scores'][-1])
    apart = [abs(x - y) / abs(y) for x, y in zip(one['losses'], other['losses'])]
    return dict(answers=counts, first_loss_apart=apart[0] if apart else None, loss_apart=max(apart, default=None), scores=[mean(one), mean(other)])


def told(found):
    """The same in words."""
    parts = [f'{e} of {e + d} answers equal {when}' for when, (e, d) in zip(('before training', 'after it'), found['answers'].values()) if e + d]
    if found['first_loss_apart'] is not None: parts.append(f"losses {found['first_loss_apart']:.1e} apart at the first step, at most {found['loss_apart']:.1e}")
    return '; '.join([*parts, 'mean score at the end {:.1f} and {:.1f}'.format(*found['scores'])])
