package dev.jobtracker.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Serves the description of the API (contract, section 7), with a validator for caches. */
final class OpenApiDoor implements Door {
  private static final String RESOURCE = "/openapi.json";
  private static final String MEDIA_TYPE = "application/json";

  private final Buffer document;
  private final String etag;

  /** Reads the document, so that a build that lacks it does not even start. */
  OpenApiDoor() {
    try (InputStream resource = OpenApiDoor.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is missing on the class path");
      }
      byte[] bytes = resource.readAllBytes();
      document = Buffer.buffer(bytes);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      etag = '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void mount(Router router) {
    router.get(Paths.OPEN_API).method(HttpMethod.HEAD).handler(this::serve);
  }

  private void serve(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ETAG, etag);
    if (Conditions.of(context.request().headers()).names(etag)) {
      Answers.empty(context, 304);
    } else {
      Answers.end(context.request(), MEDIA_TYPE, document);
    }
  }
}
