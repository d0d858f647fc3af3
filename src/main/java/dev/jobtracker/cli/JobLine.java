package dev.jobtracker.cli;

import dev.jobtracker.job.Job;
import dev.jobtracker.text.Percents;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One job as a line for people: bar, percent, counts, rate, estimate and step. In a terminal the
 * line is drawn over itself, and fits any width; elsewhere each state has a line of its own.
 */
final class JobLine {
  private static final int BAR = 20;
  private static final String DRAW_OVER = "\r\u001b[K";

  private final PrintStream out;
  private final Map<String, String> environment;
  private final boolean live;
  private final boolean colours;
  private volatile int width;
  private @Nullable Job shown;

  JobLine(PrintStream out, Map<String, String> environment, boolean live) {
    this.out = out;
    this.environment = environment;
    this.live = live;
    this.colours = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
    if (live) {
      width = Terminal.width(environment);
      Signals.handle("WINCH", resized -> width = Terminal.width(environment));
    }
  }

  /** Shows the job as it is now. */
  synchronized void show(Job job) {
    shown = job;
    String text = Rows.line(text(job));
    if (!live) {
      out.println(text);
      return;
    }
    String colour = colours ? colour(job) : "";
    String cut = fitting(text);
    out.print(DRAW_OVER + (colour.isEmpty() ? cut : colour + cut + "\u001b[0m"));
    out.flush();
  }

  /** Says something about the connection, in place of the job's state until the next one comes. */
  synchronized void say(String sentence) {
    String text = Rows.line(sentence);
    if (live) {
      out.print(DRAW_OVER + fitting(text));
      out.flush();
    } else {
      out.println(text);
    }
  }

  /** The last column stays free, as some terminals begin a new line when it is written. */
  private String fitting(String text) {
    return Columns.cut(text, Math.max(0, width - 1));
  }

  /** Shows once more what was shown last, where there was something. */
  synchronized void showAgain() {
    if (shown != null) {
      show(shown);
    }
  }

  /** Leaves the last state on the screen. */
  synchronized void end() {
    if (live) {
      out.println();
    }
  }

  private static String colour(Job job) {
    return switch (job.status()) {
      case COMPLETED -> "\u001b[32m";
      case FAILED -> "\u001b[31m";
      case CANCELLED -> "\u001b[33m";
      default -> "";
    };
  }

  private static String text(Job job) {
    List<String> parts = new ArrayList<>();
    parts.add(job.status().text());
    if (job.progress() != null) {
      parts.add(bar(job.progress()) + " " + Percents.text(job.progress()) + "%");
    }
    if (job.done() != null) {
      String total = job.total() == null ? "" : "/" + number(job.total());
      String unit = job.unit() == null ? "" : " " + job.unit();
      parts.add(number(job.done()) + total + unit);
    }
    if (!job.status().isTerminal()) {
      pace(job, parts);
    }
    parts.add(job.error() == null ? job.currentStep() : job.error());
    if (job.cancelRequested() && !job.status().isTerminal()) {
      parts.add("(asked to stop)");
    }
    return String.join("  ", parts);
  }

  private static void pace(Job job, List<String> parts) {
    Instant started = job.startedAt();
    double seconds =
        started == null ? 0 : Duration.between(started, job.updatedAt()).toMillis() / 1_000.0;
    if (seconds <= 0) {
      return;
    }
    if (job.done() != null && job.done() > 0) {
      parts.add(String.format(Locale.ROOT, "%.1f/s", job.done() / seconds));
    }
    Double progress = job.progress();
    if (progress != null && progress > 0 && progress < 1) {
      parts.add("about " + time(seconds * (1 - progress) / progress) + " left");
    }
  }

  private static String bar(@Nullable Double progress) {
    int filled = (int) Math.floor((progress == null ? 0 : progress) * BAR);
    return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3_600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3_600, whole / 60 % 60, whole % 60);
  }
}
