package dev.jobtracker.job.map;

import static dev.jobtracker.job.Samples.assertSameJob;
import static dev.jobtracker.job.Samples.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobtracker.TestClock;
import dev.jobtracker.job.Creation;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.JobTraits;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.Patch;
import dev.jobtracker.job.Removal;
import dev.jobtracker.job.Samples;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands against the map, and after each what must hold whatever came before. The model is
 * what the listener saw: the newest revision of every job that was not removed.
 */
class JobsPropertyTest {
  private static final int MAX_JOBS = 40;
  private static final int MAX_GONE = 25;
  private static final int COMMANDS = 6_000;
  private static final String[] TYPES = {"import", "export", "scan"};
  private static final List<Set<JobStatus>> STATUS_SETS =
      List.of(
          Set.of(),
          Set.of(JobStatus.PENDING),
          Set.of(JobStatus.RUNNING),
          Set.of(JobStatus.COMPLETED, JobStatus.FAILED),
          Set.of(JobStatus.CANCELLED, JobStatus.RUNNING));

  private final TestClock clock = new TestClock();
  private final Map<String, Job> live = new LinkedHashMap<>();
  private final Set<String> gone = new LinkedHashSet<>();
  private final Map<String, Integer> removals = new TreeMap<>();
  private final Jobs jobs = new Jobs(limits(MAX_JOBS, MAX_GONE), clock, new Model());
  private final Map<String, Instant> lastSeen = new HashMap<>();
  private Instant latest = clock.instant();
  private boolean clearsProgress;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void random_commands_keep_every_promise(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < COMMANDS; i++) {
      String command = "none";
      try {
        // Half of the time nothing ends and no time passes, so that the map runs full.
        command = act(random, i / 500 % 2 == 0);
        assertPromises(random);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", command " + i + ": " + command, e);
      }
    }
    assertThat(removals.keySet())
        .as("the commands reached every kind of removal")
        .contains("deleted", "expired", "evicted", "cleared");
    assertThat(jobs.stats().counters().get("lost")).isPositive();
    assertThat(jobs.stats().counters().get("stalled")).isPositive();
    assertThat(jobs.stats().counters().get("creates_refused_full")).isPositive();
  }

  private String act(Random random, boolean filling) {
    int dice = random.nextInt(1_000);
    if (dice < 300) {
      return create(random);
    } else if (dice < 850) {
      return update(random, filling);
    } else if (dice < 900) {
      String id = anyId(random);
      return "cancel " + id + onKnown(id, () -> jobs.cancel(id, "why"));
    } else if (dice < 930) {
      String id = anyId(random);
      return "delete " + id + onKnown(id, () -> jobs.delete(id));
    } else if (dice < 932) {
      int held = live.size();
      assertThat(jobs.clear()).isEqualTo(held);
      assertThat(live).isEmpty();
      return "clear";
    }
    return pass(random, filling);
  }

  private String create(Random random) {
    String type = TYPES[random.nextInt(TYPES.length)];
    String own = random.nextInt(3) > 0 ? null : type + "_own-000" + random.nextInt(9);
    Map<String, String> labels =
        random.nextBoolean() ? Map.of() : Map.of("team", "t" + random.nextInt(2));
    NewJob request = NewJob.of(type).withTaskId(own).withLabels(labels);
    if (random.nextInt(3) == 0) {
      request = request.withRetention(1 + random.nextInt(600)).withHeartbeatTimeout(1);
    }
    Job known = own == null ? null : live.get(own);
    boolean isGone = own != null && gone.contains(own);
    boolean full =
        live.size() == MAX_JOBS && live.values().stream().noneMatch(j -> j.status().isTerminal());
    try {
      Creation creation = jobs.create(request);
      assertThat(creation.created()).isEqualTo(known == null);
      assertSameJob(creation.job(), live.get(creation.job().taskId()));
      if (creation.created()) {
        lastSeen.put(creation.job().taskId(), creation.job().createdAt());
      }
      assertThat(isGone || (full && known == null)).as("this create is refused").isFalse();
    } catch (JobException e) {
      assertThat(e.kind())
          .isEqualTo(isGone ? JobException.Kind.GONE : JobException.Kind.UNAVAILABLE);
      assertThat(isGone || full).isTrue();
    }
    return "create " + request;
  }

  private String update(Random random, boolean filling) {
    JobUpdate.Builder builder = JobUpdate.builder();
    for (int keys = random.nextInt(4); keys > 0; keys--) {
      switch (random.nextInt(filling ? 8 : 11)) {
        case 0 -> builder.progress(random.nextInt(9) == 0 ? null : (Double) random.nextDouble());
        case 1 -> builder.add(random.nextInt(20) - 5);
        case 2 ->
            builder.total(random.nextInt(9) == 0 ? null : (Double) (double) random.nextInt(50));
        case 3 -> builder.currentStep("step " + random.nextInt(3));
        case 4 -> builder.result(random.nextBoolean() ? null : "" + random.nextInt(3));
        case 5 -> builder.unit("files");
        case 6 -> builder.ifRevision(1 + random.nextInt(4));
        case 7 -> builder.status(JobStatus.values()[random.nextInt(2)]);
        case 8 -> builder.error("error " + random.nextInt(2));
        default -> builder.status(JobStatus.values()[random.nextInt(5)]);
      }
    }
    JobUpdate update = builder.build();
    String id = anyId(random);
    clearsProgress = update.progress().equals(Patch.clear());
    String outcome =
        onKnown(
            id,
            () -> {
              Job before = live.get(id);
              Job job = jobs.update(id, update);
              assertSameJob(job, live.get(id));
              assertThat(job.stalled()).as("an update is a sign of life").isFalse();
              if (update.ifRevision() != null) {
                assertThat(before.revision()).isEqualTo(update.ifRevision());
              }
              lastSeen.put(id, latestTime());
            });
    clearsProgress = false;
    return "update " + id + " " + update + outcome;
  }

  private String pass(Random random, boolean filling) {
    Duration step =
        switch (random.nextInt(filling ? 3 : 8)) {
          case 0 -> Duration.ofMillis(-random.nextInt(5_000));
          case 1 -> Duration.ofMillis(random.nextInt(5_000));
          case 2 -> Duration.ofNanos(random.nextInt(5_000));
          case 3, 4, 5 -> Duration.ofSeconds(random.nextInt(400));
          case 6 -> Duration.ofMinutes(random.nextInt(50));
          default -> Duration.ofMinutes(random.nextInt(25 * 60));
        };
    clock.advance(step);
    if (filling) {
      // The map looks at the clock and does nothing yet.
      jobs.sweep(0);
      latestTime();
    } else {
      sweep();
    }
    return "pass " + step;
  }

  private void sweep() {
    while (jobs.sweep(7)) {
      // The next turn of the loop looks at the next seven.
    }
    Instant now = latestTime();
    for (Job job : live.values()) {
      if (job.status().isTerminal()) {
        assertThat(job.expiresAt()).isAfter(now);
        continue;
      }
      Instant seen = lastSeen.get(job.taskId());
      assertThat(seen.plus(Duration.ofHours(24))).as("lost in time").isAfter(now);
      boolean silent = !seen.plusSeconds(job.heartbeatTimeout()).isAfter(now);
      assertThat(job.stalled())
          .as("stalled in time: %s", job)
          .isEqualTo(silent && job.status() == JobStatus.RUNNING);
    }
  }

  /** The map tells its time by the latest that it ever saw, cut to microseconds. */
  private Instant latestTime() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    latest = now.isAfter(latest) ? now : latest;
    return latest;
  }

  private String anyId(Random random) {
    int dice = random.nextInt(20);
    List<String> from = new ArrayList<>(dice == 0 ? gone : live.keySet());
    return dice == 1 || from.isEmpty() ? "scan_unknown0" : from.get(random.nextInt(from.size()));
  }

  /** Runs a verb, and checks that its refusal, if any, fits what is known of the id. */
  private String onKnown(String id, Runnable verb) {
    Job before = live.get(id);
    boolean isGone = gone.contains(id);
    try {
      verb.run();
      assertThat(before).as("only a live job takes a verb").isNotNull();
      return "";
    } catch (JobException e) {
      assertThat(live.get(id)).as("a refusal changes nothing").isSameAs(before);
      if (before != null) {
        assertThat(e.kind())
            .isIn(JobException.Kind.CONFLICT, JobException.Kind.STALE, JobException.Kind.INVALID);
      } else {
        assertThat(e.kind())
            .isEqualTo(isGone ? JobException.Kind.GONE : JobException.Kind.NOT_FOUND);
      }
      return ": " + e.getMessage();
    }
  }

  private void assertPromises(Random random) {
    assertThat(live.size()).isLessThanOrEqualTo(MAX_JOBS);
    live.forEach((id, job) -> assertSameJob(jobs.get(id), job));
    gone.forEach(
        id -> assertThatThrownBy(() -> jobs.get(id)).hasMessageContaining("was deleted, expired"));
    JobStats stats = jobs.stats();
    assertThat(stats.total()).isEqualTo(live.size());
    assertThat(stats.byStatus()).isEqualTo(recount(live.values()));
    assertThat(stats.stalled())
        .isEqualTo((int) live.values().stream().filter(Job::stalled).count());
    Map<String, Map<JobStatus, Integer>> byType = new HashMap<>();
    live.values().stream()
        .collect(Collectors.groupingBy(Job::type))
        .forEach((type, ofType) -> byType.put(type, recount(ofType)));
    assertThat(stats.byType()).isEqualTo(byType);
    removals.forEach(
        (reason, count) -> assertThat(stats.counters()).containsEntry(reason, (long) count));
    assertListAgrees(random);
  }

  private void assertListAgrees(Random random) {
    JobFilter filter =
        new JobFilter(
            STATUS_SETS.get(random.nextInt(STATUS_SETS.size())),
            random.nextBoolean() ? null : TYPES[random.nextInt(TYPES.length)],
            random.nextInt(4) > 0 ? Map.of() : Map.of("team", "t1"),
            random.nextInt(4) > 0 ? null : (Boolean) random.nextBoolean());
    List<Job> expected =
        live.values().stream()
            .filter(job -> filter.statuses().isEmpty() || filter.statuses().contains(job.status()))
            .filter(job -> filter.type() == null || filter.type().equals(job.type()))
            .filter(job -> filter.stalled() == null || filter.stalled() == job.stalled())
            .filter(job -> filter.labels().isEmpty() || "t1".equals(job.labels().get("team")))
            .sorted(Comparator.comparing(Job::createdAt).reversed())
            .toList();
    assertThat(live.values().stream().filter(job -> filter.matches(traitsOf(job))))
        .containsExactlyInAnyOrderElementsOf(expected);
    List<Job> listed = new ArrayList<>();
    JobPage page = jobs.list(new JobQuery(filter, 1 + random.nextInt(50), null));
    listed.addAll(page.jobs());
    while (page.nextPageToken() != null) {
      page = jobs.list(new JobQuery(filter, 1 + random.nextInt(50), page.nextPageToken()));
      listed.addAll(page.jobs());
      assertThat(listed.stream().map(Job::taskId))
          .as("%s, every job once", filter)
          .doesNotHaveDuplicates();
    }
    assertThat(listed.stream().map(Job::toString).toList())
        .as("%s", filter)
        .isEqualTo(expected.stream().map(Job::toString).toList());
  }

  private static JobTraits traitsOf(Job job) {
    return new JobTraits(job.type(), job.labels(), job.status(), job.stalled());
  }

  private static Map<JobStatus, Integer> recount(Collection<Job> jobs) {
    Map<JobStatus, Integer> counts = new EnumMap<>(JobStatus.class);
    for (JobStatus status : JobStatus.values()) {
      counts.put(status, (int) jobs.stream().filter(job -> job.status() == status).count());
    }
    return counts;
  }

  /** Checks every announcement against the one before it, and remembers it. */
  private final class Model implements JobListener {
    @Override
    public void changed(@Nullable Job told, Job job) {
      Job before = live.put(job.taskId(), job);
      if (before == null || told == null) {
        assertThat(told).isSameAs(before);
      } else {
        assertSameJob(told, before);
      }
      if (before == null) {
        assertThat(job.revision()).isEqualTo(1);
        assertThat(gone).doesNotContain(job.taskId());
        return;
      }
      assertThat(job.revision()).as("revisions have no gaps").isEqualTo(before.revision() + 1);
      assertThat(job.updatedAt()).isAfter(before.updatedAt());
      assertThat(before.status().isTerminal()).as("terminal stays terminal").isFalse();
      assertThat(job.createdAt()).isEqualTo(before.createdAt());
      assertThat(Samples.sayTheSame(before, job)).as("a revision changes something").isFalse();
      if (before.progress() != null && !clearsProgress) {
        assertThat(job.progress()).isNotNull().isGreaterThanOrEqualTo(before.progress());
      }
      if (job.status() == JobStatus.COMPLETED) {
        assertThat(job.progress()).isEqualTo(1.0);
      }
    }

    @Override
    public void removed(Job told, Removal reason) {
      String taskId = told.taskId();
      Job job = live.remove(taskId);
      assertThat(job).as("only what lives is removed").isNotNull();
      assertSameJob(told, job);
      lastSeen.remove(taskId);
      if (reason == Removal.EVICTED) {
        assertThat(live.values())
            .filteredOn(other -> other.status().isTerminal())
            .as("who ended first makes room")
            .allMatch(other -> !other.finishedAt().isBefore(job.finishedAt()));
      }
      removals.merge(reason.text(), 1, Integer::sum);
      gone.add(taskId);
      if (gone.size() > MAX_GONE) {
        gone.remove(gone.iterator().next());
      }
    }
  }
}
