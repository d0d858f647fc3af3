package dev.jobtracker.job.map;

import static dev.jobtracker.job.Samples.assertInvalid;
import static dev.jobtracker.job.Samples.limits;
import static dev.jobtracker.job.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.TestClock;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStatus;
import dev.jobtracker.job.NewJob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of jobs, newest first: contract section 4, {@code jobs.list}. */
class JobsListTest {
  private final TestClock clock = new TestClock();
  private final Jobs jobs = new Jobs(limits(20_000, 10), clock, new Ledger());

  @Test
  void list_is_newest_first_even_while_the_clock_stands_still() {
    List<String> ids = create("import", 7);
    Collections.reverse(ids);
    assertThat(idsOf(jobs.list(JobQuery.FIRST))).isEqualTo(ids);
    assertThat(jobs.list(JobQuery.FIRST).nextPageToken()).isNull();
  }

  @Test
  void list_of_no_jobs_is_one_empty_page() {
    assertThat(jobs.list(JobQuery.FIRST)).isEqualTo(new JobPage(List.of(), null));
    JobFilter unknownType = new JobFilter(Set.of(), "nothing", Map.of(), null);
    assertThat(jobs.list(new JobQuery(unknownType, 1, null)))
        .isEqualTo(new JobPage(List.of(), null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 49, 50, 99, 100})
  void pages_together_are_the_whole_list_without_gaps_or_repeats(int pageSize) {
    List<String> ids = create("import", 300);
    Collections.reverse(ids);
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      JobPage page = jobs.list(new JobQuery(JobFilter.ALL, pageSize, token));
      assertThat(page.jobs()).hasSizeBetween(1, pageSize);
      seen.addAll(idsOf(page));
      assertThat(seen).doesNotHaveDuplicates();
      token = page.nextPageToken();
    } while (token != null);
    assertThat(seen).isEqualTo(ids);
  }

  @Test
  void last_page_that_is_full_has_no_token() {
    create("import", 4);
    JobPage first = jobs.list(new JobQuery(JobFilter.ALL, 2, null));
    assertThat(first.nextPageToken()).isNotNull();
    JobPage second = jobs.list(new JobQuery(JobFilter.ALL, 2, first.nextPageToken()));
    assertThat(second.jobs()).hasSize(2);
    assertThat(second.nextPageToken()).isNull();
  }

  @Test
  void page_after_a_job_that_was_deleted_meanwhile_goes_on_where_it_was() {
    List<String> ids = create("import", 4);
    JobPage first = jobs.list(new JobQuery(JobFilter.ALL, 2, null));
    jobs.delete(ids.get(2));
    create("import", 3);
    JobPage second = jobs.list(new JobQuery(JobFilter.ALL, 2, first.nextPageToken()));
    assertThat(idsOf(second)).containsExactly(ids.get(1), ids.get(0));
  }

  @Test
  void page_size_above_100_counts_as_100_and_below_1_is_refused() {
    create("import", 102);
    assertThat(jobs.list(new JobQuery(JobFilter.ALL, 101, null)).jobs()).hasSize(100);
    assertThat(jobs.list(new JobQuery(JobFilter.ALL, Integer.MAX_VALUE, null)).jobs()).hasSize(100);
    assertThat(jobs.list(JobQuery.FIRST).jobs()).hasSize(50);
    String rule = "page_size: must be a whole number, at least 1, found ";
    assertInvalid(rule + "0", () -> new JobQuery(JobFilter.ALL, 0, null));
    assertInvalid(rule + "-2147483648", () -> new JobQuery(JobFilter.ALL, Integer.MIN_VALUE, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "!",
        ".",
        "1.5",
        "nonsense",
        "0",
        "-1",
        "+5",
        "zzzzzzzzzzzzzzzz",
        "3 ",
        "abc."
      })
  void token_that_is_none_is_refused(String token) {
    assertInvalid(
        "page_token: must come from next_page_token, found \"" + token + '"',
        () -> new JobQuery(JobFilter.ALL, 1, token));
  }

  @Test
  void token_that_was_changed_is_refused() {
    create("import", 2);
    String token = jobs.list(new JobQuery(JobFilter.ALL, 1, null)).nextPageToken();
    assertThat(token).matches("[0-9a-z]+\\.[0-9a-z]+");
    for (String changed :
        List.of(token + "0", "+" + token, "0" + token, token.toUpperCase(Locale.ROOT))) {
      assertInvalid(
          "page_token: must come from next_page_token, found \"" + changed + '"',
          () -> new JobQuery(JobFilter.ALL, 1, changed));
    }
  }

  @Test
  void filter_by_status_and_type_and_both() {
    String pending = create("import", 1).get(0);
    String running = run(create("import", 1).get(0));
    String exporting = run(create("export", 1).get(0));
    assertThat(list(Set.of(JobStatus.RUNNING), null, null)).containsExactly(exporting, running);
    assertThat(list(Set.of(JobStatus.PENDING, JobStatus.RUNNING), null, null))
        .containsExactly(exporting, running, pending);
    assertThat(list(Set.of(), "import", null)).containsExactly(running, pending);
    assertThat(list(Set.of(JobStatus.RUNNING), "export", null)).containsExactly(exporting);
    assertThat(list(Set.of(JobStatus.FAILED), "export", null)).isEmpty();
  }

  @Test
  void filter_by_stalled_keeps_a_stalled_job_among_the_running() {
    String pending = create("import", 1).get(0);
    String silent = run(create("import", 1).get(0));
    clock.advanceSeconds(301);
    String running = run(create("import", 1).get(0));
    jobs.sweep(100);
    assertThat(list(Set.of(), null, true)).containsExactly(silent);
    assertThat(list(Set.of(), null, false)).containsExactly(running, pending);
    assertThat(list(Set.of(JobStatus.RUNNING), null, null)).containsExactly(running, silent);
    assertThat(list(Set.of(JobStatus.RUNNING), null, false)).containsExactly(running);
    assertThat(list(Set.of(JobStatus.PENDING), null, true)).isEmpty();
    assertThat(jobs.stats().byStatus()).containsEntry(JobStatus.RUNNING, 2);
    run(silent);
    assertThat(list(Set.of(), null, true)).isEmpty();
  }

  @Test
  void filter_by_labels_asks_for_all_of_them() {
    String both = create(Map.of("team", "a", "tier", "gold"));
    String one = create(Map.of("team", "a"));
    create(Map.of("team", "b", "tier", "gold"));
    create(Map.of());
    assertThat(list(Map.of("team", "a"))).containsExactly(one, both);
    assertThat(list(Map.of("team", "a", "tier", "gold"))).containsExactly(both);
    assertThat(list(Map.of("team", "c"))).isEmpty();
    assertThat(list(Map.of("other", "a"))).isEmpty();
  }

  @Test
  void filter_by_labels_answers_a_short_page_with_a_token_rather_than_search_on() {
    String oldest = create(Map.of("team", "a"));
    create("import", 2 * JobIndex.MAX_EXAMINED);
    JobFilter filter = new JobFilter(Set.of(), null, Map.of("team", "a"), null);
    JobPage first = jobs.list(new JobQuery(filter, 10, null));
    assertThat(first.jobs()).isEmpty();
    JobPage second = jobs.list(new JobQuery(filter, 10, first.nextPageToken()));
    assertThat(second.jobs()).isEmpty();
    JobPage third = jobs.list(new JobQuery(filter, 10, second.nextPageToken()));
    assertThat(idsOf(third)).containsExactly(oldest);
    assertThat(third.nextPageToken()).isNull();
  }

  @Test
  void filter_checks_its_type_and_labels() {
    assertInvalid(
        "type: must match [A-Za-z0-9][A-Za-z0-9_.-]{0,63}, found \"a b\"",
        () -> new JobFilter(Set.of(), "a b", Map.of(), null));
    assertInvalid(
        "labels: every key must match [A-Za-z0-9][A-Za-z0-9_./-]{0,62}, found \"\"",
        () -> new JobFilter(Set.of(), null, Map.of("", "a"), null));
  }

  private List<String> create(String type, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(jobs.create(NewJob.of(type)).job().taskId());
    }
    return ids;
  }

  private String create(Map<String, String> labels) {
    return jobs.create(NewJob.of("import").withLabels(labels)).job().taskId();
  }

  private String run(String id) {
    return jobs.update(id, update(u -> u.status(JobStatus.RUNNING))).taskId();
  }

  private List<String> list(
      Set<JobStatus> statuses, @Nullable String type, @Nullable Boolean stalled) {
    return list(new JobFilter(statuses, type, Map.of(), stalled));
  }

  private List<String> list(Map<String, String> labels) {
    return list(new JobFilter(Set.of(), null, labels, null));
  }

  private List<String> list(JobFilter filter) {
    return idsOf(jobs.list(new JobQuery(filter, 100, null)));
  }

  private static List<String> idsOf(JobPage page) {
    return page.jobs().stream().map(Job::taskId).toList();
  }
}
