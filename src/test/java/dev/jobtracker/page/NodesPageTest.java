package dev.jobtracker.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.AriaRole;
import dev.jobtracker.client.JobTracker;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.process.Nodes;
import dev.jobtracker.process.PostgresServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract, section 12: the page and a bar in somebody's own page, both at a node that stands by,
 * while the active node is killed. They never say that they are offline, and no bar goes back.
 */
@InChromium
class NodesPageTest {
  /** Writes down what the page says of its connection, and every value that a bar has shown. */
  private static final String WITNESS =
      """
      window.said = [];
      new MutationObserver(() => {
        const live = document.querySelector('#live');
        if (live) said.push('live ' + live.textContent);
        for (const one of document.querySelectorAll('job-progress[offline]')) said.push('offline');
        for (const bar of document.querySelectorAll('#rows [role=progressbar]')) {
          said.push('bar ' + bar.getAttribute('aria-valuenow'));
        }
      }).observe(document, {
        subtree: true, childList: true, attributes: true, characterData: true});
      """;

  private final Vertx vertx = Vertx.vertx();
  private final HostPage host = new HostPage();

  @TempDir Path folder;

  @AfterEach
  void close() {
    host.close();
    vertx.close().await();
  }

  @Test
  void active_node_killed_page_and_bar_at_a_standby_go_on(Browser browser) throws Exception {
    assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed here");
    try (PostgresServer postgres = PostgresServer.start();
        Nodes nodes = new Nodes(postgres, folder, Duration.ofSeconds(2)).allowing(host.url())) {
      Nodes.Pair pair = nodes.pair();
      String url = "http://127.0.0.1:" + pair.standby().port();
      JobTracker tracker = within(JobTracker.connect(vertx, url, null));
      Job job = within(tracker.create(NewJob.of("import")));
      within(tracker.update(job.taskId(), JobUpdate.builder().progress(0.2).build()));
      host.show(bar(url, job));
      try (Tab page = new Tab(browser, url);
          Tab theirs = new Tab(browser, host.url() + "/empty")) {
        theirs.forgiveForeign(url);
        theirs.page.navigate(host.url());
        page.waitUntilLive();
        assertThat(page.bar(job.taskId())).hasAttribute("aria-valuenow", "20");
        assertThat(theirs.page.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "20");
        page.page.evaluate(WITNESS);
        theirs.page.evaluate(WITNESS);
        pair.active().process().kill();
        within(untilUpdated(tracker, job.taskId(), 0.7));
        assertThat(page.bar(job.taskId())).hasAttribute("aria-valuenow", "70");
        assertThat(theirs.page.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("aria-valuenow", "70");
        assertThat(said(page))
            .isIn(List.of("live Live", "bar 70"), List.of("live Live", "bar 20", "bar 70"));
        assertThat(said(theirs)).isEmpty();
      }
      assertThat(Nodes.role(pair.standby())).isEqualTo("200 active");
    }
  }

  private static List<?> said(Tab tab) {
    return (List<?>) tab.page.evaluate("() => [...new Set(said)]");
  }

  private static String bar(String url, Job job) {
    return "<script type=module src='%s/job-progress.js'></script>".formatted(url)
        + "<job-progress task-id='%s'></job-progress>".formatted(job.taskId());
  }

  /** A change that was on its way may be refused, and is sent again; it sets, so twice is once. */
  private Future<Job> untilUpdated(JobTracker tracker, String id, double progress) {
    return tracker
        .update(id, JobUpdate.builder().progress(progress).build())
        .recover(
            refused ->
                vertx
                    .timer(20, TimeUnit.MILLISECONDS)
                    .compose(later -> untilUpdated(tracker, id, progress)));
  }

  private static <T> T within(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }
}
