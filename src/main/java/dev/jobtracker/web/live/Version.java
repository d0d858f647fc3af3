package dev.jobtracker.web.live;

import dev.jobtracker.wire.JobJson;
import dev.jobtracker.wire.Keys;
import io.vertx.core.json.JsonObject;

/**
 * Which state of a job somebody knows. A job that its worker gives back to a tracker that was begun
 * anew has the same id, but it is another record: its revisions count from 1 again.
 *
 * @param createdAt when the record was made, in microseconds since 1970
 * @param revision counts its changes
 */
public record Version(long createdAt, long revision) {

  /** Returns the version of a job that a tracker answered or published. */
  public static Version of(JsonObject job) {
    return new Version(JobJson.createdAtMicros(job), job.getLong(Keys.REVISION));
  }

  /** Returns one that is before every version of a job that a tracker answered. */
  public static Version before(JsonObject job) {
    return new Version(JobJson.createdAtMicros(job), 0);
  }

  /** Returns whether both are of one record. */
  boolean isOfSameRecord(Version other) {
    return createdAt == other.createdAt;
  }

  /** Returns whether it is an earlier one of the same record. */
  boolean isBefore(Version other) {
    return isOfSameRecord(other) && revision < other.revision;
  }

  /** Returns whether it is news to one who knows the other: another record always is. */
  public boolean isNewsAfter(Version other) {
    return !isOfSameRecord(other) || revision > other.revision;
  }
}
