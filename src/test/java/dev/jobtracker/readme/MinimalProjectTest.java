package dev.jobtracker.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobtracker.process.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
  private static final Path MAVEN = Path.of(System.getProperty("maven.home", ""));
  private static final String ON_FREE_PORT =
      """
      package com.example.imports;

      import io.vertx.core.DeploymentOptions;
      import io.vertx.core.Vertx;
      import io.vertx.core.json.JsonObject;

      class OnFreePort {
        public static void main(String[] args) {
          Vertx vertx = Vertx.vertx();
          JsonObject config = new JsonObject().put("http", new JsonObject().put("port", 0));
          vertx
              .deployVerticle(new ImportVerticle(), new DeploymentOptions().setConfig(config))
              .compose(id -> vertx.eventBus().request("jobs.list", new JsonObject()))
              .onSuccess(
                  jobs -> {
                    Object port = vertx.sharedData().getLocalMap("jobtracker.web").get("port");
                    System.out.println(port);
                  })
              .onFailure(Throwable::printStackTrace);
        }
      }
      """;
  private static final Path CLASSES = Guide.BASE.resolve("target/classes");

  /** Below {@code target}, not in a folder whose cleaner would follow or complain of links. */
  private static final Path FOLDER = Guide.BASE.resolve("target/minimal-project").toAbsolutePath();

  @BeforeEach
  void prepare() throws IOException {
    if (Files.exists(FOLDER)) {
      try (Stream<Path> old = Files.walk(FOLDER)) {
        for (Path entry : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(entry);
        }
      }
    }
    if (!System.getProperty("localRepository", "").isEmpty()) {
      fillRepository(Path.of(System.getProperty("localRepository")));
    }
  }

  @Test
  void project_of_the_guide_is_built_by_maven_and_runs_on_what_it_depends_on() throws Exception {
    assumeTrue(Files.isDirectory(MAVEN), "No Maven runs this test, so it was not built.");
    Path project = Files.createDirectories(FOLDER.resolve("imports"));
    String java = Guide.snippet("index.md", "java");
    Path source = source(project, JavaSnippets.className(java));
    Files.writeString(source, java);
    // Its own main would take port 8080.
    Files.writeString(source.resolveSibling("OnFreePort.java"), ON_FREE_PORT);
    Files.writeString(project.resolve("pom.xml"), Guide.snippet("index.md", "xml"));
    Path dependencies = project.resolve("dependencies.txt");
    String tell = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";
    try (ChildProcess maven =
        maven(project, "compile", tell, "-Dmdep.outputFile=" + dependencies)) {
      assertThat(maven.exitCode()).as("%s", maven.out()).isZero();
    }
    String classPath = project.resolve("target/classes") + ":" + Files.readString(dependencies);
    assertThat(classPath).doesNotContain("logback", "picocli", "sqlite", "postgresql");
    assertShowsItsJob(project, classPath);
  }

  private static void assertShowsItsJob(Path project, String classPath) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(java, "-cp", classPath, "com.example.imports.OnFreePort");
    try (ChildProcess process = ChildProcess.start(project, command)) {
      process.await("listening", () -> process.out().endsWith("\n"));
      URI events = URI.create("http://127.0.0.1:" + process.out().strip() + "/api/events");
      HttpRequest request = HttpRequest.newBuilder(events).build();
      try (Stream<String> lines =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
        assertThat(lines.filter(line -> line.startsWith("data: {\"task_id\"")).findFirst())
            .hasValueSatisfying(job -> assertThat(job).contains("\"title\":\"Customers\""));
      }
    }
  }

  private static ChildProcess maven(Path project, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(MAVEN.resolve("bin/mvn").toString());
    command.addAll(List.of("-o", "-B", "-q"));
    command.add("-Dmaven.repo.local=" + FOLDER.resolve("repository"));
    // Where a jar once came from does not matter, only that it is there.
    command.add("-Daether.enhancedLocalRepository.trackingFilename=none");
    command.addAll(List.of(arguments));
    return ChildProcess.start(project, new ProcessBuilder(command).directory(project.toFile()));
  }

  private static Path source(Path project, String className) throws IOException {
    Path source = project.resolve("src/main/java/" + className.replace('.', '/') + ".java");
    assertThat(Guide.text(Guide.BASE.resolve("src/site/markdown/index.md")))
        .contains("`" + project.relativize(source) + "`");
    Files.createDirectories(source.getParent());
    return source;
  }

  private static void fillRepository(Path real) throws IOException {
    Path own = Files.createDirectories(FOLDER.resolve("repository"));
    link(real, own, "dev");
    link(real.resolve("dev"), Files.createDirectories(own.resolve("dev")), "jobtracker");
    String artifact = "dev/jobtracker/job-tracker/" + VERSION;
    Path home = Files.createDirectories(own.resolve(artifact));
    Files.copy(Guide.BASE.resolve("pom.xml"), home.resolve("job-tracker-" + VERSION + ".pom"));
    jar(home.resolve("job-tracker-" + VERSION + ".jar"));
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
}
