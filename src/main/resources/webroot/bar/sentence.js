// The line of words below a bar.

/** What is said of a job as a bar knows it: `{job, reason, offline}`. */
export function sentence({ job, reason, offline }, { word, clock }, { showsError, hasTrouble }) {
  if (offline) {
    return word('offline').replace('{time}', clock(offline));
  }
  if (!job || (reason !== null && reason !== job.status)) {
    return word(reason ?? 'connecting');
  }
  if (job.error) {
    const why = showsError ? job.error : reason === 'failed' && word('problem');
    return [word(job.status), why].filter(Boolean).join(': ');
  }
  const live = reason === null;
  const also = [
    job.stalled && word('stalled'),
    live && job.cancel_requested && word('cancel_requested'),
    (hasTrouble || reason === 'failed') && word('problem'),
    live && job.current_step,
  ];
  return [word(job.status), ...also].filter(Boolean).join(' · ');
}
