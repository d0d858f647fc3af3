package dev.jobtracker.tracker;

import java.util.Map;
import java.util.TreeMap;

/** Counts what the tracker refused, by code; bounded by the codes that there are. */
final class RefusalCounters {
  private final Map<Integer, Long> byCode = new TreeMap<>();
  private long unheard;

  void count(int code) {
    byCode.merge(code, 1L, Long::sum);
  }

  /** Counts a refusal that nobody waits for, because the message asked for no reply. */
  void countUnheard() {
    unheard++;
  }

  Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>();
    byCode.forEach((code, count) -> counters.put("refused_" + code, count));
    counters.put("refusals_unheard", unheard);
    return counters;
  }
}
