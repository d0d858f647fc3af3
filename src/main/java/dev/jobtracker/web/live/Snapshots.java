package dev.jobtracker.web.live;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.Scope;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.FilterJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import org.jspecify.annotations.Nullable;

/** The present state with which every watch of a filter begins: its newest 100 jobs. */
public final class Snapshots {
  private static final int SHOWN = JobQuery.MAX_PAGE_SIZE;

  private Snapshots() {}

  /** Returns the newest jobs of a filter, without their results, and lets the feed know them. */
  public static Future<JsonArray> newest(Live live, Scope scope, JobFilter filter) {
    return more(live, new Selection(scope, filter), null, new JsonArray());
  }

  /**
   * Asks for pages until there are enough, as one may be short where no index serves the filter.
   */
  private static Future<JsonArray> more(
      Live live, Selection selection, @Nullable String token, JsonArray jobs) {
    JobQuery query = new JobQuery(selection.filter(), SHOWN - jobs.size(), token);
    return live.tracker()
        .call(selection.scope(), Addresses.LIST, FilterJson.write(query))
        .compose(
            page -> {
              JsonArray found = page.getJsonArray(Keys.JOBS);
              live.feed().noteShown(found);
              jobs.addAll(found);
              String next = page.getString(Keys.NEXT_PAGE_TOKEN);
              if (next == null) {
                return Future.succeededFuture(jobs);
              }
              if (jobs.size() >= SHOWN) {
                live.feed().notePartial(selection);
                return Future.succeededFuture(jobs);
              }
              return more(live, selection, next, jobs);
            });
  }
}
