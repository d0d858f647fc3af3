// What can be done with the open job. Each asks first, but for the notification, which undoes itself.

import { byId, setAttribute, setHidden, setText } from './dom.js';
import { isLive, nameOf } from './format.js';
import { needsAttention } from './order.js';
import { ask } from './question.js';

export class Actions {
  #socket;
  #teller;
  #job = null;

  constructor(socket, teller) {
    this.#socket = socket;
    this.#teller = teller;
    byId('cancel').addEventListener('click', () => this.#askToCancel());
    byId('mark-failed').addEventListener('click', () => this.#askToMark());
    byId('bell').addEventListener('click', () => this.#toggleBell());
    byId('forget').addEventListener('click', () => this.#askToForget());
  }

  /** Until it is known what the job is. */
  hide() {
    for (const action of [...byId('detail-actions').children, byId('bell')]) {
      setHidden(action, true);
    }
  }

  /** What may be done with the job, by its state; what this caller may do with any, a style says. */
  show(job, isGone) {
    const isOver = isGone || !isLive(job);
    this.#job = job;
    setHidden(byId('cancel'), isOver);
    byId('cancel').disabled = job.cancel_requested;
    setText(byId('cancel'), job.cancel_requested ? 'Asked to stop' : 'Cancel job');
    setHidden(byId('mark-failed'), isOver || !needsAttention(job));
    setHidden(byId('forget'), isGone);
    setHidden(byId('bell'), isOver || !('Notification' in globalThis));
    setAttribute(byId('bell'), 'aria-pressed', String(this.#teller.hasBell(job.task_id)));
  }

  async #toggleBell() {
    const { task_id: id } = this.#job;
    const isSet = await this.#teller.setBell(id, !this.#teller.hasBell(id));
    setAttribute(byId('bell'), 'aria-pressed', String(isSet));
  }

  #askToCancel() {
    const { task_id: id } = this.#job;
    ask({
      title: 'Cancel this job?',
      text: `${nameOf(this.#job)}: its worker is asked to stop. A job that has not started ends at once.`,
      yes: 'Cancel job',
      withReason: true,
      run: (reason) => this.#socket.call('jobs.cancel', { task_id: id, ...(reason && { reason }) }),
    });
  }

  #askToMark() {
    const { task_id: id } = this.#job;
    ask({
      title: 'Mark this job as failed?',
      text: `${nameOf(this.#job)}: for a job whose worker is dead. A worker that lives will find it over.`,
      yes: 'Mark as failed',
      withReason: true,
      run: (reason) =>
        this.#socket.call('jobs.update', { task_id: id, status: 'failed', error: reason || 'marked as failed by hand' }),
    });
  }

  #askToForget() {
    const { task_id: id } = this.#job;
    const worker = isLive(this.#job) ? ' It is not over: its worker is not told, and its next update fails.' : '';
    ask({
      title: 'Delete this record?',
      text: `${nameOf(this.#job)}: its record goes for good.${worker}`,
      yes: 'Delete record',
      run: () => this.#socket.call('jobs.delete', { task_id: id }),
    });
  }
}
