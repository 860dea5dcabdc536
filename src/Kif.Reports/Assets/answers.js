// The table of questions and answers, with filters, and every question through all tasks.
kif.answers = box => {
  const { make, add, options, data } = kif;
  const { strategies, runs, texts } = data(box.dataset.answers + 'answer-data');
  const find = name => box.querySelector('.' + name);
  const [run, task, strategy, text, differ, forgotten, more, count] = ['run', 'task', 'strategy', 'text', 'differ', 'forgotten', 'more', 'count'].map(find);
  options(run, runs.map(r => `${r.order}, seed ${r.seed}`));
  options(task, [...new Set(runs.flatMap(r => r.rows.map(row => texts[row[0]])))], 'all tasks');
  options(strategy, strategies, 'all strategies');
  const asks = runs.some(r => r.rows.some(row => row[2] >= 0));
  const page = matchMedia('(max-width: 640px)').matches ? 8 : 20;
  let shown = page;

  // A path is pairs: the number of learned tasks, and the answer from then on (twice its text, plus 1 if right; -1 for none).
  const at = (path, after) => {
    let code = -1;
    for (let i = 0; i < path.length && path[i] <= after; i += 2) code = path[i + 1];
    return code;
  };
  const all = () => runs[+run.value].tasks.length;
  const learnedAs = row => runs[+run.value].tasks.indexOf(row[0]) + 1;
  const given = (row, s) => {
    const path = row[4 + s];
    if (!path.length) return null;
    const final = at(path, all()), learned = at(path, learnedAs(row));
    return [learned < 0 ? final : learned, final];
  };
  const lost = (row, s) => { const g = given(row, s); return !!g && (g[0] & 1) === 1 && (g[1] & 1) === 0; };
  const differs = (row, chosen) => new Set(chosen.map(s => given(row, s)).filter(Boolean).map(g => g[1] & 1)).size > 1;
  const fits = (row, chosen) => {
    if (task.value && texts[row[0]] !== task.value) return false;
    if (forgotten.checked && !chosen.some(s => lost(row, s))) return false;
    if (differ.checked && !differs(row, chosen)) return false;
    const wanted = text.value.trim().toLowerCase();
    if (!wanted) return true;
    const numbers = [row[1], row[2], row[3], ...chosen.flatMap(s => (given(row, s) || []).map(code => code >> 1))];
    return numbers.some(n => n >= 0 && texts[n].toLowerCase().includes(wanted));
  };
  const said = code => make('bdi', (code & 1 ? '✓ ' : '✗ ') + (texts[code >> 1] === '' ? '(empty)' : texts[code >> 1]));
  const cell = (row, s) => {
    const g = given(row, s);
    if (!g) return make('td', '–');
    const td = add(make('td'), said(g[0]));
    if (g[1] >> 1 !== g[0] >> 1) td.append(add(make('span', 'then ', { class: 'then' }), said(g[1])));
    if (lost(row, s)) { td.className = 'lost'; td.append(' ', make('span', 'forgotten', { class: 'tag' })); }
    return td;
  };
  const path = (row, chosen) => {
    const { tasks } = runs[+run.value], own = learnedAs(row);
    const { made, body } = kif.table('Answers after each task',
      ['strategy', 'untrained', ...tasks.map((t, i) => `after ${texts[t]}${i + 1 === own ? ' (its task)' : ''}`)]);
    made.className = 'path';
    for (const s of chosen.filter(s => row[4 + s].length)) {
      const tr = add(make('tr'), make('th', strategies[s], { scope: 'row' })), [learned] = given(row, s);
      for (let after = 0; after <= tasks.length; after++) {
        const code = at(row[4 + s], after);
        tr.append(code < 0 ? make('td', '–')
          : add(make('td', null, { class: after < own ? 'early' : code & 1 ? 'right' : learned & 1 ? 'lost' : 'wrong' }), said(code)));
      }
      body.append(tr);
    }
    return add(make('div', null, { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Answers after each task' }), made);
  };
  const show = () => {
    const chosen = strategy.value ? [strategies.indexOf(strategy.value)] : strategies.map((_, i) => i);
    const rows = runs[+run.value].rows.filter(row => fits(row, chosen));
    const columns = [asks ? 'question' : 'example', 'expected', ...chosen.map(s => strategies[s])];
    const { made, body } = kif.table('Answers just after learning, and at the end where they differ', columns);
    for (const row of rows.slice(0, shown)) {
      const over = make('button', 'after each task', { type: 'button', class: 'over', 'aria-expanded': 'false' });
      const small = add(make('span', `${texts[row[0]]} · ${texts[row[1]]}`, { class: 'then' }), over);
      const tr = add(make('tr'), add(make('th', null, { scope: 'row' }), make('bdi', texts[row[2] < 0 ? row[1] : row[2]]), small), make('td', texts[row[3]] || '(empty)'));
      chosen.forEach(s => tr.append(cell(row, s)));
      [...tr.cells].forEach((one, i) => { one.dataset.column = columns[i]; });
      over.addEventListener('click', () => {
        const open = tr.nextElementSibling && tr.nextElementSibling.classList.contains('drawn');
        if (open) tr.nextElementSibling.remove();
        else tr.after(add(make('tr', null, { class: 'drawn' }), add(make('td', null, { colspan: String(columns.length) }), path(row, chosen))));
        over.setAttribute('aria-expanded', String(!open));
      });
      body.append(tr);
    }
    // On a phone rows are shown as cards; what they are is then said by roles.
    const roles = { TABLE: 'table', THEAD: 'rowgroup', TBODY: 'rowgroup', TR: 'row', TD: 'cell' };
    [made, ...made.querySelectorAll('thead, tbody, tr, td, th')].forEach(e => e.setAttribute('role', roles[e.tagName] || (e.scope === 'row' ? 'rowheader' : 'columnheader')));
    box.querySelector('.scroll').replaceChildren(made);
    count.textContent = `${Math.min(shown, rows.length)} of ${rows.length} examples shown`;
    more.hidden = rows.length <= shown;
    if (kif.scrolls) kif.scrolls();
  };
  const again = () => { shown = page; show(); };
  [run, task, strategy, differ, forgotten].forEach(c => c.addEventListener('change', again));
  text.addEventListener('input', again);
  more.addEventListener('click', () => { shown += 4 * page; show(); });
  box.querySelector('form').addEventListener('submit', e => e.preventDefault());
  show();
};
