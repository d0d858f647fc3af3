package dev.jobtracker.web.http;

import dev.jobtracker.text.Texts;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client accepts (RFC 9110, section 12.5.1). One that says nothing takes everything. */
public final class MediaTypes {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain";
  private static final String ANYTHING = "*/*";
  private static final Pattern WEIGHT = Pattern.compile("q\\s*=\\s*([01](\\.[0-9]{0,3})?)");

  private MediaTypes() {}

  /** Refuses with 406 a client that takes no JSON. */
  public static void requireJson(HttpServerRequest request) {
    requireAccepted(request, JSON);
  }

  /** Refuses with 406 a client that takes neither JSON nor plain text. */
  public static void requireJsonOrText(HttpServerRequest request) {
    if (!prefersText(request)) {
      requireJson(request);
    }
  }

  /** Refuses with 406 a client that does not take this type. */
  public static void requireAccepted(HttpServerRequest request, String type) {
    String accept = accept(request);
    if (weight(accept, type) == 0) {
      throw Refusal.of(
          HttpResponseStatus.NOT_ACCEPTABLE,
          "Accept: must admit " + type + ", found " + Texts.quote(accept));
    }
  }

  /** Returns whether the client takes plain text more gladly than JSON (contract, section 4). */
  public static boolean prefersText(HttpServerRequest request) {
    String accept = accept(request);
    // What nearly every client sends is not taken apart.
    return !accept.isEmpty()
        && !accept.equals(ANYTHING)
        && !accept.equals(JSON)
        && weight(accept, TEXT) > weight(accept, JSON);
  }

  private static String accept(HttpServerRequest request) {
    List<String> given = request.headers().getAll(HttpHeaders.ACCEPT);
    return given.size() == 1 ? given.get(0) : String.join(",", given);
  }

  /** The most special range that covers the type decides; 0 = not acceptable. */
  private static double weight(String accept, String type) {
    if (accept.isBlank() || accept.equals(ANYTHING) || accept.equals(type)) {
      return 1;
    }
    List<String> ranges = List.of(ANYTHING, type.substring(0, type.indexOf('/')) + "/*", type);
    int best = -1;
    double weight = 0;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";");
      int rank = parts.length == 0 ? -1 : ranges.indexOf(parts[0].strip());
      if (rank > best) {
        best = rank;
        weight = weight(parts);
      } else if (rank == best && rank >= 0) {
        weight = Math.max(weight, weight(parts));
      }
    }
    return weight;
  }

  /** What is no weight is taken for none, which is the full one. */
  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      Matcher weight = WEIGHT.matcher(parts[i].strip());
      if (weight.matches()) {
        return Double.parseDouble(weight.group(1));
      }
    }
    return 1;
  }
}
