package dev.jobtracker.job;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The five states of a job, a closed set, and the moves between them (contract, section 2). */
public enum JobStatus {
  /** Created, and no worker has reported yet. */
  PENDING,
  /** A worker has reported progress or a step. */
  RUNNING,
  /** Ended well. */
  COMPLETED,
  /** Ended with an error, or lost. */
  FAILED,
  /** Ended because somebody asked for it. */
  CANCELLED;

  /** Every move that is allowed; what is not in this table is refused. */
  private static final Map<JobStatus, Set<JobStatus>> ALLOWED =
      Map.of(
          PENDING, EnumSet.allOf(JobStatus.class),
          RUNNING, EnumSet.of(RUNNING, COMPLETED, FAILED, CANCELLED),
          COMPLETED, EnumSet.of(COMPLETED),
          FAILED, EnumSet.of(FAILED),
          CANCELLED, EnumSet.of(CANCELLED));

  private final String text = name().toLowerCase(Locale.ROOT);

  /** Returns the state of this name, or null where there is none. */
  public static @Nullable JobStatus of(String text) {
    for (JobStatus status : values()) {
      if (status.text.equals(text)) {
        return status;
      }
    }
    return null;
  }

  /** Returns the name that callers see, for example {@code "running"}. */
  public String text() {
    return text;
  }

  /** Returns whether a job in this state has ended for good. */
  public boolean isTerminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** Returns whether a job in this state may be told to be in {@code next}; staying is allowed. */
  public boolean canBecome(JobStatus next) {
    return ALLOWED.get(this).contains(next);
  }
}
