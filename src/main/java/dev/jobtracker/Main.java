package dev.jobtracker;

import dev.jobtracker.cli.Commands;
import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.ProgramConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line: contract section 9. Standard output carries the ready line and nothing else; a
 * start that fails says one sentence on standard error and ends with 1.
 */
@Command(
    name = "job-tracker",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Tracks the progress of jobs: event bus, HTTP and WebSocket.",
    footer = {
      "Environment: JOB_TRACKER_HTTP_PORT=9090 overrides the key http.port, and so on.",
      "Further commands talk to a server: run, watch, list, get, cancel, generate-completion;"
          + " run --help tells more."
    })
public final class Main implements Callable<Integer> {
  /**
   * Netty tells the flight recorder of each buffer. To register these events takes an eighth of the
   * whole start, for what few ever record, so they have to be asked for with this property.
   */
  private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

  private final Map<String, String> environment;
  private final PrintStream out;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "The configuration, one JSON file; every key has a default.")
  private @Nullable Path conf;

  private Main(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  /** Starts the program; it then runs until a signal ends it. */
  public static void main(String[] args) {
    boolean command = Commands.isOne(args);
    PrintStream out = command ? text(FileDescriptor.out) : System.out;
    PrintStream err = command ? text(FileDescriptor.err) : System.err;
    int code = run(args, System.getenv(), out, err);
    // A command is over; the server runs on.
    if (code != 0 || command) {
      System.exit(code);
    }
  }

  /**
   * What a command says is UTF-8, as JSON is, also in the locale of cron, which has ASCII alone.
   */
  private static PrintStream text(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  /** Starts the program and answers with its exit code, 0 when it is running or has only helped. */
  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (Commands.isOne(args)) {
      return new Commands(environment, out, err, new Silence()).run(args);
    }
    return new CommandLine(new Main(environment, out))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler((e, words) -> refuse(err, e.getMessage() + " (see --help)"))
        .setExecutionExceptionHandler((e, line, parsed) -> refuse(err, sentence(e)))
        .execute(args);
  }

  @Override
  public Integer call() {
    LogOutput.setUp();
    System.setProperty(NETTY_EVENTS, System.getProperty(NETTY_EVENTS, "false"));
    ProgramConfig config = ProgramConfig.load(conf, environment);
    HeldLog log = HeldLog.hold();
    try {
      Program program = Program.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(program::stop, "stop"));
      log.release();
      out.println("job tracker ready on " + program.url());
      return 0;
    } catch (RuntimeException e) {
      log.discard();
      throw e;
    }
  }

  private static int refuse(PrintStream err, String sentence) {
    // A message of somebody else's may have several lines, and a control character in one of them.
    err.println(sentence.strip().replaceAll("[\\p{IsControl}\\u2028\\u2029]+", " "));
    return 1;
  }

  private static String sentence(Exception e) {
    boolean ours = e instanceof ConfigException || e instanceof StartException;
    return ours ? e.getMessage() : "job-tracker: cannot start: " + e;
  }

  /** Loads the log's classes when it is asked to, not before: a command of the user's waits. */
  private static final class Silence implements Runnable {
    @Override
    public void run() {
      LogOutput.silence();
    }
  }

  /** The version, as every command tells it. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Commands.version()};
    }
  }
}
