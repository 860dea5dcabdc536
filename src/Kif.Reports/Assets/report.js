'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');

  const remembered = () => { try { return localStorage.getItem('kif-theme') || 'auto'; } catch { return 'auto'; } };
  const setTheme = theme => {
    if (theme === 'auto') delete root.dataset.theme; else root.dataset.theme = theme;
    try { localStorage.setItem('kif-theme', theme); } catch { /* a browser may forbid it */ }
  };
  if (remembered() !== 'auto') root.dataset.theme = remembered();

  const make = (tag, text, attributes) => {
    const element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    return element;
  };
  const add = (parent, ...children) => { parent.append(...children); return parent; };
  const options = (select, names, all) => {
    if (all) select.append(make('option', all, { value: '' }));
    names.forEach((name, i) => select.append(make('option', name, { value: all ? name : i })));
  };
  const data = id => JSON.parse(document.getElementById(id).textContent);
  const table = (caption, columns) => {
    const made = add(make('table'), make('caption', caption));
    const row = make('tr');
    columns.forEach(c => row.append(make('th', c, { scope: 'col' })));
    return { made: add(made, add(make('thead'), row), make('tbody')), body: made.tBodies[0] };
  };

  function theme() {
    document.querySelectorAll('.theme input').forEach(input => {
      input.checked = input.value === remembered();
      input.addEventListener('change', () => setTheme(input.value));
    });
  }

  // A select shows one of several charts.
  function choices() {
    document.querySelectorAll('select[data-shows]').forEach(select => {
      const show = () => document.querySelectorAll(`[data-shown="${select.dataset.shows}"]`).forEach(one => { one.hidden = one.dataset.value !== select.value; });
      select.addEventListener('change', show);
      show();
    });
  }

  function answers(box) {
    const { strategies, runs, texts } = data(box.dataset.answers + 'answer-data');
    const find = name => box.querySelector('.' + name);
    const [run, task, strategy, text, forgotten, more, count] = ['run', 'task', 'strategy', 'text', 'forgotten', 'more', 'count'].map(find);
    options(run, runs.map(r => `${r.order}, seed ${r.seed}`));
    options(task, [...new Set(runs.flatMap(r => r.rows.map(row => texts[row[0]])))], 'all tasks');
    options(strategy, strategies, 'all strategies');
    const page = 25;
    let shown = page;

    const lost = (row, s) => row[5 + 3 * s] === 1;
    const fits = (row, chosen) => {
      if (task.value && texts[row[0]] !== task.value) return false;
      if (forgotten.checked && !chosen.some(s => lost(row, s))) return false;
      const wanted = text.value.trim().toLowerCase();
      if (!wanted) return true;
      const numbers = [row[1], row[2], ...chosen.flatMap(s => [row[3 + 3 * s], row[4 + 3 * s]])];
      return numbers.some(n => n >= 0 && texts[n].toLowerCase().includes(wanted));
    };
    const cell = (row, s) => {
      const [learned, final, right] = row.slice(3 + 3 * s, 6 + 3 * s);
      if (learned < 0) return make('td', '–');
      const mark = yes => yes ? '✓ ' : '✗ ', quoted = n => texts[n] === '' ? '(empty)' : texts[n];
      const td = add(make('td'), make('bdi', mark(right & 1) + quoted(learned)));
      if (final >= 0) td.append(make('bdi', 'then ' + mark(right & 2) + quoted(final), { class: 'then' }));
      if (right === 1) { td.className = 'lost'; td.append(make('span', 'forgotten', { class: 'tag' })); }
      return td;
    };
    const show = () => {
      const chosen = strategy.value ? [strategies.indexOf(strategy.value)] : strategies.map((_, i) => i);
      const rows = runs[+run.value].rows.filter(row => fits(row, chosen));
      const columns = ['task', 'example', 'expected', ...chosen.map(s => strategies[s])];
      const { made, body } = table('Answers right after learning, and at the end where they differ', columns);
      for (const row of rows.slice(0, shown)) {
        const tr = add(make('tr'), make('th', texts[row[0]], { scope: 'row' }));
        [row[1], row[2]].forEach(n => tr.append(add(make('td'), make('bdi', texts[n]))));
        chosen.forEach(s => tr.append(cell(row, s)));
        [...tr.cells].forEach((one, i) => { one.dataset.column = columns[i]; });
        body.append(tr);
      }
      // On a phone rows are shown as cards; what they are is then said by roles.
      const roles = { TABLE: 'table', THEAD: 'rowgroup', TBODY: 'rowgroup', TR: 'row', TD: 'cell' };
      [made, ...made.querySelectorAll('thead, tbody, tr, td, th')].forEach(e => e.setAttribute('role', roles[e.tagName] || (e.scope === 'row' ? 'rowheader' : 'columnheader')));
      box.querySelector('.scroll').replaceChildren(made);
      count.textContent = `${Math.min(shown, rows.length)} of ${rows.length} examples shown`;
      more.hidden = rows.length <= shown;
    };
    const again = () => { shown = page; show(); };
    [run, task, strategy, forgotten].forEach(c => c.addEventListener('change', again));
    text.addEventListener('input', again);
    more.addEventListener('click', () => { shown += 4 * page; show(); });
    box.querySelector('form').addEventListener('submit', e => e.preventDefault());
    show();
  }

  function units(box) {
    const { runs } = data(box.dataset.units + 'unit-data');
    const [run, mode, drill] = ['run', 'mode', 'drill'].map(name => box.querySelector('.' + name));
    options(run, runs.map(r => `${r.strategy}, ${r.order}, seed ${r.seed}`));
    const fates = ['protected', 'shared', 'overwritten'];
    const number = v => v === null || v === undefined ? '–' : v === 0 ? '0' : v < 0.001 ? '< 0.001' : v.toPrecision(2);
    const unpack = packed => Array.from({ length: packed.length / 2 }, (_, i) => parseInt(packed.substr(2 * i, 2), 36) / 999);
    const bar = (shares, label) => {
      const made = make('div', null, { class: 'bar', role: 'img', 'aria-label': label });
      shares.forEach((share, i) => { const part = make('i', null, { class: shares.length === 1 ? 'i0' : 'i' + i }); part.style.width = 100 * share + '%'; made.append(part); });
      return made;
    };
    const value = { current: c => c[1], accumulated: c => c[2], weight: c => c[3] };

    const fateCell = c => {
      const counts = c.slice(4, 7);
      if (c[3] === null) return make('td', 'first task');
      const label = counts.map((n, i) => `${n} ${fates[i]}`).join(', ');
      return add(make('td', counts.join(' / ')), bar(counts.map(n => n / c[0]), label));
    };
    const show = () => {
      const r = runs[+run.value], first = mode.value === 'fate';
      const largest = first ? 1 : Math.max(...r.tasks.flatMap(t => t.modules.map(c => value[mode.value](c) || 0))) || 1;
      const { made, body } = table(first ? 'Units protected / shared / overwritten, by module and task' : `${mode.selectedOptions[0].textContent}, mean over the module's units`,
        ['module', ...r.tasks.map(t => t.task)]);
      r.modules.forEach((module, m) => {
        const name = r.single ? make('button', module, { type: 'button', class: 'name' }) : make('span', module);
        if (r.single) name.addEventListener('click', () => details(r, m, r.tasks.length - 1, true));
        const tr = add(make('tr'), add(make('th', null, { scope: 'row' }), name));
        for (const t of r.tasks) {
          const c = t.modules[m];
          if (first) { tr.append(fateCell(c)); continue; }
          const v = value[mode.value](c), td = make('td', number(v));
          if (v !== null) td.className = 'h' + Math.round(10 * v / largest);
          tr.append(td);
        }
        body.append(tr);
      });
      const key = make('p');
      if (first) fates.forEach((f, i) => key.append(add(make('span', null, { class: 'key' }), make('i', null, { class: 'i' + i }), f)));
      else key.textContent = `Shaded from 0 to the largest value shown, ${number(largest)}.`;
      if (r.single) key.append(' Choose a module to see its units one by one.');
      box.querySelector('.scroll').replaceChildren(key, made);
      drill.replaceChildren();
    };
    // The units of one module, for a task that can be chosen.
    const details = (r, m, t, move) => {
      const heading = make('h4', `Units of ${r.modules[m]}`, { tabindex: '-1' });
      const select = make('select');
      options(select, r.tasks.map(x => x.task));
      select.value = t;
      const chosen = r.tasks[t], [current, accumulated, weight] = chosen.modules[m].slice(7).map(unpack);
      const { made, body } = table(`Units of ${r.modules[m]} when ${chosen.task} was learned${chosen.summaryOf ? ` (means over tensors, for ${chosen.summaryOf} units in all)` : ''}`,
        ['unit', 'importance for the task', 'importance for earlier tasks', 'weight of the new model', 'outcome']);
      current.forEach((v, i) => {
        const tr = add(make('tr'), make('th', String(i), { scope: 'row' }));
        for (const list of [current, accumulated, weight]) tr.append(list.length > i ? add(make('td', number(list[i])), bar([list[i]], '')) : make('td', '–'));
        tr.append(make('td', weight.length > i ? fates[weight[i] < 1 / 3 ? 0 : weight[i] <= 2 / 3 ? 1 : 2] : 'first task'));
        body.append(tr);
      });
      select.addEventListener('change', () => { details(r, m, +select.value); drill.querySelector('select').focus(); });
      const scroll = make('div', null, { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Single skill units' });
      drill.replaceChildren(heading, add(make('div', null, { class: 'choices' }), add(make('label', 'Task'), select)), add(scroll, made));
      if (move) heading.focus();
    };
    [run, mode].forEach(c => c.addEventListener('change', show));
    show();
  }

  document.addEventListener('DOMContentLoaded', () => {
    theme();
    choices();
    document.querySelectorAll('[data-answers]').forEach(answers);
    document.querySelectorAll('[data-units]').forEach(units);
    if (matchMedia('(max-width: 1099px)').matches) document.querySelector('nav details').open = false;
  });
})();
