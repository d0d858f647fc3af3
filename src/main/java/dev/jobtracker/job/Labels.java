package dev.jobtracker.job;

import java.util.Map;

/** The rule by which labels choose jobs, for lists, watches, numbers and scopes alike. */
public final class Labels {

  private Labels() {}

  /**
   * Returns whether the labels of a job have all that is asked for, each with the same value
   * (contract, sections 4 and 13). Every job has all of none.
   */
  public static boolean haveAll(Map<String, ?> present, Map<String, String> wanted) {
    return wanted.isEmpty() || present.entrySet().containsAll(wanted.entrySet());
  }
}
