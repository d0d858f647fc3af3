package dev.jobtracker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The inner parts, measured by JMH in a process of their own. */
final class Micro {
  private static final int ITERATIONS = 5;

  private Micro() {}

  static List<Figure> measure() throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("dev\\.jobtracker\\..*")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .warmupIterations(ITERATIONS)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(ITERATIONS)
            .measurementTime(TimeValue.seconds(1))
            .forks(1)
            .verbosity(VerboseMode.SILENT)
            .build();
    List<Figure> figures = new ArrayList<>();
    for (RunResult result : new Runner(options).run()) {
      String name = result.getParams().getBenchmark();
      double nanos = result.getPrimaryResult().getScore();
      figures.add(Figure.of(name.replace("dev.jobtracker.", ""), nanos, "ns", "-"));
    }
    return figures;
  }
}
