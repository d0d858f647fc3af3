package dev.jobtracker.bench;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobUpdate;
import dev.jobtracker.job.NewJob;
import dev.jobtracker.job.map.Jobs;
import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Json;
import dev.jobtracker.wire.JsonText;
import dev.jobtracker.wire.RequestJson;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What an update passes on its way through the tracker, step by step, and a page of the list. */
@State(Scope.Thread)
public class InnerParts {
  private static final int HELD = 10_000;
  private static final int MAX_RESULT_BYTES = 1_000;

  private final Jobs jobs = HeldJobs.empty(2 * HELD);
  private final JobQuery query = new JobQuery(JobFilter.ALL, 100, null);
  private final JobUpdate[] updates = new JobUpdate[2];
  private JsonObject body = new JsonObject();
  private byte[] text = new byte[0];
  private String taskId = "";
  private Job job = jobs.create(NewJob.of("import")).job();
  private int count;

  /** Holds some jobs, one of which the benchmarks update. */
  @Setup
  public void hold() {
    HeldJobs.finish(jobs, HELD);
    job = jobs.create(NewJob.of("import").withTitle("Holiday pictures")).job();
    taskId = job.taskId();
    body = new JsonObject().put("task_id", taskId).put("add", 1).put("current_step", "Reading");
    text = body.encode().getBytes(StandardCharsets.UTF_8);
    updates[0] = JobUpdate.builder().currentStep("Reading").build();
    updates[1] = JobUpdate.builder().currentStep("Writing").build();
  }

  /** Reads the text of a message strictly. */
  @Benchmark
  public Object parse() {
    return Json.read(text);
  }

  /** Makes an update of a message. */
  @Benchmark
  public Object decode() {
    return RequestJson.readUpdate(body, MAX_RESULT_BYTES);
  }

  /** Applies an update that changes something. */
  @Benchmark
  public Object apply() {
    return jobs.update(taskId, updates[count++ & 1]);
  }

  /** Writes a job as text. */
  @Benchmark
  public byte[] encode() {
    return JsonText.bytes(JobJson.write(job));
  }

  /** Lists a hundred jobs and writes them as text. */
  @Benchmark
  public byte[] page() {
    JobPage page = jobs.list(query);
    return JsonText.bytes(JobJson.write(page));
  }
}
