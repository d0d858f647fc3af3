package dev.jobtracker.bench;

import java.util.List;

/** What a watcher costs that nobody tells anything, against a bare WebSocket. */
final class IdleWatchers {
  private static final int JOBS = 50;
  private static final int WATCHERS = 5_000;

  private record Cost(double heap, double resident) {}

  private IdleWatchers() {}

  static List<Figure> measure() throws Exception {
    try (ServerProcess tracker = ServerProcess.tracker();
        ServerProcess floor = ServerProcess.floor(HttpWork.runningJob(tracker))) {
      List<String> ids = Fanout.jobs(tracker, JOBS);
      Cost ours = cost(tracker, ids);
      Cost bare = cost(floor, ids);
      return List.of(
          figure("heap per idle watcher", ours.heap, bare.heap),
          figure("RSS per idle watcher, after a collection", ours.resident, bare.resident));
    }
  }

  private static Figure figure(String work, double bytes, double floor) {
    String goal = "at most 1024 over the floor";
    return new Figure(work, bytes, "bytes", floor, bytes / floor, goal);
  }

  private static Cost cost(ServerProcess server, List<String> ids) throws Exception {
    // A first crowd, so that nothing that is made once is counted.
    new Crowd(server, ids, 1).close();
    double heap = server.liveBytes();
    double resident = server.residentBytes();
    Crowd crowd = new Crowd(server, ids, WATCHERS / JOBS);
    Cost cost =
        new Cost(
            (server.liveBytes() - heap) / WATCHERS, (server.residentBytes() - resident) / WATCHERS);
    crowd.close();
    return cost;
  }
}
