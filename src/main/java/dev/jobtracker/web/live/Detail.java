package dev.jobtracker.web.live;

/** How much of a job a watcher is told. */
public enum Detail {
  /** It watches the job itself, and gets all of it. */
  FULL,
  /** Only a filter matches, so the result is left out. */
  LEAN,
  /** The job is removed, or no filter matches any more. */
  GONE
}
