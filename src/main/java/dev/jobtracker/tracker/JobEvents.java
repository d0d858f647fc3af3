package dev.jobtracker.tracker;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.map.JobListener;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what changed, at the tracker's own pace (contract, section 6). Time is cut into
 * intervals while there is anything to say:
 *
 * <pre>
 *   quiet job, quiet tracker   a change is published at once
 *   same job again             waits for the end of the interval, the newest state wins
 *   a job that changes often   has one state published per interval
 *   busy tracker               after AT_ONCE publications all others wait for the end
 * </pre>
 *
 * <p>So a reader may miss a state in between and never the newest one, and the order of each job's
 * states is kept. What waits is bounded by the number of jobs that changed. Used by the tracker's
 * event loop only.
 */
final class JobEvents implements JobListener {
  /** How many publications an interval may have before its end. */
  private static final int AT_ONCE = 256;

  /** How many are made at its end before the event loop gets to do something else. */
  private static final int SLICE = 256;

  /** A job with more changes in an interval than this changes often. */
  private static final int OFTEN = 2;

  private static final DeliveryOptions CHANGED =
      new DeliveryOptions().addHeader(Addresses.EVENT, Addresses.CHANGED);
  private static final DeliveryOptions REMOVED =
      new DeliveryOptions().addHeader(Addresses.EVENT, Addresses.REMOVED);

  /** What a job still has to say: its newest state, its removal, or both in this order. */
  private static final class Pending {
    private @Nullable Job state;
    private @Nullable Job removed;
    private @Nullable Removal removal;
    private int changes;
  }

  private final Vertx vertx;
  private final Outlet outlet;
  private final long intervalMillis;

  /** What changed in the present interval, told or not. */
  private Map<String, Pending> interval = new LinkedHashMap<>();

  /** What is left of the interval before, of which some may have nothing more to say. */
  private Map<String, Pending> late = new LinkedHashMap<>();

  private int publishedAtOnce;
  private boolean ticking;

  JobEvents(Outlet outlet, Duration interval) {
    this.vertx = outlet.vertx();
    this.outlet = outlet;
    this.intervalMillis = interval.toMillis();
  }

  @Override
  public void changed(@Nullable Job before, Job job) {
    Pending pending = pendingOf(job.taskId());
    if (pending.removal != null) {
      // The id is used again while its former job's end is still to be told.
      publish(job.taskId(), pending);
    }
    pending.state = job;
    settle(job.taskId(), pending);
  }

  @Override
  public void removed(Job job, Removal reason) {
    Pending pending = pendingOf(job.taskId());
    pending.removed = job;
    pending.removal = reason;
    settle(job.taskId(), pending);
  }

  private Pending pendingOf(String taskId) {
    Pending pending = late.get(taskId);
    return pending != null ? pending : interval.computeIfAbsent(taskId, id -> new Pending());
  }

  /** Publishes now where that is allowed, else leaves it for the end of the interval. */
  private void settle(String taskId, Pending pending) {
    pending.changes++;
    if (!ticking) {
      ticking = true;
      vertx.setTimer(intervalMillis, timer -> endInterval());
    }
    if (pending.changes == 1 && publishedAtOnce < AT_ONCE) {
      publishedAtOnce++;
      publish(taskId, pending);
    }
  }

  private void endInterval() {
    late = interval;
    interval = new LinkedHashMap<>();
    publishedAtOnce = 0;
    publishLate();
  }

  /** Publishes a slice of what is late; the next interval ends when nothing is. */
  private void publishLate() {
    Iterator<Map.Entry<String, Pending>> entries = late.entrySet().iterator();
    for (int i = 0; i < SLICE && entries.hasNext(); i++) {
      Map.Entry<String, Pending> entry = entries.next();
      entries.remove();
      Pending pending = entry.getValue();
      publish(entry.getKey(), pending);
      if (pending.changes > OFTEN) {
        pending.changes = 1;
        interval.put(entry.getKey(), pending);
      }
    }
    if (!late.isEmpty()) {
      vertx.runOnContext(next -> publishLate());
    } else if (interval.isEmpty()) {
      ticking = false;
    } else {
      vertx.setTimer(intervalMillis, timer -> endInterval());
    }
  }

  /** Publishes all that waits, because there will be no end of an interval any more. */
  void flush() {
    late.forEach(this::publish);
    late.clear();
    interval.forEach(this::publish);
    interval.clear();
  }

  private void publish(String taskId, Pending pending) {
    if (pending.state != null) {
      outlet.publish(taskId, pending.state, CHANGED);
      pending.state = null;
    }
    if (pending.removed != null && pending.removal != null) {
      outlet.publish(
          taskId, JobJson.writeRemoval(taskId, pending.removal), optionsOf(pending.removed));
      pending.removed = null;
      pending.removal = null;
    }
  }

  /**
   * The labels go along, so that a reader knows of a job he never saw whether he may hear of it.
   */
  private static DeliveryOptions optionsOf(Job removed) {
    return removed.labels().isEmpty()
        ? REMOVED
        : new DeliveryOptions(REMOVED)
            .addHeader(Addresses.LABELS, RequestJson.writeLabels(removed.labels()).encode());
  }
}
