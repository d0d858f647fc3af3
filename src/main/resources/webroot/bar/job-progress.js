// A live progress bar of one job, for any page:
//
//   <script type="module" src="https://tracker.example/job-progress.js"></script>
//   <job-progress task-id="export_1a2b3c4d"></job-progress>
//
// Its attributes, events, parts and words are described in the guide, and typed in job-progress.d.ts. The parts of this
// script are joined into one file by the server.

import { bearer } from './alone.js';
import { build } from './skeleton.js';
import { sentence } from './sentence.js';
import { sheet } from './sheet.js';
import { Speed } from './speed.js';
import { expiryOf } from './token.js';
import { HOME, baseOf, watchJob } from './watch-job.js';
import { speech } from './words.js';

const EXPIRING_BEFORE = 60_000;
const SAID_EVERY = 25; // Per cent between two words of a progress to who cannot see it.

/** Where there is no document, as on a server that renders pages, the import does nothing. */
const Base = globalThis.HTMLElement ?? class {};

export class JobProgress extends Base {
  static observedAttributes = ['task-id', 'server', 'token', 'lang', 'show-error', 'show-eta', 'show-rate', 'show-cancel'];

  #nodes;
  #speech;
  #stop = null;
  #isPlanned = false;
  #followed = [];
  #words = null;
  #said = '';
  #speed = new Speed();
  #clock = 0;
  #announcedExpiry = null;
  #hasTrouble = false;
  #mayCancel = null;

  /** The newest known state of the job, or null. */
  job = null;

  /** Why nothing more will come, or null. */
  reason = null;

  /** Since when there are no news, or null. */
  offline = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    this.#nodes = build(root);
    this.#nodes.cancel.addEventListener('click', () => this.#cancel());
  }

  /** Words of the page's own, by key; what is missing is said in the language. */
  get words() {
    return this.#words;
  }

  set words(words) {
    this.#words = words;
    this.#draw();
  }

  connectedCallback() {
    // A framework may have set the property before the element was defined.
    if (Object.hasOwn(this, 'words')) {
      this.#words = this.words;
      delete this.words;
    }
    this.#plan();
  }

  disconnectedCallback() {
    this.#plan();
  }

  attributeChangedCallback() {
    this.#plan();
  }

  /** Several attributes that change at once, or a move within the page, make one new beginning. */
  #plan() {
    if (!this.#isPlanned) {
      this.#isPlanned = true;
      queueMicrotask(() => {
        this.#isPlanned = false;
        this.#begin();
      });
    }
  }

  get #options() {
    return { server: this.getAttribute('server') || HOME, token: this.getAttribute('token') };
  }

  #begin() {
    const id = this.isConnected ? this.getAttribute('task-id') : null;
    const options = this.#options;
    const followed = [id, options.server, options.token];
    const [isSame, isSameButToken] = [3, 2].map((n) => followed.slice(0, n).every((it, i) => it === this.#followed[i]));
    if (!isSameButToken) {
      this.job = this.reason = this.offline = null;
      this.#speed = new Speed();
      this.#said = '';
    }
    this.#followed = followed;
    // With a new token what is shown stays until the next news; what is over for good is not asked for again.
    if (!isSame && (this.reason === null || this.reason !== this.job?.status)) {
      this.#follow(id, options);
    }
    if (id) {
      this.#draw();
      this.#askRights(options);
    }
  }

  #follow(id, options) {
    const before = this.#stop;
    clearInterval(this.#clock);
    this.#stop = this.#mayCancel = this.reason = null;
    if (id) {
      this.#stop = watchJob(id, (job, state) => this.#take(job ?? this.job, state), options);
      this.#clock = setInterval(() => this.#tick(), 1_000);
    }
    before?.(); // After the new beginning, so that what goes on keeps its connection.
  }

  #take(job, { ended, reason, offline }) {
    const isNews = job?.updated_at !== this.job?.updated_at;
    this.job = job;
    this.reason = reason;
    this.offline = offline;
    if (isNews && job) {
      this.#hasTrouble = false;
      this.#speed.see(job);
    }
    this.#draw();
    if (isNews && job) {
      this.#tell('change', job);
    }
    if (ended) {
      clearInterval(this.#clock);
      this.#tell('end', job);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #tick() {
    const expiry = expiryOf(this.getAttribute('token'));
    if (expiry !== null && expiry !== this.#announcedExpiry && expiry - Date.now() <= EXPIRING_BEFORE) {
      this.#announcedExpiry = expiry;
      this.#tell('expiring', { expires: new Date(expiry) });
    }
    this.#drawNote();
  }

  /** Who may not cancel is not shown the button. */
  async #askRights(options) {
    if (this.hasAttribute('show-cancel') && this.#mayCancel === null) {
      this.#mayCancel = false;
      const request = { headers: bearer(options.token), cache: 'no-store' };
      const answer = await fetch(new URL('api/session', baseOf(options.server)), request).catch(() => null);
      this.#mayCancel = answer?.ok ? (await answer.json()).may.includes('write') : null;
      this.#draw();
    }
  }

  async #cancel() {
    const options = this.#options;
    const path = `api/jobs/${encodeURIComponent(this.getAttribute('task-id'))}/cancel`;
    const headers = { 'Content-Type': 'application/json', ...bearer(options.token) };
    const request = { method: 'POST', headers, body: '{}' };
    this.#hasTrouble = !(await fetch(new URL(path, baseOf(options.server)), request).then((answer) => answer.ok, () => false));
    this.#draw();
  }

  #has(name) {
    return this.hasAttribute(`show-${name}`);
  }

  #draw() {
    const { label, value, track, bar, step, foot, cancel } = this.#nodes;
    const { job, reason, offline } = this;
    const name = job?.title || this.getAttribute('task-id');
    const done = job ? job.progress : 0;
    const percent = done === null ? null : done < 1 ? Math.min(99, Math.round(done * 100)) : 100;
    this.#speech = speech(this.getAttribute('lang') || this.closest('[lang]')?.lang || 'en', this.#words);
    label.textContent = name;
    value.textContent = percent === null || !job ? '' : `${percent}\u00a0%`;
    step.textContent = sentence(this, this.#speech, { showsError: this.#has('error'), hasTrouble: this.#hasTrouble });
    cancel.textContent = this.#speech.word('cancel');
    cancel.hidden = !(this.#has('cancel') && this.#mayCancel && job && !reason && !job.cancel_requested);
    track.classList.toggle('unknown', done === null && reason === null);
    foot.classList.toggle('calm', !offline && !job?.stalled && /running|completed/.test(job?.status));
    bar.style.setProperty('--done', done ?? 0);
    // A terminal status is itself the reason; else the reason says that nobody knows the status any more.
    const status = reason ?? job?.status ?? 'loading';
    if (this.getAttribute('status') !== status) {
      this.setAttribute('status', status);
    }
    this.toggleAttribute('stalled', Boolean(job?.stalled));
    this.toggleAttribute('cancel-requested', Boolean(job?.cancel_requested));
    this.toggleAttribute('offline', Boolean(offline));
    track.ariaLabel = name;
    track.ariaValueNow = percent;
    this.#drawNote();
    this.#say(name, percent);
  }

  #drawNote() {
    const { job, reason, offline } = this;
    const { number, inSeconds } = this.#speech;
    const { left, rate } = this.#speed;
    const isMoving = job && !reason && !offline && !job.stalled;
    const notes = [
      isMoving && this.#has('rate') && rate > 0 && `${number(rate)} ${job.unit ?? ''}/s`,
      isMoving && this.#has('eta') && left > 0 && left < Infinity && inSeconds(left),
    ];
    this.#nodes.note.textContent = notes.filter(Boolean).join(' · ');
  }

  /** Tells who cannot see the bar what became of it, and how far it is, but not each step of the way. */
  #say(name, percent) {
    const { said, step } = this.#nodes;
    const { job, reason, offline } = this;
    const isNotable = offline || reason || job?.stalled;
    const state = isNotable ? step.textContent : job && percent !== null && `${percent - (percent % SAID_EVERY)}\u00a0%`;
    if (state && state !== this.#said) {
      // As a name, not as a text: what is on the screen once should not be found twice.
      if (this.#said || isNotable) {
        said.firstChild.role = 'img';
        said.firstChild.ariaLabel = `${name}: ${state}`;
      }
      this.#said = state;
    }
  }
}

if (globalThis.customElements && !customElements.get('job-progress')) {
  customElements.define('job-progress', JobProgress);
}

