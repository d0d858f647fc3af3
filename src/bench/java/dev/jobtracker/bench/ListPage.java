package dev.jobtracker.bench;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.map.Jobs;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.JsonText;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Event-loop time of one page of 100 jobs as JSON, with a million jobs held. */
final class ListPage {
  private static final int HELD = 1_000_000;

  /** So many lists that the compiler has done its work before the half of them that counts. */
  private static final int ROUNDS = 20_000;

  private ListPage() {}

  static List<Figure> measure() {
    Jobs jobs = HeldJobs.empty(HELD);
    HeldJobs.finish(jobs, HELD / 2);
    HeldJobs.run(jobs, HELD / 2);
    JobFilter one = new JobFilter(EnumSet.of(JobStatus.FAILED), "import0", Map.of(), null);
    JobFilter three =
        new JobFilter(
            EnumSet.of(JobStatus.FAILED, JobStatus.COMPLETED, JobStatus.RUNNING),
            null,
            Map.of(),
            null);
    JobFilter labels = new JobFilter(EnumSet.noneOf(JobStatus.class), null, Map.of("a", "b"), null);
    return List.of(
        figure("page of all", jobs, JobFilter.ALL, null),
        figure("page by status and type", jobs, one, null),
        figure("page by three statuses", jobs, three, null),
        figure("page from the middle", jobs, three, middle(jobs, three)),
        figure("page by a label that no job has", jobs, labels, null));
  }

  private static String middle(Jobs jobs, JobFilter filter) {
    String token = null;
    for (int i = 0; i < HELD / 400; i++) {
      token = jobs.list(new JobQuery(filter, 100, token)).nextPageToken();
    }
    return token;
  }

  private static Figure figure(String work, Jobs jobs, JobFilter filter, @Nullable String token) {
    JobQuery query = new JobQuery(filter, 100, token);
    long[] nanos = new long[ROUNDS];
    for (int i = 0; i < 2 * ROUNDS; i++) {
      long start = System.nanoTime();
      JobPage page = jobs.list(query);
      JsonText.bytes(JobJson.write(page));
      nanos[i % ROUNDS] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return Figure.of(work + ", 1 M held", nanos[ROUNDS / 2] / 1e3, "us", "under 1000");
  }
}
