package dev.jobtracker.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Serves the description of the API (contract, section 7), with a validator for caches. */
final class OpenApiDoor implements Door {
  /** Read when the server starts, so that a build that lacks it fails at once. */
  private final PageFile document = PageFile.require("/openapi.json", "application/json");

  @Override
  public void mount(Router router) {
    router.get(Paths.OPEN_API).method(HttpMethod.HEAD).handler(this::serve);
  }

  private void serve(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ETAG, document.etag());
    if (Conditions.of(context.request().headers()).names(document.etag())) {
      Answers.empty(context, 304);
    } else {
      Answers.end(context.request(), document.mediaType(), document.content());
    }
  }
}
