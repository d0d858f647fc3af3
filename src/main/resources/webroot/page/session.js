// Signing in with a token, once; the server keeps it in a cookie that no script can read.

import { byId, setHidden, setText } from './dom.js';
import { at } from './root.js';

const KEY = 'job-tracker.signed-in';
const AT = at('api/session');
const DEADLINE = 3_000;

/** A browser may ask over an old connection that a proxy has forgotten, and would wait for ever there. */
const ask = () => fetch(AT, { cache: 'no-store', signal: AbortSignal.timeout(DEADLINE) });

/** Whether the server asks for a token. */
export async function isLocked() {
  try {
    return (await ask()).status === 401;
  } catch {
    return false; // It does not answer at all.
  }
}

export class Session {
  #changed;

  /** What this caller may do; nothing until the server has told. */
  may = new Set();

  /** `changed()` is called when somebody signed in or out. */
  constructor(changed) {
    this.#changed = changed;
    byId('sign-in').addEventListener('submit', (event) => this.#signIn(event));
    byId('sign-out').addEventListener('click', () => this.#signOut());
    setHidden(byId('sign-out'), !this.isSignedIn);
  }

  /** As far as this browser remembers: the cookie itself is hidden from scripts. */
  get isSignedIn() {
    try {
      return localStorage.getItem(KEY) !== null;
    } catch {
      return false;
    }
  }

  /** Shows the form, or the board. */
  show(locked) {
    const wasHidden = byId('sign-in').hidden;
    setHidden(byId('sign-in'), !locked);
    setHidden(byId('board'), locked);
    setHidden(byId('sign-out'), locked || !this.isSignedIn);
    if (locked && wasHidden) {
      byId('token').focus();
    }
  }

  /** To be called after each connect: who asks may be another than before. */
  async learn() {
    const told = await ask().then((answer) => answer.json()).catch(() => ({}));
    this.may = new Set(told.may ?? []);
    document.body.classList.toggle('may-write', this.may.has('write'));
    document.body.classList.toggle('may-delete', this.may.has('admin'));
  }

  async #signIn(event) {
    event.preventDefault();
    const field = byId('token');
    setText(byId('sign-in-problem'), '');
    try {
      const answer = await fetch(AT, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token: field.value }),
      });
      if (!answer.ok) {
        setText(byId('sign-in-problem'), answer.status === 401 ? 'This token is not known.' : await sentence(answer));
        field.select();
        return;
      }
      field.value = '';
      this.#remember(true);
      this.#changed();
    } catch {
      setText(byId('sign-in-problem'), 'The server does not answer.');
    }
  }

  async #signOut() {
    await fetch(AT, { method: 'DELETE' }).catch(() => {}); // The reconnect shows whether it worked.
    this.#remember(false);
    this.#changed();
  }

  #remember(signedIn) {
    try {
      if (signedIn) {
        localStorage.setItem(KEY, 'yes');
      } else {
        localStorage.removeItem(KEY);
      }
    } catch {
      // Then the button to sign out is missing after a reload, and nothing else.
    }
  }
}

async function sentence(answer) {
  const problem = await answer.json().catch(() => ({}));
  return problem.detail ?? `The server answered ${answer.status}.`;
}
