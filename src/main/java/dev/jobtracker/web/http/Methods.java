package dev.jobtracker.web.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Refuses, on every path that has routes, the methods that it has none for. */
public final class Methods {
  private Methods() {}

  /** To be called when all doors are mounted. */
  public static void refuseOthers(Router router) {
    Map<String, Set<String>> allowed = new TreeMap<>();
    for (Route route : router.getRoutes()) {
      if (route.getPath() != null && route.methods() != null) {
        Set<String> methods = allowed.computeIfAbsent(route.getPath(), path -> new TreeSet<>());
        route.methods().stream().map(HttpMethod::name).forEach(methods::add);
      }
    }
    allowed.forEach((path, methods) -> refuseOthers(router.route(path), methods));
  }

  private static void refuseOthers(Route route, Set<String> allowed) {
    String header = String.join(", ", allowed);
    route.handler(
        context -> {
          String method = context.request().method().name();
          if (allowed.contains(method)) {
            context.next();
          } else {
            throw Refusal.methodNotAllowed(method, header);
          }
        });
  }
}
