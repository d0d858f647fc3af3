package dev.jobtracker.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The sample worker: contract section 9, {@code demo}.
 *
 * @param directory the folder whose files it reads again and again, null = no sample worker
 */
public record DemoConfig(@Nullable Path directory) {
  private static final Key<Path> DIRECTORY = Key.file("demo.directory", "the path of a directory");

  static DemoConfig read(Section section) {
    DemoConfig config = new DemoConfig(section.getOrNull(DIRECTORY));
    section.end();
    return config;
  }
}
