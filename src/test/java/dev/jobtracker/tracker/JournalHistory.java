package dev.jobtracker.tracker;

import static dev.jobtracker.tracker.Known.need;

import dev.jobtracker.TestClock;
import dev.jobtracker.config.Config;
import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.store.FaultyStore;
import dev.jobtracker.store.FaultyStore.Call;
import dev.jobtracker.store.FaultyStore.Fault;
import dev.jobtracker.store.MemoryDisk;
import dev.jobtracker.store.StoreException;
import dev.jobtracker.store.StoreReader;
import dev.jobtracker.store.Turn;
import dev.jobtracker.wire.Bodies;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One tracker on a store with faults, random calls to it, and kills in between. A kill leaves the
 * disk as it is in that moment, and another tracker goes on from there. Used on one event loop.
 */
final class JournalHistory {
  private static final int STEPS = 30;
  private static final long DEADLINE_MILLIS = 30_000;
  private static final Config CONFIG =
      Config.from(
          new JsonObject()
              .put(
                  "store",
                  new JsonObject()
                      .put("file", "none")
                      .put("commit_timeout", "40ms")
                      .put("max_unsaved", 9))
              .put("tracker", new JsonObject().put("publish_interval", "1ms")));

  private final Vertx vertx;
  private final Bodies bodies;
  private final long seed;
  private final Random random;
  private final TestClock clock = new TestClock();
  private final MemoryDisk disk = new MemoryDisk();
  private final Known known = new Known(disk);
  private final List<String> ids = new ArrayList<>();
  private final Promise<Void> over = Promise.promise();
  private FaultyStore store;
  private Tracker tracker;
  private Succession succession;
  private @Nullable Term term;
  private int step;
  private int waiting;
  private int generation;
  private String last = "";
  private boolean proved;
  private volatile boolean calm;

  JournalHistory(Vertx vertx, Bodies bodies, long seed) {
    this.vertx = vertx;
    this.bodies = bodies;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Returns the type of all jobs of this history, by which its events are known. */
  String type() {
    return "h" + seed;
  }

  /** Plays the history; fails with its seed. */
  Future<Void> play() {
    long deadline =
        vertx.setTimer(DEADLINE_MILLIS, timer -> fail(new AssertionError("not over: " + this)));
    begin();
    next();
    return over.future().onComplete(any -> vertx.cancelTimer(deadline));
  }

  @Override
  public String toString() {
    return String.format(
        "seed %d, step %d, %s, %d callers wait, generation %d, %s",
        seed, step, last, waiting, generation, term == null ? "no term" : "a term");
  }

  private void begin() {
    store = new FaultyStore(disk, faults(new Random(seed * 31 + generation++)));
    StoreThread thread = new StoreThread(vertx, store);
    TermOpening opening =
        new TermOpening(new Outlet(vertx, bodies), CONFIG, clock, new RefusalCounters());
    Tracker started = new Tracker();
    tracker = started;
    succession = new Succession(thread, opening, Duration.ofMillis(5), started);
    succession
        .begin(Duration.ofSeconds(20))
        .onFailure(
            failure -> {
              if (tracker == started) {
                fail(failure);
              }
            });
  }

  /** One process; what happens to a killed one on its way out concerns nobody any more. */
  private final class Tracker implements Succession.Station {
    @Override
    public void atWork(Term next, Turn turn) {
      term = tracker == this ? next : term;
    }

    @Override
    public void standingBy(Turn turn) {
      if (tracker == this) {
        fail(new AssertionError("nobody else has the disk"));
      }
    }

    @Override
    public String unreached() {
      return null;
    }

    @Override
    public void idle() {
      term = tracker == this ? null : term;
    }
  }

  /** Most calls go well, as does the first one; in some histories all do, some are never slow. */
  private Supplier<Call> faults(Random dice) {
    int style = dice.nextInt(4);
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      boolean good = calm || style == 0 || calls.getAndIncrement() == 0;
      int roll = good ? 1_000 : dice.nextInt(1_000);
      if (roll < 50) {
        return new Call(Fault.BEFORE, 0);
      } else if (roll < 100) {
        return new Call(Fault.AFTER, 0);
      } else if (roll < 120) {
        return new Call(Fault.BROKEN, 0);
      } else if (roll < 140) {
        return new Call(Fault.BROKEN_AFTER, 0);
      }
      boolean slow = roll < 240 && style > 1;
      return slow ? new Call(Fault.NONE, style == 3 && roll < 160 ? 60 : 3) : Call.GOOD;
    };
  }

  private void fail(Throwable failure) {
    over.tryFail(
        new AssertionError(
            "seed " + seed + ", step " + step + ": " + last + ": " + failure, failure));
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error failure) {
      fail(failure);
    }
  }

  private void next() {
    if (over.future().isComplete()) {
      return;
    }
    if (step++ == STEPS) {
      calm = true;
      settle();
      return;
    }
    guarded(this::act);
    int dice = random.nextInt(20);
    if (dice < 12) {
      next();
    } else if (dice < 17) {
      vertx.runOnContext(turn -> next());
    } else {
      vertx.setTimer(1 + random.nextInt(4), timer -> next());
    }
  }

  private void act() {
    int dice = random.nextInt(1_000);
    if (dice < 250 || ids.isEmpty()) {
      create();
    } else if (dice < 600) {
      update(id());
    } else if (dice < 640) {
      change("cancel", id(), new JsonObject(), Term::cancel, false);
    } else if (dice < 690) {
      delete(id());
    } else if (dice < 705) {
      clear();
    } else if (dice < 820) {
      get(id());
    } else if (dice < 880) {
      list();
    } else if (dice < 930) {
      stats();
    } else if (dice < 975) {
      pass();
    } else {
      kill();
    }
  }

  private String id() {
    return ids.get(random.nextInt(ids.size()));
  }

  /** Asks the tracker; where none is at work the caller would wait, and so asks for nothing. */
  private boolean ask(
      String verb, JsonObject body, BiConsumer<Term, Question> call, Consumer<Object> answer) {
    last = verb + " " + body.encode();
    if (term == null) {
      return false;
    }
    waiting++;
    Asked asked =
        new Asked(
            body,
            reply -> {
              waiting--;
              guarded(() -> answer.accept(reply));
            });
    Question question = new Question(asked, new RefusalCounters());
    try {
      call.accept(term, question);
    } catch (RuntimeException refusal) {
      question.refuse(refusal);
    }
    return true;
  }

  private static boolean mayBeStored(Object reply) {
    return reply instanceof ReplyException refusal
        && refusal.failureCode() == 503
        && refusal.getMessage().contains("not known");
  }

  private void create() {
    JsonObject body = new JsonObject().put("type", type()).put("heartbeat_timeout", 1);
    String own = random.nextInt(3) == 0 ? type() + "_own-000" + random.nextInt(4) : null;
    if (own != null) {
      body.put("task_id", own);
    }
    if (random.nextBoolean()) {
      body.put("result", "r".repeat(random.nextInt(4)));
    }
    long before = own == null ? 0 : known.revision(own);
    boolean wasGone = own != null && known.isGone(own);
    ask(
        "create",
        body,
        Term::create,
        reply -> {
          if (reply instanceof Job job) {
            need(!wasGone && job.revision() >= before, "went back from " + before, job);
            known.shown(job);
            ids.add(job.taskId());
          } else {
            refused(own, (ReplyException) reply, wasGone);
          }
        });
  }

  private void update(String taskId) {
    JsonObject body = new JsonObject();
    boolean adds = random.nextBoolean();
    if (adds) {
      body.put("add", 1);
    }
    switch (random.nextInt(7)) {
      case 0 -> body.put("status", random.nextInt(3) == 0 ? "completed" : "running");
      case 1 -> body.put("current_step", "step " + step);
      case 2 -> body.put("result", random.nextBoolean() ? null : step);
      case 3 -> body.put("if_revision", 1 + random.nextInt(3));
      case 4 -> body.put("status", "pending");
      default -> {
        // A heartbeat, where it adds nothing.
      }
    }
    change("update", taskId, body, Term::update, adds);
  }

  private void change(
      String verb, String taskId, JsonObject body, BiConsumer<Term, Question> call, boolean adds) {
    body.put("task_id", taskId);
    long before = known.revision(taskId);
    boolean wasGone = known.isGone(taskId);
    known.mayAdd(taskId, adds ? 1 : 0);
    boolean asked =
        ask(
            verb,
            body,
            call,
            reply -> {
              if (reply instanceof Job job) {
                need(!wasGone && job.revision() >= before, "went back from " + before, job);
                if (adds) {
                  known.hasAdded(taskId);
                }
                known.shown(job);
              } else {
                known.mayAdd(taskId, adds && !mayBeStored(reply) ? -1 : 0);
                refused(taskId, (ReplyException) reply, wasGone);
              }
            });
    known.mayAdd(taskId, adds && !asked ? -1 : 0);
  }

  private void refused(@Nullable String taskId, ReplyException refusal, boolean wasGone) {
    int code = refusal.failureCode();
    need(Set.of(404, 409, 410, 412, 503).contains(code), "refused", refusal.getMessage());
    if (code == 410) {
      known.toldGone(taskId);
    } else if (code == 404) {
      need(known.revision(taskId) == 0, "unknown though it was shown", taskId);
    } else if (code != 503) {
      need(!wasGone, "back after its removal was told", taskId);
    }
  }

  private void delete(String taskId) {
    boolean wasGone = known.isGone(taskId);
    known.mayDelete(taskId, 1);
    boolean asked =
        ask(
            "delete",
            new JsonObject().put("task_id", taskId),
            Term::delete,
            reply -> {
              if (reply instanceof ReplyException refusal) {
                refused(taskId, refusal, wasGone);
                known.mayDelete(taskId, mayBeStored(reply) ? 0 : -1);
              } else {
                known.toldGone(taskId);
              }
            });
    known.mayDelete(taskId, asked ? 0 : -1);
  }

  private void clear() {
    Set<String> before = known.ids();
    known.mayClear(1);
    boolean asked =
        ask(
            "clear",
            new JsonObject(),
            Term::clear,
            reply -> {
              if (reply instanceof ReplyException) {
                known.mayClear(mayBeStored(reply) ? 0 : -1);
              } else {
                before.forEach(known::toldGone);
              }
            });
    known.mayClear(asked ? 0 : -1);
  }

  private void get(String taskId) {
    change("get", taskId, new JsonObject(), Term::get, false);
  }

  private void list() {
    int from = known.version();
    ask(
        "list",
        new JsonObject().put("page_size", 100),
        Term::list,
        reply -> {
          if (reply instanceof JobPage page) {
            known.listed(page.jobs(), from);
          } else {
            need(((ReplyException) reply).failureCode() == 503, "refused a list", reply);
          }
        });
  }

  private void stats() {
    int from = known.version();
    ask(
        "stats",
        new JsonObject(),
        Term::stats,
        reply -> {
          if (reply instanceof JobStats stats) {
            known.counted(stats, from);
          }
        });
  }

  private void pass() {
    last = "pass";
    clock.advance(Duration.ofMillis(random.nextInt(2_500) - 500));
    if (term != null) {
      term.sweep();
    }
  }

  private void kill() {
    last = "kill";
    Succession killed = succession;
    Future<Void> ended = term == null ? Future.succeededFuture() : term.end();
    store.kill();
    term = null;
    begin();
    ended.onComplete(any -> killed.end());
  }

  /** Something was published about a job of this history. */
  void published(Object body) {
    if (body instanceof Job job) {
      guarded(() -> known.shown(job));
    } else if (body instanceof JsonObject removal) {
      guarded(() -> known.toldGone(removal.getString("task_id")));
    }
  }

  /** Waits until all callers have their answer and the tracker takes changes, then ends. */
  private void settle() {
    if (over.future().isComplete()) {
      return;
    }
    if (proved && waiting == 0 && term != null) {
      guarded(this::end);
      return;
    }
    // One at a time: more would always be under way on a busy machine, and nobody could end.
    if (waiting == 0) {
      ask(
          "create",
          new JsonObject().put("type", type()),
          Term::create,
          reply -> proved |= reply instanceof Job);
    }
    vertx.setTimer(2, timer -> settle());
  }

  private void end() {
    list();
    stats();
    if (random.nextBoolean()) {
      store.kill();
    }
    term.end()
        .transform(ended -> succession.end())
        .onComplete(
            ended -> {
              guarded(this::checkLoaded);
              over.tryComplete();
            });
  }

  private void checkLoaded() {
    Map<String, Job> jobs = new HashMap<>();
    Set<String> gone = new HashSet<>();
    try {
      new FaultyStore(disk, () -> Call.GOOD)
          .take(
              new StoreReader() {
                @Override
                public void job(Job job, long seenAt) {
                  jobs.put(job.taskId(), job);
                }

                @Override
                public void gone(String taskId) {
                  gone.add(taskId);
                }

                @Override
                public void cleared() {
                  jobs.clear();
                }
              },
              null);
    } catch (StoreException failure) {
      throw new AssertionError("the disk cannot be read", failure);
    }
    known.loaded(jobs, gone);
  }
}
