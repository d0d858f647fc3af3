// Says in words whether the page is connected, and what happens next when it is not.

import { byId, setAttribute, setHidden, setText } from './dom.js';
import { clock } from './format.js';

const WORDS = { open: 'Live', connecting: 'Connecting…', waiting: 'Not connected', locked: 'Sign-in needed' };

export class Connection {
  #lostAt = null;
  #next = null;

  /** Whether this page was ever connected. */
  wasOpen = false;

  constructor(retry) {
    byId('try-now').addEventListener('click', retry);
    setInterval(() => this.#count(), 1000);
  }

  show({ name, next = null }) {
    this.#next = next;
    if (name === 'open') {
      this.wasOpen = true;
      this.#lostAt = null;
    } else {
      this.#lostAt ??= Date.now();
    }
    // A new try after a loss is still "not connected": a word that flickers tells nobody anything.
    const isTrying = name === 'connecting' && (this.wasOpen || !byId('banner').hidden);
    const shown = isTrying ? 'waiting' : name;
    setAttribute(byId('live'), 'data-state', shown);
    setText(byId('live-text'), WORDS[shown]);
    setHidden(byId('banner'), shown !== 'waiting');
    document.body.classList.toggle('offline', shown === 'waiting');
    setText(byId('banner-since'), this.wasOpen && this.#lostAt
      ? `What you see is from ${clock(this.#lostAt)}.` : 'The server does not answer.');
    this.#count();
  }

  #count() {
    const seconds = this.#next === null ? 0 : Math.ceil((this.#next - Date.now()) / 1000);
    setText(byId('banner-next'), seconds > 0 ? `Next try in ${seconds} s.` : 'Trying again…');
  }
}
