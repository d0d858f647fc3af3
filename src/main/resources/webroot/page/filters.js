// The controls above the list. They write the view; the view writes them.

import { byId, element, setAttribute, setText, whenQuiet } from './dom.js';
import { isLabel } from './filter.js';

const MOST_TYPES = 500;
const MOST_LABELS = 16;

export class Filters {
  #view;
  #types = '';

  constructor(view) {
    this.#view = view;
    const search = byId('search');
    const searched = whenQuiet(() => view.change({ search: search.value.trim() }), 150);
    search.addEventListener('input', searched);
    byId('status').addEventListener('change', (event) => view.change({ status: event.target.value }));
    byId('type').addEventListener('change', (event) => view.change({ type: event.target.value }));
    byId('filters').addEventListener('submit', (event) => this.#submitted(event));
    byId('label').addEventListener('change', () => this.#addLabel());
    byId('chips').addEventListener('click', (event) => this.#dropLabel(event.target.closest('button')));
    byId('tiles').addEventListener('click', (event) => this.#toggle(event.target.closest('.tile')));
    byId('clear-filters').addEventListener('click', () => this.#clear());
    view.onChange(() => this.#show());
    this.#show();
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
    const { status, type, labels, search } = this.#view.view;
    const box = byId('search');
    if (box.value.trim() !== search) {
      box.value = search;
    }
    byId('status').value = status;
    if (type && ![...byId('type').options].some((option) => option.value === type)) {
      byId('type').append(new Option(type, type));
    }
    byId('type').value = type;
    for (const tile of byId('tiles').children) {
      setAttribute(tile, 'aria-pressed', String(tile.dataset.status === status));
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
    const { labels } = this.#view.view;
    const problem = text && !isLabel(text) ? 'A label filter is written key:value.' : '';
    setText(byId('label-problem'), problem);
    if (text && !problem) {
      byId('label').value = '';
      if (!labels.includes(text) && labels.length < MOST_LABELS) {
        this.#view.change({ labels: [...labels, text] });
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
      this.#view.change({ status: this.#view.view.status === status ? '' : status });
    }
  }

  #clear() {
    this.#view.change({ status: '', type: '', labels: [], search: '' });
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
