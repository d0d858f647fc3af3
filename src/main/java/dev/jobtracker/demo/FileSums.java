package dev.jobtracker.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds files and computes their checksums. Blocks, so it is for worker threads. */
final class FileSums {
  /** A folder of more files is refused, so that their names never fill the memory. */
  static final int MAX_FILES = 1_000_000;

  private static final int BUFFER_BYTES = 64 * 1024;

  private FileSums() {}

  /**
   * What a file holds.
   *
   * @param bytes how many bytes
   * @param sha256 their checksum, 64 lower-case hexadecimal digits
   */
  record FileSum(long bytes, String sha256) {}

  /** Returns every regular file below the folder, sorted, without following links. */
  static List<Path> filesBelow(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(directory, new Collector(files));
    Collections.sort(files);
    return files;
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final List<Path> files;

    Collector(List<Path> files) {
      this.files = files;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (files.size() == MAX_FILES) {
        throw new IOException("the folder holds more than " + MAX_FILES + " files");
      }
      if (attributes.isRegularFile()) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    /** What cannot be read is left out. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    /** A folder that vanishes half-way is left out from there on. */
    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }

  /** Returns what the file holds, or null where it cannot be read or is gone. */
  static @Nullable FileSum sum(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long bytes = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        bytes += read;
      }
      return new FileSum(bytes, hex(digest));
    } catch (IOException unreadable) {
      return null;
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
