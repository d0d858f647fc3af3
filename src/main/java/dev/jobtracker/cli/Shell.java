package dev.jobtracker.cli;

import dev.jobtracker.job.JobException;
import java.io.PrintStream;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param environment the variables of the process
 * @param out standard output
 * @param err standard error
 * @param quiet has the log say nothing
 */
record Shell(Map<String, String> environment, PrintStream out, PrintStream err, Runnable quiet) {
  static final int FAILED = 1;
  static final int BAD_ARGUMENTS = 2;

  /** The job is unknown or forgotten. */
  static final int NO_JOB = 3;

  /** Says one sentence on standard error and returns the exit code. */
  int say(String sentence, int code) {
    // A message of somebody else's may have several lines, and a control character in one of them.
    err.println(
        "job-tracker: " + sentence.strip().replaceAll("[\\p{IsControl}\\u2028\\u2029]+", " "));
    return code;
  }

  /** Returns the exit code, which is no success where what was said has not arrived. */
  int written(int code) {
    boolean lost = code == 0 && out.checkError();
    return lost ? say("standard output cannot be written", FAILED) : code;
  }

  /** Says why a command failed. */
  int fail(Exception e) {
    if (e instanceof BadArgument) {
      return say(e.getMessage(), BAD_ARGUMENTS);
    }
    if (e instanceof JobException refusal) {
      boolean none =
          refusal.kind() == JobException.Kind.NOT_FOUND || refusal.kind() == JobException.Kind.GONE;
      return say(refusal.getMessage(), none ? NO_JOB : FAILED);
    }
    return say(String.valueOf(e), FAILED);
  }
}
