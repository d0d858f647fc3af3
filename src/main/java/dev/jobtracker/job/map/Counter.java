package dev.jobtracker.job.map;

import java.util.Locale;

/** What the map counts since it was made; the names are those of {@code jobs.stats}. */
enum Counter {
  CREATED,
  UPDATED,
  HEARTBEATS,
  COMPLETED,
  FAILED,
  CANCELLED,
  STALLED,
  LOST,
  DELETED,
  EXPIRED,
  EVICTED,
  CLEARED,
  GONE_IDS_DROPPED,
  CREATES_REFUSED_FULL;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
