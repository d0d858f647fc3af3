package dev.jobtracker.web.limit;

import dev.jobtracker.job.JobException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many WebSockets, event streams and waiting polls there may be at once, over all instances:
 * {@code live.max_sockets}. One more is refused with 503. The link of another node takes no seat.
 */
public final class Seats {
  private final AtomicInteger taken;
  private final int limit;
  private final LimitHits hits;

  /** Counts in a number that the instances of a deployment share. */
  public Seats(AtomicInteger taken, int limit, LimitHits hits) {
    this.taken = taken;
    this.limit = limit;
    this.hits = hits;
  }

  /** Takes a seat, to be left once. */
  public void take() {
    if (!tryTake()) {
      throw allTaken();
    }
  }

  /** Takes a seat, to be left once, or returns false where none is free. */
  public boolean tryTake() {
    if (taken.incrementAndGet() > limit) {
      taken.decrementAndGet();
      hits.count(Limit.MAX_SOCKETS);
      return false;
    }
    return true;
  }

  /** Refuses where a seat could not be taken now. */
  public void requireFree() {
    if (taken.get() >= limit) {
      hits.count(Limit.MAX_SOCKETS);
      throw allTaken();
    }
  }

  private JobException allTaken() {
    return JobException.unavailable("live.max_sockets: all " + limit + " of them are in use");
  }

  /** Leaves a seat. */
  public void leave() {
    taken.decrementAndGet();
  }
}
