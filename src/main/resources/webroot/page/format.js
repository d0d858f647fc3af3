// Numbers and times in words. Everything here is a pure function of its arguments.

const NUMBER = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const RATE = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 });
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const TERMINAL = new Set(['completed', 'failed', 'cancelled']);

export const isLive = (job) => !TERMINAL.has(job.status);

export const nameOf = (job) => job.title || job.task_id;

export const number = (value) => NUMBER.format(value);

export const local = (instant) => LOCAL.format(new Date(instant));

/** The time of day alone where it is today's. */
export const brief = (instant) => {
  const isToday = new Date(instant).toDateString() === new Date().toDateString();
  return isToday ? clock(new Date(instant)) : local(instant);
};

export const clock = (millis) => CLOCK.format(new Date(millis));

/** Whole per cent, or null where nobody knows. What is not done never reads 100. */
export function percent(job) {
  if (job.progress === null) {
    return null;
  }
  return job.progress < 1 ? Math.min(99, Math.round(job.progress * 100)) : 100;
}

/** A fraction as it is read in a sentence, finer than the bars need it. */
export const percentOf = (progress) => `${(100 * progress).toFixed(1)}\u00a0%`;

/** "312 of 900 files", "312 files", or an empty text. */
export function counts(job) {
  if (job.done === null && job.total === null) {
    return '';
  }
  const done = number(job.done ?? 0);
  const unit = job.unit ? ` ${job.unit}` : '';
  return job.total === null ? `${done}${unit}` : `${done} of ${number(job.total)}${unit}`;
}

/** What the page says of a live job beside its status. */
export function note(job) {
  return [job.stalled && 'stalled', job.cancel_requested && isLive(job) && 'stop asked'].filter(Boolean).join(', ');
}

/** What became of a job that is over: what it took or why it ended, and how much it did or how long it ran. */
export function outcome(job) {
  const seconds = ran(job);
  const time = seconds === null ? '' : seconds < 1 ? '< 1\u00a0s' : duration(seconds);
  if (job.status === 'completed') {
    return { text: time && `took ${time}`, more: isDone(job) ? counts({ ...job, total: null }) : '' };
  }
  const why = job.error ?? job.cancel_reason ?? (job.status === 'failed' ? 'no reason was given' : '');
  return { text: why.split('\n', 1)[0], more: time && `after ${time}` };
}

const isDone = (job) => job.done !== null && (job.total === null || job.done >= job.total);

/** The same as a sentence. */
export function ending(job) {
  const { text, more } = outcome(job);
  return job.status === 'completed'
    ? ['completed', text.replace('took', 'in'), more && `· ${more}`].filter(Boolean).join(' ')
    : [job.status, more, job.status === 'cancelled' && text && `: ${text}`].filter(Boolean).join(' ').replace(' :', ':');
}

/** One unit, as ages are read: "12 s", "3 min", "5 h", "2 d". */
export function short(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) {
    return `${whole} s`;
  }
  if (whole < HOUR) {
    return `${Math.floor(whole / MINUTE)} min`;
  }
  return whole < DAY ? `${Math.floor(whole / HOUR)} h` : `${Math.floor(whole / DAY)} d`;
}

/** Two units, as durations are read: "1.4 s", "3 min 20 s", "5 h 2 min". */
export function duration(seconds) {
  const value = Math.max(0, seconds);
  if (value < 10) {
    return `${value.toFixed(1)} s`;
  }
  const whole = Math.round(value);
  if (whole < MINUTE) {
    return `${whole} s`;
  }
  if (whole < HOUR) {
    return `${Math.floor(whole / MINUTE)} min ${whole % MINUTE} s`;
  }
  if (whole < DAY) {
    return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
  }
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`;
}

/** An estimate is said as roughly as it is known. */
export function left(seconds) {
  if (seconds < 10) {
    return 'seconds left';
  }
  if (seconds <= 50) {
    return `~${Math.ceil(seconds / 10) * 10} s left`;
  }
  if (seconds < HOUR) {
    return `~${Math.ceil(seconds / MINUTE)} min left`;
  }
  return seconds < DAY ? `~${Math.round(seconds / HOUR)} h left` : `~${Math.round(seconds / DAY)} d left`;
}

/** The same as a range, for who looks at one job: "2 to 3 min left". */
export function leftRange({ from, to }) {
  const [step, unit, name] =
    to < 2 * MINUTE ? [10, 1, 's'] : to < 2 * HOUR ? [MINUTE, MINUTE, 'min'] : [HOUR, HOUR, 'h'];
  const low = (Math.floor(from / step) * step) / unit;
  const high = (Math.ceil(to / step) * step) / unit;
  return low < high ? `${low} to ${high} ${name} left` : `${high} ${name} left`;
}

/** "14 files/s", or "8 files/min" where a second is too short. */
export function rateOf(perSecond, unit) {
  const [value, per] = perSecond < 0.5 ? [perSecond * MINUTE, 'min'] : [perSecond, 's'];
  return `${RATE.format(value)} ${unit ?? ''}/${per}`.replace(' /', ' per ');
}

/** Seconds that a job ran or runs, or null when it never did. */
export function ran(job) {
  return job.started_at === null ? null : Math.max(0, secondsBetween(job.started_at, job.finished_at ?? new Date()));
}

export const secondsBetween = (from, to) => (new Date(to) - new Date(from)) / 1000;

/** A browser's clock may be behind the server's: nothing is ever younger than now. */
export const secondsSince = (instant) => Math.max(0, (Date.now() - Date.parse(instant)) / 1000);
