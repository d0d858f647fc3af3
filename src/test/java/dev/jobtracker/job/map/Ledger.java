package dev.jobtracker.job.map;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Removal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a map of jobs tells its listener, in order. */
final class Ledger implements JobListener {
  /** Each job as it was announced. */
  final List<Job> changes = new ArrayList<>();

  /** Each removal as {@code "id reason"}. */
  final List<String> removals = new ArrayList<>();

  @Override
  public void changed(@Nullable Job before, Job job) {
    changes.add(job);
  }

  @Override
  public void removed(Job job, Removal reason) {
    removals.add(job.taskId() + " " + reason.text());
  }

  Job last() {
    return changes.get(changes.size() - 1);
  }
}
