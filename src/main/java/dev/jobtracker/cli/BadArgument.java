package dev.jobtracker.cli;

/** An argument, or a variable in its place, with which no command is run. */
final class BadArgument extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadArgument(String sentence) {
    super(sentence, null, false, false);
  }
}
