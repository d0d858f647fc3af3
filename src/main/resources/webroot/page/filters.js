// The controls above the list. They write the view; the view writes them.

import { byId, copyFrom, element, setAttribute, setText, whenQuiet } from './dom.js';
import { isLabel } from './filter.js';
import { STATUSES } from './view-state.js';

const MOST_TYPES = 500;
const MOST_LABELS = 16;

const MOST_SUGGESTIONS = 200;
const SEVERAL = 'several';

export class Filters {
  #view;
  #types = '';
  #suggested = new Set();

  constructor(view) {
    this.#view = view;
    const search = byId('search');
    const searched = whenQuiet(() => view.change({ search: search.value.trim() }), 150);
    search.addEventListener('input', searched);
    byId('status').addEventListener('change', ({ target }) => view.change({ statuses: target.value ? [target.value] : [] }));
    for (const key of ['type', 'since', 'order']) {
      byId(key).addEventListener('change', ({ target }) => view.change({ [key]: target.value }));
    }
    byId('filters').addEventListener('submit', (event) => this.#submitted(event));
    byId('label').addEventListener('change', () => this.#addLabel());
    byId('chips').addEventListener('click', (event) => this.#dropLabel(event.target.closest('button')));
    byId('tiles').addEventListener('click', (event) => this.#toggle(event.target.closest('.tile')));
    byId('clear-filters').addEventListener('click', () => this.#clear());
    byId('copy-link').addEventListener('click', ({ currentTarget }) => copyFrom(currentTarget, location.href));
    view.onChange(() => this.#show());
    this.#show();
  }

  /** Offers the labels of jobs that were seen, up to a limit. */
  suggest({ labels }) {
    for (const [key, value] of Object.entries(labels)) {
      const text = `${key}:${value}`;
      if (this.#suggested.size < MOST_SUGGESTIONS && !this.#suggested.has(text)) {
        this.#suggested.add(text);
        byId('labels-seen').append(new Option('', text));
      }
    }
  }

  /** Offers the types that there are, and the chosen one even when there is none of it. */
  offerTypes(types) {
    const chosen = this.#view.view.type;
    const offered = [...new Set([...types.slice(0, MOST_TYPES), ...(chosen ? [chosen] : [])])].sort();
    if (JSON.stringify(offered) !== this.#types) {
      this.#types = JSON.stringify(offered);
      byId('type').replaceChildren(
        new Option('All', ''), ...offered.map((type) => new Option(type, type)));
      byId('type').value = chosen;
    }
  }

  #show() {
    const { statuses, type, labels, search, since, order } = this.#view.view;
    const box = byId('search');
    if (box.value.trim() !== search) {
      box.value = search;
    }
    byId('status').querySelector('[value=several]').hidden = statuses.length < 2;
    byId('status').value = statuses.length > 1 ? SEVERAL : (statuses[0] ?? '');
    byId('since').value = since;
    byId('order').value = order;
    if (type && ![...byId('type').options].some((option) => option.value === type)) {
      byId('type').append(new Option(type, type));
    }
    byId('type').value = type;
    for (const tile of byId('tiles').children) {
      setAttribute(tile, 'aria-pressed', String(statuses.includes(tile.dataset.status)));
    }
    byId('chips').replaceChildren(...labels.map(chip));
  }

  #submitted(event) {
    event.preventDefault();
    this.#addLabel();
    this.#view.change({ search: byId('search').value.trim() });
  }

  #addLabel() {
    const text = byId('label').value.trim();
    const problem = text && !isLabel(text) ? 'A label filter is written key:value.' : '';
    setText(byId('label-problem'), problem);
    if (text && !problem) {
      byId('label').value = '';
      if (this.#view.view.labels.length < MOST_LABELS) {
        this.#view.addLabel(text);
      }
    }
  }

  #dropLabel(button) {
    if (button) {
      this.#view.change({ labels: this.#view.view.labels.filter((label) => label !== button.dataset.label) });
      byId('label').focus();
    }
  }

  #toggle(tile) {
    if (tile) {
      const { status } = tile.dataset;
      const { statuses } = this.#view.view;
      this.#view.change({
        statuses: statuses.includes(status)
          ? statuses.filter((one) => one !== status)
          : STATUSES.filter((one) => one === status || statuses.includes(one)),
      });
    }
  }

  #clear() {
    this.#view.change({ statuses: [], type: '', labels: [], search: '', since: '' });
    byId('search').focus();
  }
}

function chip(label) {
  const button = element('button', { cls: 'chip', type: 'button', text: label });
  button.setAttribute('aria-label', `Remove the label filter ${label}`);
  button.dataset.label = label;
  button.append(element('span', { cls: 'cross', text: '×' }));
  return button;
}
