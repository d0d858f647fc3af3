package dev.jobtracker.wire;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobFilter;
import dev.jobtracker.job.JobQuery;
import dev.jobtracker.job.JobStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of which jobs a list or a watch asks for (contract, sections 4 and 8), read strictly and
 * written for the typed client. Reading refuses with {@link JobException}s of kind {@code INVALID}.
 */
public final class FilterJson {
  /** The keys of a filter, as lists and watches have them. */
  public static final Set<String> KEYS = Set.of(Keys.STATUS, Keys.TYPE, Keys.LABEL, Keys.STALLED);

  private static final Set<String> LIST_KEYS = and(KEYS, List.of(Keys.PAGE_SIZE, Keys.PAGE_TOKEN));
  private static final Set<String> WATCH_KEYS = and(KEYS, List.of(Keys.TASK_ID));

  private FilterJson() {}

  private static Set<String> and(Set<String> filter, List<String> more) {
    Set<String> keys = new HashSet<>(filter);
    keys.addAll(more);
    return Set.copyOf(keys);
  }

  /** Reads the body of a list. */
  public static JobQuery readQuery(JsonObject body) {
    Fields fields = Fields.of(body, LIST_KEYS);
    Integer pageSize = fields.clampedInteger(Keys.PAGE_SIZE);
    return new JobQuery(
        filter(fields),
        pageSize == null ? JobQuery.DEFAULT_PAGE_SIZE : pageSize,
        fields.string(Keys.PAGE_TOKEN));
  }

  /** Reads a filter that stands alone, as in a watch. */
  public static JobFilter readFilter(JsonObject body) {
    return filter(Fields.of(body, KEYS));
  }

  /**
   * What a watch asks for: one job, or all that a filter admits.
   *
   * @param taskId the job; null = the filter counts
   * @param filter the filter; {@link JobFilter#ALL} where nothing was said
   */
  public record Watch(@Nullable String taskId, JobFilter filter) {}

  /** Reads the parameters of a watch. */
  public static Watch readWatch(JsonObject params) {
    if (!params.containsKey(Keys.TASK_ID)) {
      return new Watch(null, filter(Fields.of(params, WATCH_KEYS)));
    }
    if (params.size() > 1) {
      throw JobException.invalid(
          Keys.TASK_ID, "must not come together with a filter", params.size() + " keys");
    }
    return new Watch(RequestJson.readTaskId(params), JobFilter.ALL);
  }

  /** Reads the number of the watch to end. */
  public static long readUnwatch(JsonObject params) {
    return Fields.of(params, Set.of(Keys.WATCH)).needInteger(Keys.WATCH);
  }

  private static JobFilter filter(Fields fields) {
    Set<JobStatus> statuses = EnumSet.noneOf(JobStatus.class);
    fields.oneOrSeveral(Keys.STATUS).forEach(text -> statuses.add(Fields.status(text)));
    Map<String, String> labels = new LinkedHashMap<>();
    for (String label : fields.oneOrSeveral(Keys.LABEL)) {
      int colon = label.indexOf(':');
      if (colon < 0) {
        throw JobException.invalid(Keys.LABEL, "must be key:value", label);
      }
      String key = label.substring(0, colon);
      String before = labels.put(key, label.substring(colon + 1));
      if (before != null && !before.equals(label.substring(colon + 1))) {
        throw JobException.invalid(Keys.LABEL, "no job has two values of one key", label);
      }
    }
    return new JobFilter(statuses, fields.string(Keys.TYPE), labels, fields.flag(Keys.STALLED));
  }

  /** Writes the body of a list. */
  public static JsonObject write(JobQuery query) {
    JsonObject body = write(query.filter()).put(Keys.PAGE_SIZE, query.pageSize());
    RequestJson.putUnlessNull(body, Keys.PAGE_TOKEN, query.pageToken());
    return body;
  }

  /** Writes a filter. */
  public static JsonObject write(JobFilter filter) {
    JsonObject body = new JsonObject();
    if (!filter.statuses().isEmpty()) {
      JsonArray statuses = new JsonArray();
      filter.statuses().forEach(status -> statuses.add(status.text()));
      body.put(Keys.STATUS, statuses);
    }
    if (!filter.labels().isEmpty()) {
      JsonArray labels = new JsonArray();
      filter.labels().forEach((key, value) -> labels.add(key + ":" + value));
      body.put(Keys.LABEL, labels);
    }
    RequestJson.putUnlessNull(body, Keys.TYPE, filter.type());
    RequestJson.putUnlessNull(body, Keys.STALLED, filter.stalled());
    return body;
  }
}
