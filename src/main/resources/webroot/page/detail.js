// The open job: a panel beside the list, or over it where there is no room.

import { Actions } from './actions.js';
import { Again } from './again.js';
import { filterBy, idNodes } from './chips.js';
import { byId, copyFrom, element, oncePerFrame, setAttribute, setHidden, setText } from './dom.js';
import { counts, ending, isLive, leftRange, nameOf, note, percent, rateOf } from './format.js';
import { jsonNodes } from './links.js';
import { Record } from './record.js';
import { at } from './root.js';
import { Bar } from './row.js';
import { Sparkline } from './sparkline.js';
import { isOlder } from './version.js';

const NARROW = matchMedia('(max-width: 900px)');

export class Detail {
  #panel = byId('detail');
  #socket;
  #view;
  #pace;
  #teller;
  #closed;
  #id = null;
  #watch = null;
  #turn = 0;
  #again = new Again();
  #job = null;
  #gone = false;
  #actions;
  #record = new Record();
  #spark = new Sparkline();
  #bar = new Bar();
  #status = element('span', { cls: 'status' });
  #note = element('span', { cls: 'note' });
  #percent = element('span', { cls: 'percent' });
  #step = element('p', { cls: 'step' });
  #measure = element('p', { cls: 'measure-text' });
  #result = null;
  #draw = oncePerFrame(() => this.#drawNow());

  /** `closed(id)` is called when the panel goes, with the job that it showed. */
  constructor({ socket, view, pace, teller, closed }) {
    this.#socket = socket;
    this.#view = view;
    this.#pace = pace;
    this.#teller = teller;
    this.#closed = closed;
    this.#actions = new Actions(socket, teller);
    byId('detail-progress').append(
      element('p', { cls: 'state' }, this.#status, this.#note, this.#percent), this.#bar.node, this.#step, this.#measure);
    this.#listen();
    view.onChange((now, before) => now.job !== before.job && this.#open(now.job));
    setInterval(() => this.#job && this.#draw(), 1000);
  }

  get id() {
    return this.#id;
  }

  /** A job that the URL names opens with the first connection: before it, a token may be asked for. */
  connected() {
    this.#watch = null;
    if (this.#id) {
      this.#follow(this.#id, true);
    } else if (this.#view.view.job) {
      this.#open(this.#view.view.job);
    }
  }

  notified(job) {
    // Before our own watch is in place a job may come without its result; such a state is no news here.
    if (job.task_id === this.#id && 'result' in job && !isOlder(job, this.#job)) {
      this.#take(job);
    }
  }

  removed(id, reason) {
    if (id === this.#id && reason !== 'left') {
      this.#isGone(`This job was forgotten by the server (${reason}). This is the last that was known of it.`);
    }
  }

  #listen() {
    byId('detail-close').addEventListener('click', () => this.close());
    this.#panel.addEventListener('cancel', (event) => {
      event.preventDefault(); // Escape on the modal panel: closed by the same way as all else.
      this.close();
    });
    NARROW.addEventListener('change', () => this.#id && this.#show());
    byId('copy-id').addEventListener('click', (event) => copyFrom(event.target, this.#id));
    byId('copy-error').addEventListener('click', (event) => copyFrom(event.target, this.#job.error));
    byId('copy-result').addEventListener('click', (event) => copyFrom(event.target, byId('detail-result').querySelector('pre').textContent));
    byId('detail-labels').addEventListener('click', (event) => filterBy(event.target, this.#view));
    byId('detail-id').addEventListener('click', (event) => filterBy(event.target, this.#view));
  }

  close() {
    this.#view.change({ job: null });
  }

  #open(id) {
    const before = this.#id;
    this.#turn++;
    this.#again.cancel();
    this.#unwatch();
    this.#id = id;
    this.#job = null;
    if (id === null) {
      this.#panel.close();
      document.body.classList.remove('with-detail');
      this.#teller.title({ open: null });
      this.#closed(before);
      return;
    }
    this.#gone = false;
    setText(byId('detail-notice'), 'Loading…');
    setHidden(byId('detail-job'), true);
    this.#actions.hide();
    setText(byId('detail-title'), id);
    setText(byId('detail-id'), '');
    byId('own-page').href = at(`jobs/${encodeURIComponent(id)}`);
    this.#show();
    byId('detail-body').scrollTop = 0;
    byId('detail-title').focus({ preventScroll: true });
    if (this.#socket.isOpen) {
      this.#follow(id, false);
    }
  }

  #show() {
    this.#panel.close();
    if (NARROW.matches && !this.#view.view.isAlone) {
      this.#panel.showModal();
    } else {
      this.#panel.show();
    }
    document.body.classList.add('with-detail');
  }

  /** After a reconnect the first state holds whatever its revision: the server may be another one. */
  async #follow(id, isAnew) {
    const turn = ++this.#turn;
    this.#again.cancel();
    try {
      const { watch, jobs } = await this.#socket.call('jobs.watch', { task_id: id });
      if (turn !== this.#turn) {
        this.#socket.call('jobs.unwatch', { watch }).catch(() => {});
        return;
      }
      this.#watch = watch;
      this.#gone = false;
      jobs.filter((job) => isAnew || !isOlder(job, this.#job)).forEach((job) => this.#take(job));
    } catch (e) {
      if (turn !== this.#turn) {
        return;
      }
      if (e.isPassing) {
        this.#again.plan(() => this.#follow(id, isAnew)); // It says nothing of the job.
      } else if (e.status) {
        this.#isGone(e.status === 404 ? `No job has the id ${id}.` : e.message);
      }
    }
  }

  #unwatch() {
    if (this.#watch !== null) {
      this.#socket.call('jobs.unwatch', { watch: this.#watch }).catch(() => {});
      this.#watch = null;
    }
  }

  #take(job) {
    this.#job = job;
    this.#pace.see(job);
    this.#draw();
  }

  #isGone(sentence) {
    this.#gone = true;
    this.#watch = null;
    setText(byId('detail-notice'), sentence);
    this.#draw();
  }

  #drawNow() {
    const job = this.#job;
    if (!job || job.task_id !== this.#id) {
      return;
    }
    if (!this.#gone) {
      setText(byId('detail-notice'), '');
    }
    setHidden(byId('detail-job'), false);
    if (byId('detail-id').textContent !== job.task_id) {
      byId('detail-id').replaceChildren(...idNodes(job, 'button'));
    }
    setText(byId('detail-title'), nameOf(job));
    this.#drawProgress(job);
    this.#drawOutcome(job);
    this.#record.show(job);
    this.#actions.show(job, this.#gone);
    this.#spark.show(this.#gone || !isLive(job) ? [] : this.#pace.samples(job.task_id));
    this.#teller.title({ open: job });
  }

  #drawProgress(job) {
    const live = isLive(job);
    setAttribute(this.#panel, 'data-status', job.stalled ? 'stalled' : job.status);
    setText(this.#status, live ? job.status : ending(job));
    setText(this.#note, note(job));
    setText(this.#step, live ? job.current_step : '');
    this.#bar.show(job);
    this.#bar.node.classList.toggle('visually-hidden', !live);
    const value = live ? percent(job) : null;
    setText(this.#percent, value === null ? '' : `${value}\u00a0%`);
    const range = this.#pace.range(job);
    const rate = this.#pace.perSecond(job);
    const parts = [counts(job), rate && rateOf(rate, job.unit), range && leftRange(range)];
    setText(this.#measure, live ? parts.filter(Boolean).join(' · ') : '');
  }

  /** The first line of an error is what a person reads; the rest is for who knows the code. */
  #drawOutcome(job) {
    setHidden(byId('detail-error'), job.error === null);
    const pre = byId('detail-error').querySelector('pre');
    const error = job.error ?? '';
    if (pre.textContent !== error) {
      const [first, ...rest] = error.split('\n');
      pre.replaceChildren(element('b', { text: first }), rest.length > 0 ? `\n${rest.join('\n')}` : '');
    }
    setHidden(byId('detail-result'), job.result === null);
    if (this.#result !== job.result) {
      this.#result = job.result;
      byId('detail-result').querySelector('pre').replaceChildren(...jsonNodes(JSON.stringify(job.result, null, 2)));
    }
  }
}
