// What the keyboard does, wherever the focus is, unless somebody writes a text.

import { byId } from './dom.js';

export class Keys {
  #detail;
  #rows;
  #view;

  constructor({ detail, rows, view }) {
    this.#detail = detail;
    this.#rows = rows;
    this.#view = view;
    document.addEventListener('keydown', (event) => this.#pressed(event));
    byId('show-keys').addEventListener('click', () => byId('keys').showModal());
    byId('keys-close').addEventListener('click', () => byId('keys').close());
  }

  #pressed(event) {
    const isTyping = event.target.closest?.('input:not([type=checkbox]), textarea, select');
    const modal = document.querySelector('dialog:modal');
    if (event.key === 'Escape') {
      this.#escape(event, modal);
    } else if (!isTyping && !event.ctrlKey && !event.metaKey && !event.altKey && (!modal || modal.id === 'detail')) {
      this.#act(event);
    }
  }

  #escape(event, modal) {
    // A search box empties itself on Escape; that is enough for one key.
    const isSearch = event.target.type === 'search' && event.target.value;
    if (!modal && !isSearch && !event.defaultPrevented && this.#detail.id !== null) {
      this.#detail.close();
    }
  }

  #act(event) {
    const acts = {
      '/': () => byId('search').select(),
      '?': () => byId('keys').showModal(),
      j: () => this.#move(1),
      k: () => this.#move(-1),
      c: () => byId('cancel').hidden || byId('cancel').disabled || byId('cancel').click(),
    };
    if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    }
  }

  /** With an open job the next one opens, else the next row gets the focus. */
  #move(step) {
    const id = this.#rows.neighbour(this.#detail.id, step);
    if (id && this.#detail.id) {
      this.#view.change({ job: id });
    } else if (id) {
      this.#rows.focus(id);
    }
  }
}
