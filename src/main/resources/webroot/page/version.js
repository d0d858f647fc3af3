// Which of two states of a job is the older one.

/** A server that was begun anew may be given a job back: then it is another record, and revisions count from 1 again. */
export const isOlder = (job, before) => job.created_at === before?.created_at && job.revision < before.revision;
