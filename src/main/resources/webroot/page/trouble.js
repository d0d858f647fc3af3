// Says in words when the server cannot save: reads go on then, and changes are refused.

import { byId, setHidden, setText } from './dom.js';
import { at } from './root.js';

const SPACING = 10_000;

export class Trouble {
  #socket;

  constructor(socket) {
    this.#socket = socket;
    setInterval(() => document.hidden || this.check(), SPACING);
  }

  /** To be called when a change was refused too. */
  async check() {
    if (!this.#socket.isOpen) {
      return; // That is said already.
    }
    try {
      const answer = await fetch(at('health/ready'), { cache: 'no-store' });
      const { store = 'memory' } = answer.ok ? {} : await answer.json();
      setHidden(byId('trouble'), answer.ok);
      setText(byId('trouble-why'), store === 'memory' ? '' : `Its store (${store}) does not take them.`);
    } catch {
      // Not reachable; the socket will tell.
    }
  }
}
