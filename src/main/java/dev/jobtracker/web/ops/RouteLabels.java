package dev.jobtracker.web.ops;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a metric calls the path of a request: the path of its route, with names for the variable
 * parts. Read from the routes themselves, so a door that is added needs no second list.
 */
public final class RouteLabels {
  /** A route with one variable part: what comes before it, and after it. */
  private record Variable(String before, String after) {
    boolean matches(String path) {
      int end = path.length() - after.length();
      return end > before.length()
          && path.startsWith(before)
          && path.endsWith(after)
          && path.substring(before.length(), end).indexOf('/') < 0;
    }
  }

  private final Map<String, String> labels = new HashMap<>();
  private final Map<Variable, String> variables = new HashMap<>();

  /** Learns the routes; to be called when all doors are mounted. */
  public void learn(Router router) {
    Set<String> paths = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      if (route.getPath() != null && route.methods() != null) {
        paths.add(route.getPath());
      }
    }
    paths.forEach(this::learn);
  }

  private void learn(String path) {
    int begin = path.indexOf(':');
    if (begin < 0) {
      labels.put(path, path);
      return;
    }
    int slash = path.indexOf('/', begin);
    int end = slash < 0 ? path.length() : slash;
    String name = path.substring(begin + 1, end);
    variables.put(
        new Variable(path.substring(0, begin), path.substring(end)),
        path.substring(0, begin) + "{" + name + "}" + path.substring(end));
  }

  /** Returns the label of a path, or null for a path that is none of ours. */
  public @Nullable String of(String path) {
    String fixed = labels.get(path);
    if (fixed != null) {
      return fixed;
    }
    for (Map.Entry<Variable, String> variable : variables.entrySet()) {
      if (variable.getKey().matches(path)) {
        return variable.getValue();
      }
    }
    return null;
  }
}
