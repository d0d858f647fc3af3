package dev.jobtracker.client.transport;

import dev.jobtracker.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The way to a tracker: the event bus, or a connection to one of its doors. */
public interface Transport {
  /**
   * Sends a verb.
   *
   * @param address one of the verbs in {@link dev.jobtracker.wire.Addresses}
   * @param timeoutMillis how long to wait for the answer
   * @return the answer; fails in a way that {@link dev.jobtracker.wire.Failures#refusal} reads
   */
  Future<Reply> request(String address, JsonObject body, long timeoutMillis);

  /** Hears of a job's changes, on some event loop and in their order, until the end is called. */
  Subscription listen(String taskId, JobNews news);

  /** Returns why nobody can be reached at present, or null where nothing speaks against it. */
  default @Nullable String whyDown() {
    return null;
  }

  /**
   * Returns what is closed first when the transport closes, and waited for: who has a last word to
   * say hangs on it. Null where the transport lasts as long as Vert.x.
   */
  default @Nullable CloseFuture users() {
    return null;
  }

  /** Lets go of all that the transport holds. */
  Future<Void> close();

  /** Hears of one job. */
  interface JobNews {
    /** The job has changed, and is like this now. */
    void changed(JsonObject job);

    /** The job is forgotten; the body has its id and the reason. */
    void removed(JsonObject removal);

    /**
     * News may be lost, for the tracker was away or is another one now; or nobody there knows the
     * job. Who must know asks.
     */
    void lookAgain();
  }

  /** A listening, which lasts until it is ended. */
  interface Subscription {
    /**
     * Completes when nothing is missed any more: who looks at the job then knows all. A connection
     * tells the job's present state when it begins to listen, so nothing is missed there.
     */
    default Future<Void> begun() {
      return Future.succeededFuture();
    }

    /** Nothing more is heard from now on. */
    void end();
  }
}
