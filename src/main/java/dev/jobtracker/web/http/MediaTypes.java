package dev.jobtracker.web.http;

import dev.jobtracker.text.Texts;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;

/** What a client accepts (RFC 9110, section 12.5.1). */
public final class MediaTypes {
  private MediaTypes() {}

  /** Refuses with 406 a client that takes no JSON; one that says nothing takes everything. */
  public static void requireJsonAccepted(HttpServerRequest request) {
    requireAccepted(request, "application/json");
  }

  /** Refuses with 406 a client that does not take this type. */
  public static void requireAccepted(HttpServerRequest request, String type) {
    String accept = String.join(",", request.headers().getAll(HttpHeaders.ACCEPT));
    if (!accept.isBlank() && !admits(accept, type)) {
      throw Refusal.of(
          HttpResponseStatus.NOT_ACCEPTABLE,
          "Accept: must admit " + type + ", found " + Texts.quote(accept));
    }
  }

  /** The most special range that covers the type decides. */
  private static boolean admits(String accept, String type) {
    List<String> ranges = List.of("*/*", type.substring(0, type.indexOf('/')) + "/*", type);
    int best = -1;
    boolean admitted = false;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";");
      int rank = parts.length == 0 ? -1 : ranges.indexOf(parts[0].strip());
      if (rank > best || (rank == best && rank >= 0)) {
        admitted = !isZero(parts) || (rank == best && admitted);
        best = rank;
      }
    }
    return admitted;
  }

  private static boolean isZero(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].strip().matches("q\\s*=\\s*0(\\.0{0,3})?")) {
        return true;
      }
    }
    return false;
  }
}
