'use strict';
const kif = {};
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

  // A link to something folded opens what it is in.
  function unfold() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let e = target.closest('details'); e; e = e.parentElement.closest('details')) e.open = true;
    target.scrollIntoView();
  }

  Object.assign(kif, { make, add, options, data, table });
  document.addEventListener('DOMContentLoaded', () => {
    theme();
    choices();
    document.querySelectorAll('[data-answers]').forEach(kif.answers);
    document.querySelectorAll('[data-units]').forEach(kif.units);
    if (matchMedia('(max-width: 1099px)').matches) document.querySelector('nav details').open = false;
    kif.tools();
    addEventListener('hashchange', unfold);
    unfold();
  });
})();
