package dev.jobtracker.job.map;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Chooses ids: {@code {type}_} and eight lower-case hexadecimal digits from a secure source. */
final class TaskIds {
  private static final HexFormat HEX = HexFormat.of();
  private static final int SUFFIX_BYTES = 4;

  /** Random bytes are fetched in blocks, because each fetch costs as much as a whole create. */
  private final byte[] block = new byte[64 * SUFFIX_BYTES];

  private final SecureRandom random = new SecureRandom();
  private int used = block.length;

  String next(String type) {
    if (used == block.length) {
      random.nextBytes(block);
      used = 0;
    }
    String suffix = HEX.formatHex(block, used, used + SUFFIX_BYTES);
    used += SUFFIX_BYTES;
    return type + "_" + suffix;
  }
}
