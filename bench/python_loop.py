"""A plain loop of transformers + PEFT that does what an experiment file of Kif says: tasks learned one after another, all of them scored before the first and after each.

python3 bench/python_loop.py EXPERIMENT.json OUT      learns and scores; the last line is JSON: seconds, scores, losses; OUT/predictions.jsonl has the answers
python3 bench/python_loop.py --adapter EXPERIMENT.json OUT      writes a new adapter, from which several programs can start
python3 bench/python_loop.py --t5-small SPIECE.MODEL OUT        writes a T5-small with random weights
python3 bench/python_loop.py --decode EXPERIMENT.json           greedy decoding of 32 random prompts of 96 tokens, 16 new ones each

It is written as a careful user would: rows are encoded once, batches are padded to their longest row, answers are generated in batches, and stop when all rows have ended."""
import json, os, string, sys, time


def load(job):
    import torch, transformers
    torch.set_num_threads(job['threads'])
    config = transformers.AutoConfig.from_pretrained(job['model'])
    if config.model_type == 't5': config.dropout_rate = job['compute']['baseDropout']
    kind = transformers.AutoModelForSeq2SeqLM if config.is_encoder_decoder else transformers.AutoModelForCausalLM
    model = kind.from_pretrained(job['model'], config=config, dtype=getattr(torch, job['compute']['precision']))
    return model, transformers.AutoTokenizer.from_pretrained(job['model'])


def middle(ids, most):
    """A long prompt loses its middle."""
    return ids if len(ids) <= most else ids[:most - most // 4] + ids[len(ids) - most // 4:]


class Rows:
    """Encodes rows and pads them to batches."""

    def __init__(self, tokenizer, config, job):
        self.tokenizer, self.decodes, self.end = tokenizer, config.is_encoder_decoder, config.eos_token_id
        self.pad = config.pad_token_id if config.pad_token_id is not None else config.eos_token_id
        self.prompt, self.target = job['limits']['maxSource'], job['limits']['maxTarget']

    def encode(self, row):
        """Ids of the prompt and of the answer with the id that ends it."""
        if self.decodes: return middle(self.tokenizer(row['input']).input_ids, self.prompt), self.tokenizer(row['output']).input_ids[:self.target]
        apart = row['input'][-1:].isspace() or row['output'][:1].isspace() or not row['input']
        asked, whole = (self.tokenizer(t, add_special_tokens=False).input_ids for t in (row['input'], row['input'] + ('' if apart else ' ') + row['output']))
        cut = next((i for i, (a, b) in enumerate(zip(asked, whole)) if a != b), min(len(asked), len(whole)))
        return middle(whole[:cut], self.prompt), whole[cut:][:self.target - 1] + [self.end]

    def padded(self, rows, filler, left=False):
        import torch
        longest = max(map(len, rows))
        return torch.tensor([[filler] * (longest - len(r)) + r if left else r + [filler] * (longest - len(r)) for r in rows])

    def batch(self, rows):
        """Inputs, mask and labels to learn."""
        inputs = [p for p, _ in rows] if self.decodes else [p + t for p, t in rows]
        labels = [t for _, t in rows] if self.decodes else [[-100] * len(p) + t for p, t in rows]
        return dict(input_ids=self.padded(inputs, self.pad), attention_mask=self.padded([[1] * len(i) for i in inputs], 0), labels=self.padded(labels, -100))

    def answer(self, model, rows, most):
        """Greedy answers."""
        ids = self.padded([p for p, _ in rows], self.pad, left=not self.decodes)
        mask = self.padded([[1] * len(p) for p, _ in rows], 0, left=not self.decodes)
        made = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=most, do_sample=False, pad_token_id=self.pad)
        return [t.strip() for t in self.tokenizer.batch_decode(made if self.decodes else made[:, ids.shape[1]:], skip_special_tokens=True)]


def plain(text):
    """What exact match compares."""
    return ' '.join(text.lower().translate(str.maketrans('', '', string.punctuation)).split())


def learn(model, rows, examples, job):
    """Trains one task; returns the losses."""
    import torch, transformers
    how, size = job['training'], job['training']['batchSize']
    chosen = [p for p in model.parameters() if p.requires_grad]
    total = how['epochs'] * -(-len(examples) // size)
    optimizer = torch.optim.AdamW(chosen, lr=how['learningRate'], weight_decay=0.0)
    schedule = transformers.get_linear_schedule_with_warmup(optimizer, min(how['warmupSteps'], total // 10), total)
    losses = []
    model.train()
    for _ in range(how['epochs']):
        order = range(len(examples)) if how.get('order') == 'as-given' else torch.randperm(len(examples)).tolist()
        for at in range(0, len(examples), size):
            loss = model(**rows.batch([examples[i] for i in order[at:at + size]])).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(chosen, 1.0)
            optimizer.step(); schedule.step(); optimizer.zero_grad()
            losses.append(loss.item())
    return losses


def score(model, rows, test, job, after, name, file):
    """Answers one task; returns its score in percent."""
    size, answers = job['evaluation']['batchSize'], []
    model.eval()
    for at in range(0, len(test), size): answers += rows.answer(model, [e for _, e in test[at:at + size]], job['evaluation']['maxNewTokens'])
    for (row, _), answer in zip(test, answers): file.write(json.dumps(dict(after=after, task=name, id=row['id'], reference=row['output'], answer=answer)) + '\n')
    return 100 * sum(plain(a) == plain(r['output']) for (r, _), a in zip(test, answers)) / len(test)


class Watch:
    """Adds up seconds, and those of all threads on the processor, by what was done."""

    def __init__(self):
        self.seconds, self.cpu, self.last = {}, {}, (time.perf_counter(), time.process_time())

    def add(self, part):
        """What was done since the last time."""
        now = time.perf_counter(), time.process_time()
        for parts, a, b in zip((self.seconds, self.cpu), self.last, now): parts[part] = parts.get(part, 0.0) + b - a
        self.last = now


def whole(job, out):
    watch = Watch()
    import torch
    from peft import PeftModel
    torch.manual_seed(job['seeds'][0])
    base, tokenizer = load(job)
    model, rows = PeftModel.from_pretrained(base, job['adapter'], is_trainable=True), Rows(tokenizer, base.config, job)
    read = lambda split, name: json.load(open(os.path.join(job['data'], split, name + '.json')))
    train = {n: [rows.encode(r) for r in read('train', n)] for n in job['order']}
    test = {n: [(r, rows.encode(r)) for r in read('test', n)] for n in job['order']}
    matrix, losses = [], []
    os.makedirs(out, exist_ok=True)
    watch.add('load')
    with open(os.path.join(out, 'predictions.jsonl'), 'w') as file:
        for after in range(len(train) + 1):
            if after: losses.append(learn(model, rows, train[job['order'][after - 1]], job))
            watch.add('train')
            matrix.append([score(model, rows, test[n], job, after, n, file) for n in job['order']])
            watch.add('score')
    print(json.dumps(dict(seconds=watch.seconds, cpu=watch.cpu, untrained=matrix[0], matrix=matrix[1:], losses=losses)))


def adapter(job, out):
    import torch
    from peft import LoraConfig, get_peft_model
    torch.manual_seed(job['seeds'][0])
    base, _ = load(job)
    decodes = base.config.is_encoder_decoder
    get_peft_model(base, LoraConfig(r=8, lora_alpha=16, lora_dropout=0.0, target_modules=['q', 'v'] if decodes else ['q_proj', 'v_proj'],
                                    task_type='SEQ_2_SEQ_LM' if decodes else 'CAUSAL_LM')).save_pretrained(out)


def t5_small(pieces, out):
    import shutil, torch, transformers
    torch.manual_seed(1)
    transformers.T5ForConditionalGeneration(transformers.T5Config(
        vocab_size=32128, d_model=512, d_kv=64, d_ff=2048, num_layers=6, num_heads=8, decoder_start_token_id=0)).save_pretrained(out)
    shutil.copy(pieces, os.path.join(out, 'spiece.model'))
    json.dump(dict(tokenizer_class='T5Tokenizer', model_max_length=1024), open(os.path.join(out, 'tokenizer_config.json'), 'w'))


def decode(job):
    import torch
    model, _ = load(job)
    ids, times = torch.randint(3, 30000, (32, 96)), []
    for _ in range(4):
        began = time.perf_counter()
        model.eval().generate(input_ids=ids, attention_mask=torch.ones_like(ids), min_new_tokens=16, max_new_tokens=16, do_sample=False, pad_token_id=0)
        times.append(round((time.perf_counter() - began) * 1e3, 1))
    print(json.dumps(dict(median_ms=sorted(times[1:])[1])))


def main(args):
    match args:
        case ['--t5-small', pieces, out]: t5_small(pieces, out)
        case ['--adapter', experiment, out]: adapter(json.load(open(experiment)), out)
        case ['--decode', experiment]: decode(json.load(open(experiment)))
        case [experiment, out]: whole(json.load(open(experiment)), out)
        case _: sys.exit(__doc__)


main(sys.argv[1:])
