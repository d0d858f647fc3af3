package dev.jobtracker.tracker;

import dev.jobtracker.config.Config;
import dev.jobtracker.job.JobException;
import dev.jobtracker.store.SessionStore;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.Keys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@link Addresses#SESSIONS} from the database that the nodes have in common, whichever
 * role this one has: the web side knows no store. Used on the tracker's event loop.
 */
final class SessionNews {
  private static final Logger LOG = LoggerFactory.getLogger(SessionNews.class);
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final SessionStore store;
  private final DaemonThread thread;
  private boolean troubled;

  private SessionNews(Vertx vertx, Config config) {
    this.store = new SessionStore(config.store(), config.cluster());
    this.thread = new DaemonThread(vertx, "jobtracker-sessions-" + COUNT.incrementAndGet());
  }

  /**
   * Begins to answer, where there are nodes and sessions at all.
   *
   * @return what to run at the end
   */
  static Future<Runnable> begin(Vertx vertx, Config config) {
    if (config.store().url() == null || !config.auth().required()) {
      return Future.succeededFuture(() -> {});
    }
    SessionNews news = new SessionNews(vertx, config);
    return vertx
        .eventBus()
        .<JsonObject>consumer(Addresses.SESSIONS, news::answer)
        .completion()
        .map(listening -> news::end);
  }

  private void answer(Message<JsonObject> question) {
    JsonObject body = question.body();
    List<String> ended = body.getJsonArray(Keys.ENDED).stream().map(String::valueOf).toList();
    long keep = body.getLong(Keys.KEEP);
    long after = body.getLong(Keys.AFTER);
    thread
        .run(() -> store.exchange(ended, keep, after))
        .onSuccess(known -> reply(question, known))
        .onFailure(failure -> refuse(question, failure));
  }

  private void reply(Message<JsonObject> question, SessionStore.Known known) {
    if (troubled) {
      troubled = false;
      LOG.info("The sessions of the nodes can be read again.");
    }
    question.reply(
        new JsonObject()
            .put(Keys.KEY, known.key())
            .put(Keys.ENDED, new JsonArray(known.ended()))
            .put(Keys.LAST, known.last())
            .put(Keys.MORE, known.more()));
  }

  private void refuse(Message<JsonObject> question, Throwable failure) {
    if (!troubled) {
      troubled = true;
      LOG.warn("The sessions of the nodes cannot be read: {}", failure.getMessage());
    }
    question.reply(Failures.toReply(JobException.unavailable("the database does not answer now")));
  }

  private void end() {
    thread.run(
        () -> {
          store.close();
          return null;
        });
    thread.end();
  }
}
