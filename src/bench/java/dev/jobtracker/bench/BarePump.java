package dev.jobtracker.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The least that Java can do around a command: its output goes on, and nobody looks at it. */
public final class BarePump {
  private static final int BUFFER_BYTES = 64 * 1024;

  private BarePump() {}

  /** Runs the command of these words and ends with its exit code. */
  public static void main(String[] command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream from = process.getInputStream();
        OutputStream to = new FileOutputStream(FileDescriptor.out)) {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        to.write(buffer, 0, count);
      }
    }
    System.exit(process.waitFor());
  }
}
