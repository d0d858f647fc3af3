package dev.jobtracker.store;

import dev.jobtracker.job.Job;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what a store hands over, in order. */
final class Loaded implements StoreReader {
  /** Each job with when its worker was last heard of. */
  final Map<Job, Long> jobs = new LinkedHashMap<>();

  /** Each id that is gone. */
  final List<String> gone = new ArrayList<>();

  long listened;
  long lastGone;

  static Loaded from(JobStore store) throws StoreException {
    Loaded loaded = new Loaded();
    Turn turn = store.take(loaded, null);
    loaded.listened = turn.listened();
    loaded.lastGone = turn.lastGone();
    return loaded;
  }

  List<Job> inOrder() {
    return List.copyOf(jobs.keySet());
  }

  @Override
  public void job(Job job, long seenAt) {
    jobs.keySet().removeIf(earlier -> earlier.taskId().equals(job.taskId()));
    jobs.put(job, seenAt);
  }

  @Override
  public void gone(String taskId) {
    jobs.keySet().removeIf(job -> job.taskId().equals(taskId));
    gone.add(taskId);
  }

  @Override
  public void cleared() {
    jobs.clear();
  }
}
