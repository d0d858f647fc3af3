package dev.jobtracker.store;

import dev.jobtracker.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Looks at the file before SQLite does, because SQLite would change some of the files that are not
 * ours. Reads the header of the first page (SQLite file format, section 1.3).
 *
 * @param path the file of {@code store.file}
 */
record SqliteFile(Path path) {
  /** "JOBT", by which the file says that it is ours. */
  static final int APPLICATION_ID = 0x4A4F4254;

  /** The format that this version writes; a newer version has a higher one. */
  static final int FORMAT = 1;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = 100;
  private static final int FORMAT_AT = 60;
  private static final int APPLICATION_ID_AT = 68;

  /**
   * Refuses a file that is not ours or not of our time, and a folder that is not there.
   *
   * @return whether there is something to load
   */
  boolean check() {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw refused("its folder does not exist");
    }
    if (!Files.exists(path)) {
      if (!Files.isWritable(folder)) {
        throw refused("its folder cannot be written to");
      }
      return false;
    }
    if (!Files.isRegularFile(path)) {
      throw refused("it is not a file");
    }
    if (!Files.isWritable(path) || !Files.isWritable(folder)) {
      throw refused("it cannot be written to");
    }
    return checkHeader();
  }

  private boolean checkHeader() {
    byte[] header;
    try (InputStream in = Files.newInputStream(path)) {
      header = in.readNBytes(HEADER_BYTES);
    } catch (IOException e) {
      throw refused("it cannot be read");
    }
    if (header.length == 0) {
      return false;
    }
    if (header.length < HEADER_BYTES || !Arrays.equals(MAGIC, 0, 16, header, 0, 16)) {
      throw refused("it is no SQLite database");
    }
    ByteBuffer fields = ByteBuffer.wrap(header);
    if (fields.getInt(APPLICATION_ID_AT) != APPLICATION_ID) {
      throw refused("it is a database, but not one of a job tracker");
    }
    if (fields.getInt(FORMAT_AT) > FORMAT) {
      throw refused(
          "it was written by a newer version of the job tracker, in format "
              + fields.getInt(FORMAT_AT));
    }
    return true;
  }

  /** Returns the refusal of a file whose content is damaged. */
  ConfigException damaged(String what) {
    return refused("it is damaged, as " + what);
  }

  /** Returns the refusal of the configuration for this reason. */
  ConfigException refused(String reason) {
    return new ConfigException(
        "store.file",
        "must be a file that the tracker can use, and " + reason + ": \"" + path + "\"");
  }
}
