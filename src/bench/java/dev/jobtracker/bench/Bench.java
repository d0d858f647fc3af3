package dev.jobtracker.bench;

import dev.jobtracker.process.PostgresServer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs the benchmarks that its argument names, prints one table, and writes it as JSON. */
public final class Bench {
  private static final Path OUTPUT = Path.of("target", "bench", "figures.json");

  /** Takes many minutes, and is only run by its name. */
  private static final String SOAK = "soak";

  private Bench() {}

  /** Runs {@code all} benchmarks but the soak, or those of a comma-separated list. */
  public static void main(String[] args) throws Exception {
    Map<String, Callable<List<Figure>>> benchmarks = benchmarks();
    List<String> asked =
        args[0].equals("all")
            ? benchmarks.keySet().stream().filter(name -> !name.equals(SOAK)).toList()
            : List.of(args[0].split(","));
    List<Figure> figures = new ArrayList<>();
    for (String name : asked) {
      Callable<List<Figure>> benchmark = benchmarks.get(name);
      if (benchmark == null) {
        throw new IllegalArgumentException("bench: must be all or of " + benchmarks.keySet());
      }
      for (Figure figure : benchmark.call()) {
        System.out.println(figure);
        figures.add(figure);
      }
    }
    write(figures);
  }

  private static Map<String, Callable<List<Figure>>> benchmarks() {
    Map<String, Callable<List<Figure>>> benchmarks = new LinkedHashMap<>();
    benchmarks.put("bus", BusUpdates::measure);
    benchmarks.put("get", HttpWork::get);
    benchmarks.put("mixed", HttpWork::mixed);
    benchmarks.put("instances", HttpWork::instances);
    benchmarks.put("fanout", Fanout::spread);
    benchmarks.put("cold", Fanout::cold);
    benchmarks.put("hot", Fanout::hot);
    benchmarks.put("list", ListPage::measure);
    benchmarks.put("heap", HeapPerJob::measure);
    benchmarks.put("idle", IdleWatchers::measure);
    benchmarks.put("start", Startup::measure);
    benchmarks.put("scope", ScopeCost::measure);
    benchmarks.put("cli", CommandRuns::measure);
    benchmarks.put("jobs", GrowthWithJobs::measure);
    benchmarks.put("watchers", GrowthWithWatchers::measure);
    benchmarks.put("store", StoreUpdates::measure);
    benchmarks.put("opening", StoreOpening::measure);
    if (PostgresServer.isInstalled()) {
      benchmarks.put("nodes", NodeUpdates::measure);
      benchmarks.put("standby", Fanout::atStandby);
      benchmarks.put("takeover", Takeovers::few);
      benchmarks.put("takeover-million", Takeovers::million);
    }
    benchmarks.put("micro", Micro::measure);
    benchmarks.put(SOAK, Soak::measure);
    return benchmarks;
  }

  private static void write(List<Figure> figures) throws IOException {
    JsonArray rows = new JsonArray();
    for (Figure figure : figures) {
      rows.add(
          new JsonObject()
              .put("work", figure.work())
              .put("value", figure.value())
              .put("unit", figure.unit())
              .put("floor", Double.isNaN(figure.floor()) ? null : figure.floor())
              .put("ratio", Double.isNaN(figure.ratio()) ? null : figure.ratio())
              .put("goal", figure.goal()));
    }
    Files.createDirectories(OUTPUT.getParent());
    Files.writeString(OUTPUT, Json.encodePrettily(rows));
  }
}
