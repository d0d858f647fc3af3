package dev.jobtracker.tracker;

import dev.jobtracker.client.ConnectionOptions;
import dev.jobtracker.client.transport.Connection;
import dev.jobtracker.config.Config;
import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Absence;
import dev.jobtracker.wire.Addresses;
import dev.jobtracker.wire.Failures;
import dev.jobtracker.wire.Keys;
import dev.jobtracker.wire.Reply;
import dev.jobtracker.wire.UpgradeHeaders;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers as the active node would, while this one stands by: questions go to its web door, and
 * what it publishes comes back over the same connection and is published on this bus. What it
 * publishes on a clustered bus everybody hears from itself. Used on the tracker's event loop.
 */
final class Forwarder {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final DeliveryOptions CHANGED =
      new DeliveryOptions().addHeader(Addresses.EVENT, Addresses.CHANGED);

  private final Outlet outlet;
  private final Vertx vertx;
  private final Context tracker;
  private final @Nullable String token;
  private final @Nullable Buffer authorities;

  private final Duration answerPatience;

  /** How long the active node may be silent before it is asked for a sign of life. */
  private final Duration patience;

  private final Runnable whenReached;
  private @Nullable String url;
  private @Nullable Connection connection;
  private boolean reached;

  /**
   * Creates a forwarder that knows of no other node.
   *
   * @param authorities certificates in PEM whom to trust beside the JDK's own, or null
   * @param whenReached called whenever the active node can be asked again
   */
  Forwarder(Outlet outlet, Config config, @Nullable Buffer authorities, Runnable whenReached) {
    this.outlet = outlet;
    this.vertx = outlet.vertx();
    this.tracker = vertx.getOrCreateContext();
    this.token = config.cluster().tokenFor(config.auth());
    this.authorities = authorities;
    this.answerPatience = config.store().answerPatience();
    this.patience = config.cluster().lease();
    this.whenReached = whenReached;
  }

  /** Returns whether the active node can be asked. */
  boolean isReached() {
    return reached;
  }

  /** Returns the URL of the active node where nobody listens there any more, or null. */
  @Nullable String unreached() {
    return connection != null && connection.nobodyListens() ? url : null;
  }

  /** Asks the node at this URL from now on; null = nobody. */
  void turnTo(@Nullable String holder, @Nullable String secret) {
    if (Objects.equals(url, holder)) {
      return;
    }
    close();
    url = holder;
    if (holder != null && secret != null) {
      LOG.info("The active node is {}.", holder);
      try {
        connect(holder, secret);
      } catch (JobException odd) {
        // Another version may take a URL that this one does not. It is replaced when it goes.
        LOG.warn("The active node {} cannot be asked: {}", holder, odd.getMessage());
      }
    }
  }

  private void connect(String holder, String secret) {
    ConnectionOptions options =
        ConnectionOptions.of(holder, token)
            .withHeader(UpgradeHeaders.NODE, secret)
            .withAuthorities(authorities)
            .withPingInterval(patience);
    Events events = new Events(holder);
    connection = Connection.begin(vertx, options.door(), events);
    events.from = connection;
  }

  /**
   * Lets the active node answer.
   *
   * @param again takes the question where it certainly was not carried out, since the node has gone
   * @param later takes it where the node is there, and says that it answers nothing at present
   */
  void forward(Question question, Runnable again, Runnable later) {
    Connection asked = connection;
    if (asked == null) {
      again.run();
      return;
    }
    asked
        .forward(question.verb(), question.body(), question.scopeText(), answerPatience.toMillis())
        // As what the node tells: an answer that came first, or last, is told so.
        .onSuccess(reply -> tracker.runOnContext(now -> answer(question, reply)))
        .onFailure(
            failure -> {
              JobException refusal = Failures.refusal(failure);
              tracker.runOnContext(now -> refused(question, refusal, asked, again, later));
            });
  }

  private void refused(
      Question question, JobException refusal, Connection asked, Runnable again, Runnable later) {
    if (isGone(asked) && isUntouched(refusal)) {
      again.run();
    } else if (Absence.isMeantBy(refusal)) {
      later.run();
    } else {
      question.refuse(refusal);
    }
  }

  private boolean isGone(Connection asked) {
    return asked != connection || !reached;
  }

  private static boolean isUntouched(JobException refusal) {
    return refusal.kind() == JobException.Kind.UNAVAILABLE && !Failures.mayHaveBeenDone(refusal);
  }

  private static void answer(Question question, Reply reply) {
    if (question.verb().equals(Addresses.CREATE)) {
      question.reply(reply.body(), reply.created());
    } else {
      question.reply(reply.body());
    }
  }

  /** Asks nobody any more. */
  void close() {
    url = null;
    reached = false;
    Connection last = connection;
    connection = null;
    if (last != null) {
      last.close();
    }
  }

  /** What the active node tells; comes on the connection's event loop. */
  private final class Events implements Connection.Listener {
    private final String holder;
    private volatile @Nullable Connection from;

    Events(String holder) {
      this.holder = holder;
    }

    @Override
    public void connected() {
      tracker.runOnContext(
          now -> {
            if (from == connection) {
              reached = true;
              LOG.info("The active node {} answers.", holder);
              whenReached.run();
            }
          });
    }

    @Override
    public void disconnected(String why) {
      tracker.runOnContext(
          now -> {
            if (from == connection) {
              reached = false;
              LOG.warn("The active node {} cannot be reached: {}", holder, why);
            }
          });
    }

    @Override
    public void changed(JsonObject job) {
      publish(job.getString(Keys.TASK_ID), job, CHANGED);
    }

    @Override
    public void removed(JsonObject removal) {
      DeliveryOptions options = new DeliveryOptions().addHeader(Addresses.EVENT, Addresses.REMOVED);
      Object labels = removal.remove(Keys.LABELS);
      if (labels instanceof JsonObject known && !known.isEmpty()) {
        options.addHeader(Addresses.LABELS, known.encode());
      }
      publish(removal.getString(Keys.TASK_ID), removal, options);
    }

    /** On the tracker's loop, where the answers are that came before it. */
    private void publish(String taskId, JsonObject body, DeliveryOptions options) {
      if (!vertx.isClustered()) {
        tracker.runOnContext(
            now -> {
              // What comes late from a node that this one has replaced is older than what it says.
              if (from == connection) {
                outlet.publish(taskId, body, options);
              }
            });
      }
    }
  }
}
