package dev.jobtracker.bench;

/**
 * One round of fan-out.
 *
 * @param rate events that reached a socket, in a second
 * @param p50 the median time from the worker's send to the watcher's receipt, in milliseconds
 * @param p99 the time that one event of a hundred exceeds, in milliseconds
 * @param cpu what an event that was delivered costs the server, in microseconds; the share of
 *     taking the update included
 * @param serverCpu what the server used, as a share of one core
 * @param overtaken states that workers sent and sockets did not get, as there was a newer one
 * @param lost sockets that did not get the last state, two seconds after it was sent
 */
record FanoutSample(
    double rate,
    double p50,
    double p99,
    double cpu,
    double serverCpu,
    double overtaken,
    int lost) {}
