package dev.jobtracker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import dev.jobtracker.job.Samples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The line of one job, at every width that a terminal may have. */
class JobLineTest {
  private static final String FULL = "running  [#####---------------] 25%  225/900 files  ";

  private static Job job(String step) {
    Job begun = Samples.apply(Samples.pending(), u -> u.total(900.0).unit("files").done(100.0));
    Job later = begun;
    for (int i = 0; i < 5; i++) {
      double done = 125 + 25 * i;
      later = Samples.apply(later, u -> u.done(done));
    }
    return Samples.apply(later, u -> u.currentStep(step));
  }

  private static String shown(Job job, int width) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Map<String, String> environment = Map.of("COLUMNS", String.valueOf(width), "NO_COLOR", "1");
    new JobLine(out, environment, true).show(job);
    String drawn = bytes.toString(StandardCharsets.UTF_8);
    assertThat(drawn).startsWith("\r\u001b[K");
    return drawn.substring(4);
  }

  /** What a terminal makes of the characters of these tests. */
  private static int columns(String text) {
    return text.codePoints().map(c -> c == 0x301 ? 0 : c < 0x1100 || c == 0x2026 ? 1 : 2).sum();
  }

  @Test
  void line_fits_every_width_and_halves_no_character() {
    Job job = job("読み込み中 한국어 🎉🚀 e\u0301té ".repeat(12));
    String whole = shown(job, 1_000);
    for (int width = 1; width <= 250; width++) {
      String line = shown(job, width);
      assertThat(whole).startsWith(line);
      assertThat(columns(line)).isLessThan(width).isGreaterThanOrEqualTo(width - 2);
    }
  }

  @Test
  void line_has_bar_percent_counts_rate_estimate_and_step() {
    assertThat(shown(job("Reading"), 200))
        .startsWith(FULL)
        .matches(".*  [\\d.]+/s  about 0:00 left  Reading");
  }

  @Test
  void line_breaks_and_escapes_are_not_passed_to_the_terminal() {
    assertThat(shown(job("a\nb\u001b[31mc\u009bd\u2028e"), 200)).endsWith("  a b [31mc d e");
  }
}
