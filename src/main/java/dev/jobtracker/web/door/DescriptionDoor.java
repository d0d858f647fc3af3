package dev.jobtracker.web.door;

import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Conditions;
import dev.jobtracker.web.http.Document;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.Paths;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Serves the descriptions of the API, with a validator for caches: that of HTTP (contract, section
 * 7), and that of the WebSocket and the bus.
 */
public final class DescriptionDoor implements Door {
  private static final String MEDIA_TYPE = "application/json";

  /** Read when the server starts, so that a build that lacks one fails at once. */
  private final Document openApi = PageFiles.require(Paths.OPEN_API, MEDIA_TYPE);

  private final Document asyncApi = PageFiles.require(Paths.ASYNC_API, MEDIA_TYPE);

  @Override
  public void mount(Router router) {
    mount(router, Paths.OPEN_API, openApi);
    mount(router, Paths.ASYNC_API, asyncApi);
  }

  private static void mount(Router router, String path, Document document) {
    router.get(path).method(HttpMethod.HEAD).handler(context -> serve(context, document));
  }

  private static void serve(RoutingContext context, Document document) {
    context.response().putHeader(HttpHeaders.ETAG, document.etag());
    if (Conditions.of(context.request().headers()).names(document.etag())) {
      Answers.empty(context, 304);
    } else {
      Answers.end(context.request(), document);
    }
  }
}
