package dev.jobtracker.bench;

import dev.jobtracker.job.map.Jobs;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** Live heap for each finished job with a title, a step and a result, all of them short. */
final class HeapPerJob {
  private HeapPerJob() {}

  static List<Figure> measure() {
    List<Figure> figures = new ArrayList<>();
    for (int held : new int[] {200_000, 1_000_000}) {
      long before = liveBytes();
      Jobs jobs = HeldJobs.empty(held);
      HeldJobs.finish(jobs, held);
      double bytes = (double) (liveBytes() - before) / held;
      Reference.reachabilityFence(jobs);
      figures.add(
          Figure.of("heap per finished job, " + held + " held", bytes, "bytes", "at most 340"));
    }
    return figures;
  }

  private static long liveBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
