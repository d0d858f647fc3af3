package dev.jobtracker.wire;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.JobPage;
import dev.jobtracker.job.JobStats;
import dev.jobtracker.job.JobStatus;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what the tracker answers beside single jobs (contract, section 4), for the typed client.
 * What no tracker writes is refused with a {@link dev.jobtracker.job.JobException}.
 */
public final class AnswerJson {
  private AnswerJson() {}

  /** Reads a page; its jobs have no results. */
  public static JobPage readPage(JsonObject answer) {
    List<Job> jobs = new ArrayList<>();
    for (Object job : answer.getJsonArray(Keys.JOBS)) {
      jobs.add(JobJson.read((JsonObject) job));
    }
    return new JobPage(jobs, Fields.of(answer).string(Keys.NEXT_PAGE_TOKEN));
  }

  /** Reads how many jobs were cleared. */
  public static int readCleared(JsonObject answer) {
    return (int) Fields.of(answer).needInteger(Keys.CLEARED);
  }

  /** Reads the numbers. */
  public static JobStats readStats(JsonObject answer) {
    Map<String, Map<JobStatus, Integer>> byType = new TreeMap<>();
    JsonObject types = answer.getJsonObject(Keys.BY_TYPE);
    for (String type : types.fieldNames()) {
      byType.put(type, counts(types.getJsonObject(type)));
    }
    Map<String, Long> counters = new TreeMap<>();
    JsonObject counted = answer.getJsonObject(Keys.COUNTERS, new JsonObject());
    for (String name : counted.fieldNames()) {
      counters.put(name, Fields.of(counted).needInteger(name));
    }
    Fields fields = Fields.of(answer);
    return new JobStats(
        (int) fields.needInteger(Keys.TOTAL),
        counts(answer.getJsonObject(Keys.BY_STATUS)),
        byType,
        (int) fields.needInteger(Keys.STALLED),
        counters);
  }

  private static Map<JobStatus, Integer> counts(JsonObject byStatus) {
    Map<JobStatus, Integer> counts = new EnumMap<>(JobStatus.class);
    for (JobStatus status : JobStatus.values()) {
      counts.put(status, (int) Fields.of(byStatus).needInteger(status.text()));
    }
    return counts;
  }
}
