// The importance and outcome of units, by module and task and one by one.
kif.units = box => {
  const { make, add, options, data, table } = kif;
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
    const largest = first || mode.value === 'weight' ? 1 : Math.max(...r.tasks.flatMap(t => t.modules.map(c => value[mode.value](c) || 0))) || 1;
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
    else key.textContent = mode.value === 'weight' ? 'Shaded from 0 to 1.' : `Shaded from 0 to the largest value shown, ${number(largest)}.`;
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
    const scroll = make('div', null, { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Single units' });
    drill.replaceChildren(heading, add(make('div', null, { class: 'choices' }), add(make('label', 'Task'), select)), add(scroll, made));
    if (move) heading.focus();
  };
  [run, mode].forEach(c => c.addEventListener('change', show));
  show();
};
