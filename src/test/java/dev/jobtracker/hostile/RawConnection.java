package dev.jobtracker.hostile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A plain socket to the server: what goes out is any bytes, and every wait has a deadline. */
public final class RawConnection implements AutoCloseable {
  private static final int DEADLINE_MILLIS = 30_000;
  private static final int MAX_LINE = 64 * 1024;

  private final Socket socket = new Socket();
  private final InputStream in;

  /** Connects to a port of this machine. */
  public RawConnection(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", port), DEADLINE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * An answer of HTTP.
   *
   * @param headers by their names in lower case; of several values the last one counts
   */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** Returns whether it is plain text. */
    public boolean isText() {
      return headers.getOrDefault("content-type", "").startsWith("text/plain;");
    }

    /** Returns whether the server says that no other answer follows. */
    public boolean isLast() {
      return "close".equalsIgnoreCase(headers.get("connection"));
    }
  }

  /** Sends bytes; returns whether the connection took them. What came before may still be read. */
  public boolean send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /** Sends a text byte by character. */
  public boolean send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Reads the next final answer.
   *
   * @param toHead whether it answers a HEAD, and so has no body
   * @throws EOFException when the server closed the connection instead
   * @throws SocketTimeoutException when it does neither within the deadline
   */
  public Answer answer(boolean toHead) throws IOException {
    Answer answer;
    do {
      answer = head();
    } while (answer.status == 100);
    boolean empty = toHead || answer.status == 204 || answer.status == 304 || answer.status == 101;
    return empty ? answer : new Answer(answer.status, answer.headers, body(answer.headers));
  }

  private Answer head() throws IOException {
    String status = line();
    if (!status.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new AssertionError("no status line: " + status);
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new AssertionError("no header: " + line);
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.put(name, line.substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(status.substring(9, 12)), headers, "");
  }

  private String body(Map<String, String> headers) throws IOException {
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int size = Integer.parseInt(line(), 16); size > 0; ) {
        all.writeBytes(exactly(size));
        line();
        size = Integer.parseInt(line(), 16);
      }
      line();
      return all.toString(StandardCharsets.UTF_8);
    }
    String length = headers.get("content-length");
    if (length == null) {
      throw new AssertionError("neither length nor chunks: " + headers);
    }
    return new String(exactly(Integer.parseInt(length)), StandardCharsets.UTF_8);
  }

  /** Reads so many bytes. */
  public byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  /** Reads one byte. */
  public int octet() throws IOException {
    return exactly(1)[0] & 0xff;
  }

  /** Reads to the end of a line, without it. */
  public String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = octet(); c != '\n'; c = octet()) {
      line.append((char) c);
      if (line.length() > MAX_LINE) {
        throw new AssertionError("a line without an end: " + line);
      }
    }
    return line.toString().replaceFirst("\r$", "");
  }

  /** Reads all answers until the server closes the connection, which it must do in time. */
  public String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      // What came before was read.
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Drops the connection without the farewell of TCP, as a client does whose machine is gone. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
