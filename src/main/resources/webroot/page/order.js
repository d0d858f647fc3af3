// In which order jobs are listed. What needs somebody comes first, but only in the usual order of an unfiltered list:
// who chose something else knows what he wants to see.

const LATELY = 3_600; // Seconds for which a failure is news,
const PATIENCE = 30; // and in which a worker should have stopped when it was asked to.
const MOST_FIRST = 5; // More are shown in their places, or the list would be nothing else.

const down = (a, b) => (a < b ? 1 : a > b ? -1 : 0);
const newest = (a, b) => down(a.created_at, b.created_at) || down(a.task_id, b.task_id);
const seconds = (instant) => (Date.now() - Date.parse(instant)) / 1_000;

const isRunning = (job) => job.status === 'running';

/** For how long it ran, in ms; what never began comes last. */
const ran = (job) => (job.started_at === null ? -1 : Date.parse(job.finished_at) - Date.parse(job.started_at));

/** What runs comes first. Of two that run, the one that began earlier runs longer, be it by a microsecond. */
const longest = (a, b) =>
  down(isRunning(a), isRunning(b)) ||
  (isRunning(a) ? down(b.started_at, a.started_at) : ran(b) - ran(a)) ||
  newest(a, b);

const ORDER = {
  newest,
  longest,
  finished: (a, b) => down(a.finished_at ?? '', b.finished_at ?? '') || newest(a, b),
};

/** Whether somebody should look: it failed lately, it is stalled, or it was asked to stop and goes on. */
export function needsAttention(job) {
  return (
    job.stalled ||
    (job.status === 'failed' && seconds(job.finished_at) < LATELY) ||
    (job.status === 'running' && job.cancel_requested && seconds(job.updated_at) > PATIENCE)
  );
}

/** The jobs in the order of a view. */
export function inOrder(jobs, { order, isFiltered }) {
  const sorted = [...jobs].sort(ORDER[order]);
  if (order !== 'newest' || isFiltered) {
    return sorted;
  }
  const first = new Set(sorted.filter(needsAttention).slice(0, MOST_FIRST));
  return [...first, ...sorted.filter((job) => !first.has(job))];
}
