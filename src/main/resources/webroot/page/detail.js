// The open job: a panel beside the list, or over it where there is no room.

import { byId, copyFrom, element, oncePerFrame, setAttribute, setHidden, setText } from './dom.js';
import { counts, isLive, left, nameOf, note, percent, took } from './format.js';
import { ask } from './question.js';
import { Record } from './record.js';
import { Bar } from './row.js';
import { Sparkline } from './sparkline.js';

const NARROW = matchMedia('(max-width: 900px)');

export class Detail {
  #panel = byId('detail');
  #socket;
  #view;
  #pace;
  #closed;
  #id = null;
  #watch = null;
  #job = null;
  #gone = false;
  #record = new Record();
  #spark = new Sparkline();
  #bar = new Bar();
  #status = element('span', { cls: 'status' });
  #note = element('span', { cls: 'note' });
  #percent = element('span', { cls: 'percent' });
  #step = element('p', { cls: 'step' });
  #measure = element('p', { cls: 'measure-text' });
  #result = '';
  #draw = oncePerFrame(() => this.#drawNow());

  /** `closed(id)` is called when the panel goes, with the job that it showed. */
  constructor(socket, view, pace, closed) {
    this.#socket = socket;
    this.#view = view;
    this.#pace = pace;
    this.#closed = closed;
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
    if (job.task_id === this.#id && 'result' in job && !(job.revision < this.#job?.revision)) {
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
    byId('copy-result').addEventListener('click', (event) => copyFrom(event.target, this.#result));
    byId('cancel').addEventListener('click', () => this.#askToCancel());
    byId('forget').addEventListener('click', () => this.#askToForget());
    byId('detail-labels').addEventListener('click', (event) => this.#filterBy(event.target.dataset.label));
  }

  close() {
    this.#view.change({ job: null });
  }

  #open(id) {
    const before = this.#id;
    this.#unwatch();
    this.#id = id;
    this.#job = null;
    if (id === null) {
      this.#panel.close();
      document.body.classList.remove('with-detail');
      this.#closed(before);
      return;
    }
    this.#gone = false;
    setText(byId('detail-notice'), 'Loading…');
    setHidden(byId('detail-job'), true);
    setHidden(byId('cancel'), true);
    setHidden(byId('forget'), true);
    setText(byId('detail-title'), id);
    setText(byId('detail-id'), id);
    this.#show();
    byId('detail-body').scrollTop = 0;
    byId('detail-title').focus({ preventScroll: true });
    if (this.#socket.isOpen) {
      this.#follow(id, false);
    }
  }

  #show() {
    this.#panel.close();
    if (NARROW.matches) {
      this.#panel.showModal();
    } else {
      this.#panel.show();
    }
    document.body.classList.add('with-detail');
  }

  /** After a reconnect the first state holds whatever its revision: the server may be another one. */
  async #follow(id, isAnew) {
    try {
      const { watch, jobs } = await this.#socket.call('jobs.watch', { task_id: id });
      if (id !== this.#id) {
        this.#socket.call('jobs.unwatch', { watch }).catch(() => {});
        return;
      }
      this.#watch = watch;
      this.#gone = false;
      jobs.filter((job) => isAnew || !(job.revision < this.#job?.revision)).forEach((job) => this.#take(job));
    } catch (e) {
      if (id === this.#id && e.status) {
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
    setText(byId('detail-title'), nameOf(job));
    this.#drawProgress(job);
    this.#drawOutcome(job);
    this.#record.show(job);
    const isOver = this.#gone || !isLive(job);
    setHidden(byId('cancel'), isOver);
    byId('cancel').disabled = job.cancel_requested;
    setText(byId('cancel'), job.cancel_requested ? 'Asked to stop' : 'Cancel job');
    setHidden(byId('forget'), this.#gone);
    this.#spark.show(isOver ? [] : this.#pace.samples(job.task_id));
  }

  #drawProgress(job) {
    setAttribute(this.#panel, 'data-status', job.stalled ? 'stalled' : job.status);
    setText(this.#status, job.status);
    setText(this.#note, note(job));
    setText(this.#step, job.current_step);
    this.#bar.show(job);
    const value = percent(job);
    const estimate = this.#pace.secondsLeft(job);
    setText(this.#percent, value === null ? '' : `${value}\u00a0%`);
    setText(this.#measure, [counts(job), estimate === null ? took(job) : left(estimate)].filter(Boolean).join(' · '));
  }

  #drawOutcome(job) {
    setHidden(byId('detail-error'), job.error === null);
    setText(byId('detail-error').querySelector('pre'), job.error ?? '');
    setHidden(byId('detail-result'), job.result === null);
    this.#result = job.result === null ? '' : JSON.stringify(job.result, null, 2);
    setText(byId('detail-result').querySelector('pre'), this.#result);
  }

  #askToCancel() {
    const id = this.#id;
    ask({
      title: 'Cancel this job?',
      text: `${nameOf(this.#job)}: its worker is asked to stop. A job that has not started ends at once.`,
      yes: 'Cancel job',
      withReason: true,
      run: (reason) => this.#socket.call('jobs.cancel', { task_id: id, ...(reason && { reason }) }),
    });
  }

  #askToForget() {
    const id = this.#id;
    const worker = isLive(this.#job) ? ' It is not over: its worker is not told, and its next update fails.' : '';
    ask({
      title: 'Forget this job?',
      text: `${nameOf(this.#job)}: its record goes for good.${worker}`,
      yes: 'Forget job',
      run: () => this.#socket.call('jobs.delete', { task_id: id }),
    });
  }

  #filterBy(label) {
    const { labels } = this.#view.view;
    if (label && !labels.includes(label)) {
      this.#view.change({ labels: [...labels, label] });
    }
  }
}
