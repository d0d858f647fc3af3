package dev.jobtracker.web.door;

import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.Scope;
import dev.jobtracker.web.live.JobNews;
import dev.jobtracker.web.live.Refresh;
import dev.jobtracker.web.live.Selection;
import dev.jobtracker.web.live.Version;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Keys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who listens over the bridge, and what was sent on or answered, so that clients are told what was
 * published while another node took over (contract, section 12). They are told in the form in which
 * it would have been published, and only what is newer than what was sent on. Used by one event
 * loop.
 */
final class BridgeFeed implements Refresh.Feed {
  /** As many as the bridge lets a client listen at. */
  private static final int MAX_ADDRESSES = 1_000;

  /** Of so many jobs it is known what was sent on last; of others a state may be told twice. */
  private static final int MAX_KNOWN = 10_000;

  private static final String OF_ONE = Addresses.EVENTS + ".";

  private final Map<BridgeSocket, Set<String>> listening = new HashMap<>();
  private final Map<String, Version> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Version> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  /** A client begins to listen at an address. */
  void register(BridgeSocket socket, String address) {
    Set<String> addresses = listening.computeIfAbsent(socket, s -> new LinkedHashSet<>());
    if (addresses.size() < MAX_ADDRESSES && address.startsWith(Addresses.EVENTS)) {
      addresses.add(address);
    }
  }

  /** A client listens no more at an address. */
  void unregister(BridgeSocket socket, String address) {
    listening.getOrDefault(socket, new LinkedHashSet<>()).remove(address);
  }

  /** A client has gone. */
  void leave(BridgeSocket socket) {
    listening.remove(socket);
    if (listening.isEmpty()) {
      known.clear();
    }
  }

  /** Notes what was published. */
  void published(JobNews news) {
    if (news.isRemoval()) {
      known.remove(news.taskId());
    } else {
      known.merge(news.taskId(), news.version(), (one, next) -> next.isNewsAfter(one) ? next : one);
    }
  }

  /**
   * Notes the jobs of an answer to a client that listens to all: he is to hear what becomes of
   * them. Others were not shown this state, so any is still news.
   */
  void answered(BridgeSocket socket, JsonObject answer) {
    if (listening.getOrDefault(socket, Set.of()).contains(Addresses.EVENTS)) {
      note(answer);
      answer.getJsonArray(Keys.JOBS, new JsonArray()).forEach(job -> note((JsonObject) job));
    }
  }

  private void note(JsonObject answer) {
    if (answer.containsKey(Keys.REVISION)) {
      known.putIfAbsent(answer.getString(Keys.TASK_ID), Version.before(answer));
    }
  }

  @Override
  public Set<String> seen() {
    Set<String> seen = new LinkedHashSet<>(known.keySet());
    for (Set<String> addresses : listening.values()) {
      for (String address : addresses) {
        if (address.startsWith(OF_ONE)) {
          seen.add(address.substring(OF_ONE.length()));
        }
      }
    }
    return seen;
  }

  @Override
  public Set<Selection> selections() {
    boolean any = listening.values().stream().anyMatch(all -> all.contains(Addresses.EVENTS));
    return any ? Set.of(new Selection(Scope.ALL, JobFilter.ALL)) : Set.of();
  }

  @Override
  public void refresh(JobNews news) {
    Version before = known.get(news.taskId());
    // Of a job that nobody was told of, nobody need be told that it is gone.
    boolean isNews =
        before == null ? !news.isRemoval() : news.isRemoval() || news.version().isNewsAfter(before);
    if (!isNews) {
      return;
    }
    published(news);
    for (String address : new String[] {Addresses.EVENTS, OF_ONE + news.taskId()}) {
      JsonObject envelope = news.toBridge(address);
      listening.forEach((socket, addresses) -> tell(socket, addresses, envelope, news));
    }
  }

  private static void tell(
      BridgeSocket socket, Set<String> addresses, JsonObject envelope, JobNews news) {
    Scope scope = socket.caller().scope();
    // Whose labels nobody knows any more, of that a caller with a scope hears nothing.
    boolean mayHear = scope.isAll() || (!news.isRemoval() && news.isIn(scope));
    if (mayHear && addresses.contains(envelope.getString("address"))) {
      socket.deliver(envelope);
    }
  }
}
