package dev.jobtracker.wire;

import java.util.Set;

/**
 * Every public address of the event bus (contract, sections 4 and 6). Bodies and replies are {@code
 * JsonObject}; a failure is a {@code ReplyException} whose code is that of HTTP. Every address
 * answers 400 for a body that breaks a rule and 503 while the tracker stops.
 */
public final class Addresses {
  /** Body: a new job; reply: the job, header {@link #CREATED}. Also fails with 410 and 413. */
  public static final String CREATE = "jobs.create";

  /** Body: {@code task_id} and what changes; reply: the job. Also 404, 409, 410, 412, 413. */
  public static final String UPDATE = "jobs.update";

  /** Body: {@code task_id}; reply: the job. Also fails with 404 and 410. */
  public static final String GET = "jobs.get";

  /** Body: a filter and a page; reply: {@code jobs} without results, {@code next_page_token}. */
  public static final String LIST = "jobs.list";

  /** Body: {@code task_id}, {@code reason}; reply: the job. Also fails with 404, 409 and 410. */
  public static final String CANCEL = "jobs.cancel";

  /** Body: {@code task_id}; reply: {@code task_id}. Also fails with 404 and 410. */
  public static final String DELETE = "jobs.delete";

  /** Body: empty; reply: {@code cleared}, how many jobs were forgotten. */
  public static final String CLEAR = "jobs.clear";

  /** Body: empty; reply: the numbers. */
  public static final String STATS = "jobs.stats";

  /**
   * Body: empty; reply: what {@link #STATS} answers, and how long jobs take. For {@code /metrics}.
   */
  public static final String METRICS = "jobs.metrics";

  /**
   * Body: empty; reply: which store the tracker that answers has in common with others. For a
   * tracker that starts in a cluster and must know whether it is the only one.
   */
  public static final String PRESENCE = "jobs.presence";

  /** Body: any; reply: {@code up}, {@code role} and {@code store}, as {@code /health/ready}. */
  public static final String HEALTH = "jobs.health";

  /**
   * Body: the {@code secret} that somebody shows who says that he is a node; reply: {@code node},
   * whether he is one. For the web door that nodes come in by.
   */
  public static final String NODE = "jobs.node";

  /**
   * Body: {@code ended}, the ids of browser sessions that have ended here, {@code keep}, for how
   * many seconds that is to be known, and {@code after}, a number of an earlier reply or 0. Reply:
   * {@code key}, what the cookies of sessions are signed with, {@code ended}, the sessions that
   * have ended at any node since then, {@code last}, their number, and {@code more}, whether there
   * are others. For the web doors of several nodes.
   */
  public static final String SESSIONS = "jobs.sessions";

  /** Header of a message to a verb: a node forwards it, so it must not be forwarded again. */
  public static final String FORWARDED = "forwarded";

  /**
   * Published, with {@code role} and {@code epoch}: the tracker can answer again, after a start, a
   * takeover or a lost link; who keeps state of its own reads it anew (contract, section 12).
   */
  public static final String TRACKER = "jobs.tracker";

  /** Published: every change of every job, with the header {@link #EVENT}. */
  public static final String EVENTS = "jobs.events";

  /**
   * Published, with an empty body: the tracker ends, and all its jobs with it. One message for all
   * of them, for the doors and the clients that watch jobs.
   */
  public static final String ENDED = "jobs.ended";

  /** The eight verbs, which are also the methods of JSON-RPC. */
  public static final Set<String> VERBS =
      Set.of(CREATE, UPDATE, GET, LIST, CANCEL, DELETE, CLEAR, STATS);

  /** Header of a create's reply: {@code "true"} where it created, {@code "false"} where not. */
  public static final String CREATED = "created";

  /** Header of what is published: {@link #CHANGED} or {@link #REMOVED}. */
  public static final String EVENT = "event";

  /** The body is the job as it is now. */
  public static final String CHANGED = "changed";

  /** The body is the {@code task_id} of a forgotten job and the {@code reason}. */
  public static final String REMOVED = "removed";

  /**
   * Header of a message to a verb: what its caller may see, as JSON ({@link
   * RequestJson#readScope}). The web side sets it for a caller whose token has a scope; whoever is
   * on the bus without one is trusted with every job.
   */
  public static final String SCOPE = "scope";

  /** Header of what is published as {@link #REMOVED}: the labels of the job, where it had any. */
  public static final String LABELS = "labels";

  private Addresses() {}

  /** Returns the address on which the changes of this one job are published. */
  public static String eventsOf(String taskId) {
    return EVENTS + "." + taskId;
  }
}
