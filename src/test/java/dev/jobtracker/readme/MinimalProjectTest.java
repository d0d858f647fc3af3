package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Builds the minimal project of the guide with the Maven that runs this test, offline. The test
 * comes before this build's own jar, so the project gets a local repository of its own: what the
 * real one holds, linked, and beside it the tracker as it is now.
 */
class MinimalProjectTest {
  private static final String VERSION = "1.0.0-SNAPSHOT";
  private static final Path CLASSES = Guide.BASE.resolve("target/classes");

  /** Below {@code target}, not in a folder whose cleaner would follow or complain of links. */
  private static final Path FOLDER = Guide.BASE.resolve("target/minimal-project").toAbsolutePath();

  @BeforeEach
  void empty() throws IOException {
    if (Files.exists(FOLDER)) {
      try (Stream<Path> old = Files.walk(FOLDER)) {
        for (Path entry : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(entry);
        }
      }
    }
  }

  @Test
  void projectOfTheGuide_isBuiltByMaven() throws Exception {
    String home = System.getProperty("maven.home", "");
    assumeTrue(Files.isDirectory(Path.of(home)), "No Maven runs this test, so it was not built.");
    Path project = Files.createDirectories(FOLDER.resolve("imports"));
    String java = Guide.snippet("index.md", "java");
    Path source = source(project, JavaSnippets.className(java));
    Files.writeString(source, java);
    Files.writeString(project.resolve("pom.xml"), Guide.snippet("index.md", "xml"));
    run(
        project,
        List.of(
            Path.of(home, "bin", "mvn").toString(),
            "-o",
            "-B",
            "-q",
            "-Dmaven.repo.local=" + repository(Path.of(System.getProperty("localRepository"))),
            // Where a jar once came from does not matter, only that it is there.
            "-Daether.enhancedLocalRepository.trackingFilename=none",
            "compile"));
    assertThat(project.resolve("target/classes/com/example/imports/ImportVerticle.class")).exists();
  }

  private static Path source(Path project, String className) throws IOException {
    Path source = project.resolve("src/main/java/" + className.replace('.', '/') + ".java");
    assertThat(Guide.text(Guide.BASE.resolve("src/site/markdown/index.md")))
        .contains("`" + project.relativize(source) + "`");
    Files.createDirectories(source.getParent());
    return source;
  }

  private static Path repository(Path real) throws IOException {
    Path own = Files.createDirectories(FOLDER.resolve("repository"));
    link(real, own, "dev");
    link(real.resolve("dev"), Files.createDirectories(own.resolve("dev")), "jobtracker");
    String artifact = "dev/jobtracker/job-tracker/" + VERSION;
    Path home = Files.createDirectories(own.resolve(artifact));
    Files.copy(Guide.BASE.resolve("pom.xml"), home.resolve("job-tracker-" + VERSION + ".pom"));
    jar(home.resolve("job-tracker-" + VERSION + ".jar"));
    return own;
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path name = entry.getFileName();
        if (!name.toString().equals(except)) {
          Files.createSymbolicLink(to.resolve(name), entry.toAbsolutePath());
        }
      }
    }
  }

  private static void jar(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> classes = Files.walk(CLASSES)) {
      for (Path entry : classes.filter(Files::isRegularFile).toList()) {
        jar.putNextEntry(new JarEntry(CLASSES.relativize(entry).toString()));
        Files.copy(entry, jar);
      }
    }
  }

  private static void run(Path project, List<String> command) throws Exception {
    Path said = project.resolve("said.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("%s", said).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }
}
