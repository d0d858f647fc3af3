package dev.jobtracker.web.live;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobTraits;
import dev.jobtracker.web.limit.TrackerGateway;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands every publication of the tracker to those who watch the job, one per web verticle instance
 * (contract, sections 6 to 8).
 *
 * <pre>
 *   waiting     import_1f rev 8                               the newest, until it is its turn
 *   by id       import_1f -> socket 4, poll 9
 *   by filter   {status: running} -> socket 4, socket 5, stream 7     each filter is matched once
 *   shown       import_1f -> pending, running; export_9c -> failed    to notice who leaves a filter
 *   partial     {type: import}                                        it began with some jobs only
 * </pre>
 *
 * <p>{@code shown} holds, of every job that was published, was in a first state or in an answer to
 * a socket that watches filters, what those saw of it: the state that was published last, and those
 * that first states and answers have shown since. So it is bounded by {@code tracker.max_jobs}. Any
 * other job was shown to nobody, except by a list over HTTP to whom a filter showed only its newest
 * jobs; such a watcher is told that the job left. What all know already is told to nobody, so that
 * no watcher sees a job go back when an answer has overtaken a publication, or an old one comes
 * late. Used by one event loop.
 */
public final class LiveFeed implements Refresh.Feed {
  /** With more filters than this, nobody looks at all of them for each job of a first state. */
  private static final int MAX_COMPARED = 16;

  private final Vertx vertx;
  private final PendingNews waiting;
  private final Map<String, Set<Watcher>> byId = new HashMap<>();
  private final Map<Selection, Set<Watcher>> byFilter = new HashMap<>();
  private final Map<String, Set<JobTraits>> shown = new HashMap<>();
  private final Set<Selection> partial = new HashSet<>();

  private final KnownRevisions known = new KnownRevisions();
  private final Refresh refresh;

  public LiveFeed(Vertx vertx, TrackerGateway tracker) {
    this.vertx = vertx;
    this.waiting = new PendingNews(vertx, this::publish);
    this.refresh = new Refresh(vertx, tracker, this);
  }

  /** Begins to listen; complete when the tracker's publications arrive. */
  public Future<Void> start() {
    Future<Void> ends = vertx.eventBus().consumer(Addresses.ENDED, ended -> allGone()).completion();
    return vertx
        .eventBus()
        .<JsonObject>consumer(Addresses.EVENTS, message -> receive(JobNews.of(message)))
        .completion()
        .compose(listening -> ends)
        .compose(listening -> refresh.start());
  }

  @Override
  public Set<String> seen() {
    Set<String> seen = new LinkedHashSet<>(byId.keySet());
    seen.addAll(shown.keySet());
    return seen;
  }

  @Override
  public Set<Selection> selections() {
    return Set.copyOf(byFilter.keySet());
  }

  @Override
  public void refresh(JobNews news) {
    receive(news);
  }

  /** With the tracker all jobs are gone; who watched one must not take it for living. */
  private void allGone() {
    Set<String> seen = seen();
    seen.addAll(waiting.taskIds());
    seen.forEach(taskId -> receive(JobNews.cleared(taskId)));
  }

  private void receive(JobNews news) {
    if (!byFilter.isEmpty() || byId.containsKey(news.taskId())) {
      waiting.add(news);
    }
  }

  /**
   * Tells what waits of this job; to be called before an answer of the tracker is shown, which is
   * newer, so that nobody sees the job go back.
   */
  public void catchUp(String taskId) {
    waiting.tell(taskId);
  }

  /** Lets a watcher hear of one job. */
  public void watch(String taskId, Watcher watcher) {
    byId.computeIfAbsent(taskId, id -> new LinkedHashSet<>()).add(watcher);
  }

  /** Takes back {@link #watch(String, Watcher)}. */
  public void unwatch(String taskId, Watcher watcher) {
    remove(byId, taskId, watcher);
    if (!byId.containsKey(taskId) && !shown.containsKey(taskId)) {
      known.forget(taskId);
    }
  }

  /** Lets a watcher hear of all jobs that match. */
  public void watch(JobFilter filter, Watcher watcher) {
    Selection selection = new Selection(watcher.scope(), filter);
    byFilter.computeIfAbsent(selection, s -> new LinkedHashSet<>()).add(watcher);
  }

  /** Takes back {@link #watch(JobFilter, Watcher)}. */
  public void unwatch(JobFilter filter, Watcher watcher) {
    Selection selection = new Selection(watcher.scope(), filter);
    remove(byFilter, selection, watcher);
    if (!byFilter.containsKey(selection)) {
      partial.remove(selection);
    }
    if (byFilter.isEmpty()) {
      shown.clear();
      known.retain(byId.keySet());
    }
  }

  /** Notes the first state of somebody who watches this job itself, or has just ceased to. */
  void noteShown(String taskId, Version version, Watcher watcher) {
    boolean toAll = byFilter.isEmpty() && Set.of(watcher).equals(byId.get(taskId));
    known.shown(taskId, version, toAll);
  }

  /**
   * Notes jobs that a call has answered to somebody who watches filters, at once when the tracker
   * has answered them: he is to hear what becomes of them, as of those of his first states. News
   * that they show already are still told, since an answer is no notification.
   */
  public void noteAnswered(Iterable<?> jobs) {
    for (Object each : jobs) {
      note((JsonObject) each, null);
    }
  }

  /** Notes jobs of a watcher's first state, at once when the tracker has answered them. */
  void noteFirst(Iterable<?> jobs, Watcher watcher) {
    for (Object each : jobs) {
      note((JsonObject) each, watcher);
    }
  }

  private void note(JsonObject job, @Nullable Watcher begins) {
    if (byFilter.isEmpty()) {
      return;
    }
    String taskId = job.getString(Keys.TASK_ID);
    catchUp(taskId);
    JobTraits state = JobJson.readTraits(job);
    boolean toAll = begins != null && concernsNoOther(taskId, state, begins);
    known.shown(taskId, Version.of(job), toAll);
    Set<JobTraits> states = shown.getOrDefault(taskId, Set.of());
    if (states.isEmpty()) {
      shown.put(taskId, Set.of(state));
    } else if (!states.contains(state)) {
      Set<JobTraits> more = new HashSet<>(states);
      more.add(state);
      shown.put(taskId, more);
    }
  }

  /** Returns whether nobody but this watcher can have missed how a job came to this state. */
  private boolean concernsNoOther(String taskId, JobTraits state, Watcher watcher) {
    if (byId.containsKey(taskId) || shown.containsKey(taskId) || byFilter.size() > MAX_COMPARED) {
      return false;
    }
    for (Map.Entry<Selection, Set<Watcher>> each : byFilter.entrySet()) {
      Selection selection = each.getKey();
      boolean concerned =
          selection.matches(taskId, state)
              || (partial.contains(selection) && selection.filter().mayMatch(state));
      Set<Watcher> watchers = each.getValue();
      if (concerned && !(watchers.size() == 1 && watchers.contains(watcher))) {
        return false;
      }
    }
    return true;
  }

  /** Notes that more jobs are selected than the first state shows that the watchers got. */
  void notePartial(Selection selection) {
    if (byFilter.containsKey(selection)) {
      partial.add(selection);
    }
  }

  private static <K> void remove(Map<K, Set<Watcher>> map, K key, Watcher watcher) {
    map.computeIfPresent(
        key,
        (k, watchers) -> {
          watchers.remove(watcher);
          return watchers.isEmpty() ? null : watchers;
        });
  }

  private void publish(JobNews news) {
    Set<Watcher> ofJob = byId.get(news.taskId());
    if (!known.isNews(news) || (ofJob == null && byFilter.isEmpty())) {
      return;
    }
    boolean allKnewIt = known.contains(news.taskId());
    known.told(news);
    if (ofJob != null) {
      Detail detail = news.isRemoval() ? Detail.GONE : Detail.FULL;
      // A copy, because a watcher that has heard enough takes itself out of the set.
      for (Watcher watcher : ofJob.toArray(Watcher[]::new)) {
        if (news.isIn(watcher.scope())) {
          watcher.tell(news, detail);
        }
      }
    }
    if (!byFilter.isEmpty()) {
      publishToFilters(news, allKnewIt);
    }
  }

  private void publishToFilters(JobNews news, boolean allKnewIt) {
    JobTraits now = news.isRemoval() ? null : news.traits();
    Set<JobTraits> before =
        now == null ? shown.remove(news.taskId()) : shown.put(news.taskId(), Set.of(now));
    String taskId = news.taskId();
    // All who see the job first, as it has left no watcher whose other filter admits it.
    byFilter.forEach(
        (selection, watchers) -> {
          if (now != null && selection.matches(taskId, now)) {
            watchers.forEach(watcher -> watcher.tell(news, Detail.LEAN));
          }
        });
    byFilter.forEach(
        (selection, watchers) -> {
          boolean showed =
              before != null && before.stream().anyMatch(state -> selection.matches(taskId, state));
          if (!showed && (before == null || !allKnewIt)) {
            // What some were shown says nothing about others.
            showed = mayHaveListed(selection, news);
          }
          if (showed && (now == null || !selection.matches(taskId, now))) {
            watchers.forEach(watcher -> watcher.tell(news, Detail.GONE));
          }
        });
  }

  /** Returns whether a list may have shown a job that nothing else has. */
  private boolean mayHaveListed(Selection selection, JobNews news) {
    // Of a job whose labels nobody knows a scoped watcher must not even hear that it was there.
    boolean inside =
        selection.scope().isAll() || (news.hasLabels() && news.isIn(selection.scope()));
    if (!partial.contains(selection) || !inside) {
      return false;
    }
    String type = selection.filter().type();
    return news.isRemoval()
        ? type == null || type.equals(news.type())
        : news.revision() > 1 && selection.filter().mayMatch(news.traits());
  }
}
