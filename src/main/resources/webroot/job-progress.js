// A live progress bar of one job, for any page:
//
//   <script type="module" src="https://tracker.example/job-progress.js"></script>
//   <job-progress task-id="export_1a2b3c4d"></job-progress>
//
// Attributes: task-id; server (the address of the tracker, by default where this script came from); token (for a server
// that asks for one: sent as a Bearer header). Events: `change` with the job as its detail after every change, `end`
// with the last job that is known (or null) when nothing more will come; the property `reason` then says why. Parts for
// styling: label, value, track, bar, step. The host carries the attribute `status`. The bar's colour is the custom
// property --job-progress-color.
//
// For pages that draw their own, `watchJob` is exported too.

import { HOME, watchJob } from './watch-job.js';

export { watchJob };

// A sheet made by the object model works under any Content-Security-Policy of the page; a <style> does not.
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
  :host { display: block; font-variant-numeric: tabular-nums; --tone: var(--job-progress-color, light-dark(#782b90, #cf97e3)); }
  :host([hidden]) { display: none; }
  :host([status=completed]) { --tone: var(--job-progress-color, light-dark(#17734a, #55c98f)); }
  :host([status=failed]) { --tone: var(--job-progress-color, light-dark(#b8232f, #ff9094)); }
  :host([status=cancelled]) { --tone: var(--job-progress-color, light-dark(#746c80, #a9a1b5)); }
  .line { display: flex; gap: 1em; justify-content: space-between; }
  .label, .step { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .step { min-height: 1.4em; font-size: 0.875em; opacity: 0.85; }
  .track { height: 8px; margin: 4px 0; overflow: hidden; border-radius: 4px;
    background: color-mix(in srgb, currentColor 16%, transparent); }
  .bar { height: 100%; border-radius: inherit; background: var(--tone);
    transform: translateX(calc((var(--done, 0) - 1) * 100%)); transition: transform 0.35s ease-out; }
  .unknown .bar { width: 35%; transition: none; animation: wander 1.6s ease-in-out infinite alternate; }
  @keyframes wander { from { transform: translateX(0); } to { transform: translateX(186%); } }
  @media (prefers-reduced-motion: reduce) { .bar { transition: none; animation: none !important; } }
`);

class JobProgress extends HTMLElement {
  static observedAttributes = ['task-id', 'server', 'token'];

  #parts = {};
  #stop = null;
  #isPlanned = false;

  /** The newest known state of the job, or null. */
  job = null;

  /** Why nothing more will come, or null. */
  reason = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [SHEET];
    for (const name of ['label', 'value', 'track', 'bar', 'step']) {
      const part = document.createElement(name === 'label' || name === 'value' ? 'span' : 'div');
      part.className = name;
      part.part.add(name);
      this.#parts[name] = part;
    }
    const { label, value, track, bar, step } = this.#parts;
    const line = document.createElement('div');
    line.className = 'line';
    line.append(label, value);
    track.append(bar);
    track.setAttribute('role', 'progressbar');
    track.setAttribute('aria-valuemin', '0');
    track.setAttribute('aria-valuemax', '100');
    root.append(line, track, step);
  }

  connectedCallback() {
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

  #begin() {
    this.#stop?.();
    this.#stop = null;
    this.job = this.reason = null;
    const id = this.getAttribute('task-id');
    if (id && this.isConnected) {
      this.#draw();
      const options = { server: this.getAttribute('server') || HOME, token: this.getAttribute('token') };
      this.#stop = watchJob(id, (job, state) => this.#take(job, state), options);
    }
  }

  #take(job, { ended, reason }) {
    const isNews = job !== this.job;
    this.job = job;
    this.reason = reason;
    this.#draw();
    if (isNews && job) {
      this.dispatchEvent(new CustomEvent('change', { detail: job, bubbles: true, composed: true }));
    }
    if (ended) {
      this.dispatchEvent(new CustomEvent('end', { detail: job, bubbles: true, composed: true }));
    }
  }

  #draw() {
    const { label, value, track, bar, step } = this.#parts;
    const job = this.job;
    const name = job?.title || this.getAttribute('task-id');
    const done = job ? job.progress : 0;
    const percent = done === null ? null : done < 1 ? Math.min(99, Math.round(done * 100)) : 100;
    label.textContent = name;
    value.textContent = percent === null || !job ? '' : `${percent}\u00a0%`;
    step.textContent = this.#words();
    track.setAttribute('aria-label', name);
    track.classList.toggle('unknown', done === null && this.reason === null);
    bar.style.setProperty('--done', done ?? 0);
    if (percent === null) {
      track.removeAttribute('aria-valuenow');
    } else {
      track.setAttribute('aria-valuenow', String(percent));
    }
    // A terminal status is itself the reason; else the reason says that nobody knows the status any more.
    this.setAttribute('status', this.reason ?? job?.status ?? 'loading');
  }

  #words() {
    const { job, reason } = this;
    if (reason !== null && reason !== job?.status) {
      return { unknown: 'No such job', denied: 'Not allowed' }[reason] ?? 'Forgotten';
    }
    if (job === null) {
      return 'Connecting…';
    }
    return job.error ? `${job.status}: ${job.error}` : job.current_step;
  }
}

if (!customElements.get('job-progress')) {
  customElements.define('job-progress', JobProgress);
}
