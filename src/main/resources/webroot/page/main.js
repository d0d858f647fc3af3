// Puts the parts together: what comes from the socket goes to the list and to the open job.

import { Attention } from './attention.js';
import { Bulk } from './bulk.js';
import { Connection } from './connection.js';
import { Detail } from './detail.js';
import { byId, setHidden, setText } from './dom.js';
import { Filters } from './filters.js';
import { Footing } from './footing.js';
import { JobList } from './job-list.js';
import { Keys } from './keys.js';
import { Pace } from './pace.js';
import { Picks } from './picks.js';
import { listenForAnswers } from './question.js';
import { makeResizable } from './resize.js';
import { ROOT, at } from './root.js';
import { Rows } from './rows.js';
import { Session, isLocked } from './session.js';
import { Socket } from './socket.js';
import { Summary } from './summary.js';
import { Teller } from './teller.js';
import { Trouble } from './trouble.js';
import { ViewState } from './view-state.js';

const FILTERS = ['statuses', 'type', 'labels', 'search', 'since', 'order'];

const door = at('api/ws');
door.protocol = door.protocol.replace('http', 'ws');

const view = new ViewState();
const pace = new Pace();
const picks = new Picks();
const teller = new Teller();
const socket = new Socket(door, isLocked, { state: stateChanged, opened, notified, refused: () => trouble.check() });
const trouble = new Trouble(socket);
const connection = new Connection(() => socket.retryNow());
const session = new Session(() => socket.restart());
const filters = new Filters(view);
const summary = new Summary(socket, counted);
const list = new JobList(socket, view.view, { changed, moved, failed });
const attention = new Attention(socket, view, list);
const footing = new Footing({ list, view, summary, session });
const rows = new Rows({ held: list.held, view, pace, picks, drawn: () => footing.show() });
const detail = new Detail({ socket, view, pace, teller, closed: (id) => rows.focus(id) });

new Bulk({ socket, view, list, picks });
new Keys({ detail, rows, view });
picks.onChange(() => rows.showPicks());
view.onChange((now, before) => {
  if (!FILTERS.every((key) => String(now[key]) === String(before[key]))) {
    setText(byId('list-problem'), '');
    list.show(now);
    rows.relink();
    rows.moved();
  }
});
setInterval(dropUnused, 30_000);
document.body.classList.toggle('alone', view.view.isAlone);
setHidden(byId('all-jobs'), !view.view.isAlone);
byId('all-jobs').href = ROOT;
makeResizable();
listenForAnswers();
socket.connect();

function dropUnused() {
  const isWanted = (id) => list.held.has(id) || id === detail.id;
  pace.keepOnly(isWanted);
  teller.keepOnly(isWanted);
}

function stateChanged(state) {
  if (state.name === 'locked' && connection.wasOpen) {
    // Signed out, or the session ended: nothing of what was shown stays in a page that nobody is signed in to.
    location.reload();
    return;
  }
  connection.show(state);
  if (state.name === 'locked' || state.name === 'open') {
    session.show(state.name === 'locked');
  }
}

function opened() {
  setText(byId('list-problem'), '');
  session.learn();
  summary.refresh();
  list.reconnected();
  detail.connected();
  trouble.check();
}

function notified(method, params) {
  if (method === 'jobs.changed') {
    teller.see(params.job);
    list.notified(params.job);
    detail.notified(params.job);
  } else if (method === 'jobs.removed') {
    picks.remove(params.task_id);
    list.removed(params.task_id);
    detail.removed(params.task_id, params.reason);
  }
  summary.changed();
}

function counted(stats) {
  teller.title({ running: stats.by_status.running });
  filters.offerTypes(Object.keys(stats.by_type));
  attention.look(stats);
  footing.show();
}

function changed(job) {
  pace.see(job);
  teller.see(job);
  filters.suggest(job);
  rows.changed(job);
}

function moved() {
  rows.moved();
}

function failed(sentence) {
  setText(byId('list-problem'), sentence);
}
