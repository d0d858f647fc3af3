package dev.jobtracker.job;

import java.util.Locale;

/** Hears of every change of the map, after it was made, on the thread that made it. */
public interface JobListener {

  /** A job was created or has a new revision. */
  void changed(Job job);

  /** A job was forgotten; its id answers "gone" from now on. */
  void removed(String taskId, Removal reason);

  /** Why a job was forgotten (contract, section 6). */
  enum Removal {
    /** Somebody deleted it. */
    DELETED,
    /** It had ended, and its retention was over. */
    EXPIRED,
    /** It had ended, and the map was full. */
    EVICTED,
    /** Somebody cleared the tracker. */
    CLEARED;

    /** Returns the name that callers see, for example {@code "expired"}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
