package dev.jobtracker.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java of this machine: the one that runs the tests, or a newer one that stands beside it.
 *
 * @param path its folder
 * @param feature its version, such as 17
 */
public record JavaHome(Path path, int feature) {
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

  /** The one that runs the tests. */
  public static final JavaHome OWN =
      new JavaHome(Path.of(System.getProperty("java.home")), Runtime.version().feature());

  /** Returns the one that runs the tests and, where one stands beside it, the newest. */
  public static Stream<JavaHome> ownAndNewest() throws IOException {
    try (Stream<Path> beside = Files.list(OWN.path.getParent())) {
      List<JavaHome> newer =
          beside
              .filter(folder -> Files.isExecutable(folder.resolve("bin/java")))
              .flatMap(JavaHome::of)
              .filter(home -> home.feature > OWN.feature)
              .sorted(Comparator.comparingInt(JavaHome::feature).reversed())
              .limit(1)
              .toList();
      return Stream.concat(Stream.of(OWN), newer.stream());
    }
  }

  private static Stream<JavaHome> of(Path folder) {
    try {
      Matcher version = VERSION.matcher(Files.readString(folder.resolve("release")));
      return version.find()
          ? Stream.of(new JavaHome(folder, Integer.parseInt(version.group(1))))
          : Stream.empty();
    } catch (IOException unreadable) {
      return Stream.empty();
    }
  }

  /** Returns the command that starts Java. */
  String java() {
    return path.resolve("bin/java").toString();
  }

  /** Returns the entries of the tests' class path that pass, as a class path. */
  static String classPath(Predicate<Path> entries) {
    String own = System.getProperty("java.class.path");
    return Stream.of(System.getProperty("surefire.test.class.path", own).split(File.pathSeparator))
        .filter(entry -> entries.test(Path.of(entry)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The same with one class of the tests, which is copied into a folder to be there alone. */
  static String classPath(Path folder, Class<?> alone, Predicate<Path> entries) throws IOException {
    Path classes = Files.createTempDirectory(folder, "classes");
    String name = alone.getName().replace('.', '/') + ".class";
    Path copy = classes.resolve(name);
    Files.createDirectories(copy.getParent());
    try (InputStream original = alone.getClassLoader().getResourceAsStream(name)) {
      Files.copy(original, copy);
    }
    return classes + File.pathSeparator + classPath(entries);
  }

  @Override
  public String toString() {
    return "Java " + feature;
  }
}
