package dev.jobtracker.cli;

import dev.jobtracker.client.ConnectionOptions;
import dev.jobtracker.job.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command talks to. The token is never an argument, which every user could read. */
final class ServerOptions {
  static final String URL = "JOB_TRACKER_URL";
  private static final String TOKEN = "JOB_TRACKER_TOKEN";
  private static final char DELETE = 0x7F;
  private static final String DEFAULT_URL = "http://localhost:8080";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server; else JOB_TRACKER_URL, else http://localhost:8080.")
  @Nullable String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file that holds the token; else JOB_TRACKER_TOKEN.")
  @Nullable Path tokenFile;

  String url(Map<String, String> environment) {
    return url != null ? url : nonEmpty(environment.getOrDefault(URL, DEFAULT_URL), DEFAULT_URL);
  }

  private static String nonEmpty(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  /**
   * Returns where to connect to.
   *
   * @throws BadArgument for what is no URL, and a file that cannot be read
   */
  ConnectionOptions connection(Map<String, String> environment) {
    try {
      return ConnectionOptions.of(url(environment), token(environment));
    } catch (JobException e) {
      String rule = e.getMessage().substring("url".length());
      throw new BadArgument((url == null ? URL : "--url") + rule);
    }
  }

  private @Nullable String token(Map<String, String> environment) {
    String token = tokenFile == null ? environment.get(TOKEN) : read(tokenFile);
    if (token == null || token.isBlank()) {
      return null;
    }
    // As text of a header it would be refused later, and with no word of what it was.
    if (!token.strip().chars().allMatch(c -> c > ' ' && c < DELETE)) {
      throw new BadArgument(
          (tokenFile == null ? TOKEN : "--token-file") + ": must be visible characters of ASCII");
    }
    return token.strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BadArgument("--token-file: cannot read " + file);
    }
  }
}
