package dev.jobtracker.job.map;

import static dev.jobtracker.job.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobLimits;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists and counts by labels whose keys are indexed: contract sections 4 and 13. */
class LabelIndexTest {
  private static final int COMMANDS = 6_000;

  private final TestClock clock = new TestClock();
  private final Jobs jobs = jobs(Set.of("tenant", "user"));

  private Jobs jobs(Set<String> indexed) {
    Duration day = Duration.ofDays(1);
    Duration hour = Duration.ofHours(1);
    return new Jobs(new JobLimits(100_000, 10, hour, day, hour, day, indexed), clock, new Ledger());
  }

  private Job create(Jobs where, String type, Map<String, String> labels) {
    return where.create(NewJob.of(type).withLabels(labels)).job();
  }

  private static JobQuery of(Map<String, String> labels) {
    return new JobQuery(new JobFilter(Set.of(), null, labels, null), 10, null);
  }

  @Test
  void rare_value_of_an_indexed_key_is_one_page_and_of_another_key_is_not() {
    create(jobs, "import", Map.of("tenant", "rare", "other", "rare"));
    for (int i = 0; i < JobIndex.MAX_EXAMINED; i++) {
      create(jobs, "import", Map.of("tenant", "common"));
    }
    JobPage indexed = jobs.list(of(Map.of("tenant", "rare")));
    assertThat(indexed.jobs()).hasSize(1);
    assertThat(indexed.nextPageToken()).isNull();
    JobPage other = jobs.list(of(Map.of("other", "rare")));
    assertThat(other.jobs()).isEmpty();
    assertThat(other.nextPageToken()).isNotNull();
    assertThat(jobs.list(of(Map.of("tenant", "nobody")))).isEqualTo(new JobPage(List.of(), null));
  }

  @Test
  void narrowest_index_is_taken_whether_it_is_the_type_or_a_label() {
    create(jobs, "rare", Map.of("tenant", "a", "user", "x"));
    create(jobs, "import", Map.of("tenant", "b", "user", "x"));
    for (int i = 0; i < JobIndex.MAX_EXAMINED; i++) {
      create(jobs, "import", Map.of("tenant", "a", "user", "y"));
    }
    JobFilter byType = new JobFilter(Set.of(), "rare", Map.of("tenant", "a"), null);
    assertThat(jobs.list(new JobQuery(byType, 10, null)).jobs()).hasSize(1);
    JobFilter byLabel = new JobFilter(Set.of(), "import", Map.of("user", "x"), null);
    assertThat(jobs.list(new JobQuery(byLabel, 10, null)).jobs()).hasSize(1);
    assertThat(jobs.list(of(Map.of("tenant", "a", "user", "x"))).jobs()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void random_commands_leave_lists_and_counts_as_a_plain_search_finds_them(long seed) {
    Random random = new Random(seed);
    Jobs plain = jobs(Set.of());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      command(random, plain, ids);
      if (i % 50 == 0) {
        assertSame(random, plain, "seed " + seed + ", command " + i);
      }
    }
    // Enough of one value that it is counted as jobs come and go.
    assertThat(jobs.statsOf(Map.of("tenant", "a")).total()).isGreaterThan(2_000);
    for (String id : ids) {
      jobs.delete(id);
      plain.delete(id);
    }
    assertSame(random, plain, "seed " + seed + ", at the end");
  }

  private void command(Random random, Jobs plain, List<String> ids) {
    clock.advance(Duration.ofSeconds(random.nextInt(3)));
    if (ids.isEmpty() || random.nextInt(3) > 0) {
      NewJob request = request(random, ids.size());
      jobs.create(request);
      plain.create(request);
      ids.add(request.taskId());
      return;
    }
    String id = ids.get(random.nextInt(ids.size()));
    if (jobs.get(id).status().isTerminal()) {
      if (random.nextInt(4) == 0) {
        jobs.delete(id);
        plain.delete(id);
        ids.remove(id);
      }
      return;
    }
    JobStatus next = JobStatus.values()[1 + random.nextInt(4)];
    jobs.update(id, update(u -> u.status(next)));
    plain.update(id, update(u -> u.status(next)));
  }

  private static NewJob request(Random random, int number) {
    Map<String, String> labels = new HashMap<>();
    // Two of three are of one tenant.
    maybe(random, List.of("a", "a", "a", "b")).ifPresent(value -> labels.put("tenant", value));
    maybe(random, List.of("x", "y", "z")).ifPresent(value -> labels.put("user", value));
    maybe(random, List.of("1", "2")).ifPresent(value -> labels.put("other", value));
    String type = List.of("import", "export", "scan").get(random.nextInt(3));
    String id = type + "_" + String.format("%08x", number) + Long.toHexString(random.nextLong());
    return NewJob.of(type).withTaskId(id).withLabels(labels);
  }

  private static Optional<String> maybe(Random random, List<String> values) {
    return random.nextInt(10) == 0
        ? Optional.empty()
        : Optional.of(values.get(random.nextInt(values.size())));
  }

  private void assertSame(Random random, Jobs plain, String when) {
    JobFilter filter = filter(random);
    assertThat(all(jobs, filter)).as("%s, %s", when, filter).isEqualTo(all(plain, filter));
    JobStats counted = jobs.statsOf(filter.labels());
    assertThat(counted).as("%s, %s", when, filter).isEqualTo(search(plain, filter.labels()));
  }

  private static JobFilter filter(Random random) {
    Map<String, String> labels = new HashMap<>();
    if (random.nextInt(4) > 0) {
      labels.put("tenant", random.nextInt(4) > 0 ? "a" : "nobody");
    }
    if (random.nextInt(3) == 0) {
      labels.put("user", "x");
    }
    if (random.nextInt(4) == 0) {
      labels.put("other", "1");
    }
    Set<JobStatus> statuses =
        random.nextBoolean() ? Set.of() : Set.of(JobStatus.RUNNING, JobStatus.FAILED);
    @Nullable String type = random.nextInt(3) == 0 ? "import" : null;
    return new JobFilter(statuses, type, labels, null);
  }

  private static List<String> all(Jobs where, JobFilter filter) {
    List<String> ids = new ArrayList<>();
    @Nullable String token = null;
    do {
      JobPage page = where.list(new JobQuery(filter, 100, token));
      page.jobs().forEach(job -> ids.add(job.taskId()));
      token = page.nextPageToken();
    } while (token != null);
    return ids;
  }

  private static JobStats search(Jobs where, Map<String, String> labels) {
    Map<JobStatus, Integer> byStatus = new EnumMap<>(JobStatus.class);
    for (JobStatus status : JobStatus.values()) {
      byStatus.put(status, 0);
    }
    Map<String, Map<JobStatus, Integer>> byType = new HashMap<>();
    List<String> ids = all(where, new JobFilter(Set.of(), null, labels, null));
    for (String id : ids) {
      Job job = where.get(id);
      byStatus.merge(job.status(), 1, Integer::sum);
      byType
          .computeIfAbsent(job.type(), type -> new EnumMap<>(JobStatus.class))
          .merge(job.status(), 1, Integer::sum);
    }
    return new JobStats(ids.size(), byStatus, byType, 0, Map.of());
  }
}
