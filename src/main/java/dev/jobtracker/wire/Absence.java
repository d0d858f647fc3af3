package dev.jobtracker.wire;

import dev.jobtracker.job.JobException;
import dev.jobtracker.job.JobException.Kind;

/**
 * Why a tracker answers nothing at present, though another node may (contract, section 12). Nothing
 * was changed then, so whoever has another way may ask again. The sentence is how one node knows it
 * from a refusal of the tracker's own, such as a store that takes no changes.
 */
public enum Absence {
  /** The tracker is being stopped. */
  STOPPING("the tracker is stopping"),
  /** No tracker is there. */
  NOT_RUNNING("the tracker is not running"),
  /** The node stands by, or has not begun yet. */
  NOT_AT_WORK("this node is not at work, so nothing was changed"),
  /** The node may have been replaced. */
  RIGHT_OVER("the right to answer has run out, and another node may have it by now"),
  /** The node is about to begin again. */
  LOADING("the tracker is about to load its jobs anew, so the change was not made");

  private final String sentence;

  Absence(String sentence) {
    this.sentence = sentence;
  }

  /** Returns the refusal that says so. */
  public JobException refusal() {
    return JobException.unavailable(sentence);
  }

  /** Returns whether a refusal says one of these, whatever way it came. */
  public static boolean isMeantBy(JobException refusal) {
    if (refusal.kind() == Kind.UNAVAILABLE) {
      for (Absence absence : values()) {
        if (absence.sentence.equals(refusal.getMessage())) {
          return true;
        }
      }
    }
    return false;
  }
}
