// What a reader can do with charts and tables: read values, copy, see that there is more beside.
kif.tools = () => {
  const { make, add } = kif;

  // The value of the mark next to the pointer; arrow keys walk through the marks of a chart that has the focus.
  const tip = make('div', null, { class: 'tip', role: 'status' });
  tip.hidden = true;
  document.body.append(tip);
  const NEAR = 28;
  const say = mark => {
    document.querySelectorAll('.p.on').forEach(m => m.classList.remove('on'));
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add('on');
    tip.textContent = mark.dataset.says;
    const box = mark.getBoundingClientRect(), middle = Math.min(box.left + box.width / 2, box.right);
    const left = Math.max(4, Math.min(innerWidth - tip.offsetWidth - 4, middle - tip.offsetWidth / 2));
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = left + 'px';
    tip.style.top = (above < 4 ? box.bottom + 8 : above) + 'px';
  };
  const distance = (box, x, y) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  document.querySelectorAll('svg.chart').forEach(svg => {
    const marks = [...svg.querySelectorAll('.p')];
    if (!marks.length) return;
    // The browser's own tip would come second.
    marks.forEach(m => { const title = m.querySelector('title'); m.dataset.says = title.textContent; title.remove(); });
    svg.setAttribute('tabindex', '0');
    svg.addEventListener('pointermove', e => {
      let best = null, least = NEAR;
      for (const m of marks) {
        const box = m.getBoundingClientRect(), away = distance(box, e.clientX, e.clientY);
        // Of marks and lines that are equally near, the smaller one is meant.
        if (away < least || away === least && best && box.width * box.height < best.getBoundingClientRect().width * best.getBoundingClientRect().height) [best, least] = [m, away];
      }
      say(best);
    });
    svg.addEventListener('pointerleave', () => say(null));
    let current = -1;
    svg.addEventListener('keydown', e => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
      if (e.key === 'Escape') say(null);
      if (!step) return;
      e.preventDefault();
      current = (current + step + marks.length) % marks.length;
      say(marks[current]);
    });
    svg.addEventListener('blur', () => say(null));
  });
  addEventListener('scroll', () => say(null), { passive: true });

  // Tables as text.
  const words = cell => [...cell.childNodes].map(n => n.textContent).join('').replace(/\s+/g, ' ').trim().replace(/ ([^ ]+ to [^ ]+)$/, cell.querySelector('small') ? ' ($1)' : ' $1');
  const grid = table => [...table.rows].filter(r => !r.classList.contains('drawn')).map(r => [...r.cells].map(words));
  const markdown = table => {
    const rows = grid(table).map(r => '| ' + r.map(c => c.replace(/[\\|*_`<>[\]]/g, '\\$&')).join(' | ') + ' |');
    const columns = table.rows[0].cells.length;
    rows.splice(1, 0, '|' + Array.from({ length: columns }, (_, i) => i ? '---:' : '---').join('|') + '|');
    return `${table.caption.textContent.trim()}\n\n${rows.join('\n')}\n`;
  };
  const special = { '\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', '−': '$-$', '↑': '$\\uparrow$', '↓': '$\\downarrow$', '×': '$\\times$',
    '–': '--', '✓': '$\\checkmark$', '✗': '$\\times$', '⅓': '$1/3$', '⅔': '$2/3$', '→': '$\\rightarrow$', '·': '$\\cdot$', '\u00a0': '~' };
  const latex = text => text.replace(/[\\{}$&#%_^~−↑↓×–✓✗⅓⅔→·\u00a0]/g, c => special[c] || '\\' + c);
  const booktabs = table => {
    const rows = grid(table).map(r => r.map(latex).join(' & ') + ' \\\\'), columns = table.rows[0].cells.length;
    return ['\\begin{table}', '\\centering', `\\caption{${latex(table.caption.textContent.trim())}}`, `\\begin{tabular}{l${'r'.repeat(columns - 1)}}`, '\\toprule', rows[0], '\\midrule',
      ...rows.slice(1), '\\bottomrule', '\\end{tabular}', '\\end{table}', ''].join('\n');
  };
  kif.copies = { markdown, latex: booktabs };
  const copy = async text => {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* an older way follows */ }
    const area = add(make('textarea', null, { class: 'off' }));
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  };
  document.querySelectorAll('main table:not(.path)').forEach(table => {
    const scroll = table.closest('.scroll');
    if (!scroll || scroll.closest('[data-answers], [data-units]')) return;
    const bar = make('div', null, { class: 'copy', role: 'group', 'aria-label': `Copy the table: ${table.caption.textContent}` });
    for (const [name, write] of [['Markdown', markdown], ['LaTeX', booktabs]]) {
      const button = make('button', name, { type: 'button', title: `Copy this table as ${name}` });
      button.addEventListener('click', async () => {
        button.textContent = await copy(write(table)) ? 'Copied' : 'Not allowed';
        setTimeout(() => { button.textContent = name; }, 1500);
      });
      bar.append(button);
    }
    const frame = make('div', null, { class: 'framed' });
    scroll.replaceWith(frame);
    frame.append(scroll, bar);
  });

  // A table that goes on beside says so.
  kif.scrolls = () => document.querySelectorAll('.scroll').forEach(s => s.classList.toggle('on-beside', s.scrollWidth > s.clientWidth + 2));
  kif.scrolls();
  addEventListener('resize', kif.scrolls);
  document.querySelectorAll('details').forEach(d => d.addEventListener('toggle', kif.scrolls));
};
