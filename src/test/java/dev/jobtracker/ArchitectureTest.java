package dev.jobtracker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the rooms, and what no room may do. */
class ArchitectureTest {
  private static final String ROOT = "dev.jobtracker";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** Assembled from halves, so that this file passes its own scan. */
  private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  @Test
  void classes_are_found_so_that_the_rules_have_something_to_bite() {
    assertThat(CLASSES.contain(ROOT + ".job.map.Jobs")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "text,    ''",
    "job,     text",
    "wire,    job text",
    "config,  text",
    "store,   wire job config text",
    "tracker, store client wire job config text",
    "client,  wire job text",
    "web,     wire job config text",
    "demo,    client job text",
    "cli,     client wire job text",
  })
  void room_imports_only_the_rooms_that_its_arrows_point_at(String room, String targets) {
    List<String> allowed = new ArrayList<>(List.of(packageOf(room)));
    Stream.of(targets.split(" "))
        .filter(t -> !t.isEmpty())
        .map(ArchitectureTest::packageOf)
        .forEach(allowed::add);
    DescribedPredicate<JavaClass> elsewhere =
        resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed.toArray(String[]::new))));
    check(
        noClasses()
            .that()
            .resideInAPackage(packageOf(room))
            .should()
            .dependOnClassesThat(elsewhere));
  }

  @ParameterizedTest
  @CsvSource({
    "web.limit,        ''",
    "web.http,         web.limit",
    "web.access,       web.limit web.http",
    "web.live,         web.limit web.http web.access",
    "web.door,         web.limit web.http web.access web.live",
    "web.ops,          web.limit web.http web.access web.live",
    "client.transport, ''",
  })
  void room_inside_a_room_imports_only_what_is_below_it(String room, String targets) {
    List<String> allowed = new ArrayList<>(List.of(packageOf(room)));
    Stream.of(targets.split(" "))
        .filter(t -> !t.isEmpty())
        .map(ArchitectureTest::packageOf)
        .forEach(allowed::add);
    DescribedPredicate<JavaClass> elsewhere =
        resideInAPackage(packageOf(room.substring(0, room.indexOf('.'))))
            .and(not(resideInAnyPackage(allowed.toArray(String[]::new))));
    check(
        noClasses()
            .that()
            .resideInAPackage(packageOf(room))
            .should()
            .dependOnClassesThat(elsewhere));
  }

  /** The map stands on the values; these know of no map. */
  @Test
  void values_of_jobs_import_nothing_of_the_map() {
    check(
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".job")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(packageOf("job.map")));
  }

  @Test
  void only_the_tracker_holds_a_map_of_jobs() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(packageOf("job.map"), packageOf("tracker"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(packageOf("job.map")));
  }

  /** More than that nobody holds in the head. */
  @Test
  void no_package_holds_more_than_30_files() throws IOException {
    try (Stream<Path> files = Files.walk(base().resolve("src/main/java"))) {
      Map<Path, Long> sizes =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
      assertThat(sizes)
          .isNotEmpty()
          .allSatisfy((room, size) -> assertThat(size).isLessThanOrEqualTo(30));
    }
  }

  @Test
  void every_class_lives_in_a_known_room() {
    check(
        classes()
            .should()
            .resideInAnyPackage(
                ROOT,
                ROOT + ".text",
                ROOT + ".job",
                packageOf("job.map"),
                ROOT + ".wire",
                ROOT + ".store",
                ROOT + ".tracker",
                ROOT + ".client",
                packageOf("client.transport"),
                ROOT + ".config",
                ROOT + ".demo",
                ROOT + ".cli",
                ROOT + ".web",
                packageOf("web.limit"),
                packageOf("web.http"),
                packageOf("web.access"),
                packageOf("web.live"),
                packageOf("web.door"),
                packageOf("web.ops")));
  }

  @Test
  void main_is_the_only_composition_root() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT));
  }

  @Test
  void main_knows_only_the_rooms_that_it_wires_together() {
    check(
        noClasses()
            .that()
            .resideInAPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packageOf("job"), packageOf("wire"), packageOf("client")));
  }

  @Test
  void domain_is_plain_java() {
    check(
        classes()
            .that()
            .resideInAPackage(packageOf("job"))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                packageOf("job"), packageOf("text"), "java..", "org.jspecify.annotations"));
  }

  /** What lies beneath Vert.x may change with each of its versions, so only these look at it. */
  @Test
  void few_classes_use_netty() {
    DescribedPredicate<JavaClass> netty =
        resideInAPackage("io.netty..")
            // A list of names and numbers, no machinery.
            .and(not(simpleName("HttpResponseStatus")));
    check(
        noClasses()
            .that(
                areNone(
                    "LogOutput",
                    "Main",
                    "config.Hosts",
                    "web.ListenFailure",
                    "web.Problems",
                    "web.http.Connections",
                    "web.http.VersionGuard",
                    "web.access.Access",
                    "web.live.ChannelRoom",
                    "web.live.Flushes",
                    "web.live.FrameWriter",
                    "web.live.UnreadGuard",
                    "web.door.BridgeDoor",
                    "web.door.BridgeSocket",
                    "web.door.RpcDoor",
                    "web.door.RpcSocket"))
            .should()
            .dependOnClassesThat(netty));
  }

  @Test
  void few_classes_use_the_inner_side_of_vertx() {
    check(
        noClasses()
            .that(
                areNone(
                    "client.Blocking",
                    "client.Lifeline",
                    "client.TrackedWork",
                    "client.WorkOnJob",
                    "client.transport.Connection",
                    "client.transport.Transport",
                    "web.http.Connections",
                    "web.limit.TurnAsks"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.vertx.core.internal..", "io.vertx.core.impl..", "io.vertx.core.http.impl.."));
  }

  /** All classes but these, which are named without the root, and what is nested in them. */
  private static DescribedPredicate<JavaClass> areNone(String... names) {
    return DescribedPredicate.describe(
        "are none of those that may",
        type ->
            Stream.of(names)
                .map(name -> ROOT + "." + name)
                .noneMatch(
                    name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
  }

  @Test
  void time_enters_by_constructor() {
    check(noClasses().should().callMethod(Instant.class, "now"));
    check(noClasses().should().callMethod(Instant.class, "now", Clock.class));
    check(noClasses().should().callMethod(System.class, "currentTimeMillis"));
    check(
        noClasses()
            .that()
            .resideInAPackage(packageOf("job"))
            .should()
            .callMethod(InstantSource.class, "system"));
  }

  @Test
  void nobody_sleeps() {
    check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    check(noClasses().should().callMethod(Thread.class, "sleep", long.class, int.class));
  }

  /** Where a future has no context, its timeout ends on a thread that is no event loop of ours. */
  @Test
  void futures_time_out_by_timers() {
    check(
        noClasses()
            // Its attempts have the context of the connection.
            .that(areNone("client.transport.Link"))
            .should()
            .callMethod(Future.class, "timeout", long.class, TimeUnit.class));
  }

  /** After a pause of the process a periodic timer does all at once what it has missed. */
  @Test
  void periodic_timers_are_only_where_a_second_tick_in_a_row_does_nothing() {
    check(
        noClasses()
            .that(
                areNone(
                    "tracker.JobTrackerVerticle",
                    "web.access.SessionExchange",
                    "web.limit.LimitHits"))
            .should()
            .callMethod(Vertx.class, "setPeriodic", long.class, Handler.class));
  }

  @Test
  void only_main_prints() {
    DescribedPredicate<JavaClass> main =
        DescribedPredicate.describe(
            "Main", type -> type.getName().matches("dev\\.jobtracker\\.Main(\\$.*)?"));
    check(noClasses().that(not(main)).should().accessField(System.class, "out"));
    check(noClasses().that(not(main)).should().accessField(System.class, "err"));
    check(noClasses().should().callMethod(Throwable.class, "printStackTrace"));
  }

  @Test
  void names_are_nouns_of_the_problem() {
    check(
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl"));
  }

  @Test
  void names_of_tests_are_words_in_lower_case() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages(ROOT);
    methods()
        .that()
        .areAnnotatedWith(Test.class)
        .or()
        .areAnnotatedWith(ParameterizedTest.class)
        .should()
        .haveNameMatching("[a-z][a-z0-9]*(_[a-z0-9]+)+")
        .check(tests);
  }

  @Test
  void sources_have_no_marks_of_unfinished_work() throws IOException {
    Path base = base();
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(base.resolve("src"))) {
      for (Path file : files.filter(ArchitectureTest::isText).toList()) {
        if (LEFT_OVER.matcher(Files.readString(file, StandardCharsets.UTF_8)).find()) {
          found.add(base.relativize(file).toString());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static Path base() {
    return Path.of(System.getProperty("project.basedir", "."));
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && name.matches(".*\\.(java|js|mjs|css|html|json|xml|md|properties|py|sh|yaml|yml)");
  }

  private static String packageOf(String room) {
    return ROOT + "." + room + "..";
  }

  /** A room that is still empty breaks no rule. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
