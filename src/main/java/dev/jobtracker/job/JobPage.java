package dev.jobtracker.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param jobs the jobs, newest first; may be fewer than asked for even when more follow
 * @param nextPageToken what to ask the next page with; null = this is the last one
 */
public record JobPage(List<Job> jobs, @Nullable String nextPageToken) {
  /** Keeps its own list. */
  public JobPage {
    jobs = List.copyOf(jobs);
  }
}
