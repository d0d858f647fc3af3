package dev.jobtracker.bench;

import org.HdrHistogram.Histogram;

/**
 * One round of HTTP.
 *
 * @param rate answers in a second
 * @param p50 the median time to an answer, in microseconds
 * @param p99 the time that one answer of a hundred exceeds, in microseconds
 * @param cpu what an answer costs the server, in microseconds
 * @param loader what it costs the load, in microseconds
 */
record HttpSample(double rate, double p50, double p99, double cpu, double loader) {
  static HttpSample of(Histogram nanos, double seconds, double cpuMicros, double loaderMicros) {
    long answers = nanos.getTotalCount();
    return new HttpSample(
        answers / seconds,
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        cpuMicros / answers,
        loaderMicros / answers);
  }
}
