package dev.jobtracker.bench;

import java.util.List;

/**
 * Fan-out in a new process: its first seconds, with the compiler at work, and those that follow.
 *
 * @param first the first seconds
 * @param rest the seconds after them
 */
record FanoutStart(FanoutSample first, FanoutSample rest) {
  static final double FIRST_SECONDS = 8;
  static final double REST_SECONDS = 22;

  /** Has a crowd work for the first time. */
  static FanoutStart of(Crowd crowd, double pace) throws Exception {
    return new FanoutStart(crowd.work(pace, FIRST_SECONDS), crowd.work(pace, REST_SECONDS));
  }

  /** Returns what an event costs the server over all these seconds, in microseconds. */
  double cpu() {
    double used = first.serverCpu() * FIRST_SECONDS + rest.serverCpu() * REST_SECONDS;
    return used * 1e6 / (first.rate() * FIRST_SECONDS + rest.rate() * REST_SECONDS);
  }

  /** Returns what was overtaken over all these seconds. */
  double overtaken() {
    return first.overtaken() + rest.overtaken();
  }

  /** Returns the figures of rounds in which so many states a second were due. */
  static List<Figure> figures(Rounds<FanoutStart> rounds, String work, double statesPerSecond) {
    String whole = work + ", the first " + (int) (FIRST_SECONDS + REST_SECONDS) + " s";
    String begin = work + ", the first " + (int) FIRST_SECONDS + " s";
    double inFirst = statesPerSecond * FIRST_SECONDS / 100;
    double inAll = inFirst + statesPerSecond * REST_SECONDS / 100;
    return List.of(
        rounds.figure(
            begin + ", server CPU each", "us", "ratio at most 1.25", one -> one.first().cpu()),
        rounds.figure(begin + ", p99", "ms", "at most 5", one -> one.first().p99()),
        rounds.figure(
            begin + ", overtaken", "%", "at most 0.1", one -> one.first().overtaken() / inFirst),
        rounds.figure(whole + ", server CPU each", "us", "ratio at most 1.10", FanoutStart::cpu),
        rounds.figure(whole + ", p99 after the first", "ms", "-", one -> one.rest().p99()),
        rounds.figure(whole + ", overtaken", "%", "at most 0.01", one -> one.overtaken() / inAll));
  }
}
