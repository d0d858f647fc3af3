package dev.jobtracker.web.http;

import dev.jobtracker.job.JobException;
import dev.jobtracker.wire.Keys;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads a query strictly into the JSON that the verb takes: an unknown parameter is refused by
 * name, and so is one that is repeated where only one value makes sense.
 */
public final class QueryParameters {
  /** The parameters of a list. */
  public static final Set<String> LIST =
      Set.of(Keys.STATUS, Keys.TYPE, Keys.LABEL, Keys.STALLED, Keys.PAGE_SIZE, Keys.PAGE_TOKEN);

  private static final Set<String> REPEATABLE = Set.of(Keys.STATUS, Keys.LABEL);
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

  private QueryParameters() {}

  /** Refuses every parameter. */
  public static void none(RoutingContext context) {
    if (context.request().query() != null) {
      read(context, Set.of());
    }
  }

  /** Reads these parameters and no other. */
  public static JsonObject read(RoutingContext context, Set<String> known) {
    MultiMap query = context.queryParams();
    JsonObject body = new JsonObject();
    for (Map.Entry<String, String> parameter : query.entries()) {
      String name = parameter.getKey();
      if (!known.contains(name)) {
        String rule = known.isEmpty() ? "none is expected" : "known are " + new TreeSet<>(known);
        throw JobException.invalid("query", "unknown parameter, " + rule, name);
      }
      put(body, name, parameter.getValue());
    }
    return body;
  }

  /** Returns the query that was sent, with another value for this parameter. */
  static String with(RoutingContext context, String name, String value) {
    StringBuilder query = new StringBuilder();
    for (Map.Entry<String, String> parameter : context.queryParams().entries()) {
      if (!parameter.getKey().equals(name)) {
        query
            .append(parameter.getKey())
            .append('=')
            .append(encoded(parameter.getValue()))
            .append('&');
      }
    }
    return query.append(name).append('=').append(encoded(value)).toString();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static void put(JsonObject body, String name, String value) {
    if (REPEATABLE.contains(name)) {
      if (!body.containsKey(name)) {
        body.put(name, new JsonArray());
      }
      body.getJsonArray(name).add(value);
    } else if (body.containsKey(name)) {
      throw JobException.invalid(name, "may be given once", value);
    } else {
      body.put(name, typed(name, value));
    }
  }

  private static Object typed(String name, String value) {
    return switch (name) {
      case Keys.PAGE_SIZE -> wholeNumber(name, value);
      case Keys.STALLED -> flag(name, value);
      default -> value;
    };
  }

  private static int wholeNumber(String name, String value) {
    if (!WHOLE.matcher(value).matches()) {
      throw JobException.invalid(name, "must be a whole number", value);
    }
    // A double has every int as it is, and its cast stops at the ends of those; so a number counts
    // as in a JSON body, and one of thousands of digits costs no more than to read them once.
    int number = (int) Double.parseDouble(value);
    if (number < 1) {
      throw JobException.invalid(name, "must be a whole number, at least 1", value);
    }
    return number;
  }

  private static boolean flag(String name, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw JobException.invalid(name, "must be true or false", value);
    }
    return value.equals("true");
  }
}
