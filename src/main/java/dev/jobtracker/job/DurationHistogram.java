package dev.jobtracker.job;

import java.util.Collections;
import java.util.List;

/**
 * A histogram of durations, of what is over or still going on: how many lasted up to each of a few
 * bounds, which are the same for every duration that the tracker measures, and all in all.
 *
 * @param upTo for each of {@link #BOUNDS} how many lasted at most so long
 * @param count how many there are
 * @param seconds how long they lasted together; 0 where only the counts are known
 */
public record DurationHistogram(List<Long> upTo, long count, double seconds) {

  /** The bounds in seconds: from what a person does not notice to a day. */
  public static final List<Double> BOUNDS =
      List.of(0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 3600.0, 21600.0, 86400.0);

  /** No durations at all. */
  public static final DurationHistogram NONE =
      new DurationHistogram(Collections.nCopies(BOUNDS.size(), 0L), 0, 0);

  /** Keeps the list from being changed. */
  public DurationHistogram {
    upTo = List.copyOf(upTo);
  }
}
