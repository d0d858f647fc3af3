package dev.jobtracker.page;

import dev.jobtracker.tracker.Bus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;

/**
 * Somebody else's site, with one page on it; and a proxy in front of a tracker that lets less
 * through than the tracker would.
 */
final class HostPage implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private final HttpServer site;
  private volatile String html = "";

  HostPage() {
    site =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request.response().putHeader("Content-Type", "text/html").end(content(request)))
            .listen(0, "127.0.0.1")
            .await();
  }

  private String content(HttpServerRequest request) {
    String icon = "<link rel=icon href='data:,'>";
    return "<!doctype html><title>Their site</title>"
        + icon
        + (request.path().equals("/") ? html : "");
  }

  /** The page's address, and its origin. */
  String url() {
    return "http://127.0.0.1:" + site.actualPort();
  }

  void show(String body) {
    html = body;
  }

  /** What a proxy does not let through. */
  enum Blocked {
    WEB_SOCKETS,
    WEB_SOCKETS_AND_STREAMS,
    UPGRADES_WITHOUT_AN_ANSWER
  }

  /** Starts a proxy to a tracker and returns its address. */
  String proxyTo(int port, Blocked blocked) {
    HttpServer proxy =
        vertx
            .createHttpServer()
            .requestHandler(request -> pass(request, port, blocked))
            .listen(0, "127.0.0.1")
            .await();
    return "http://127.0.0.1:" + proxy.actualPort();
  }

  private void pass(HttpServerRequest request, int port, Blocked blocked) {
    String accept = String.valueOf(request.getHeader("Accept"));
    boolean isStream = accept.contains("text/event-stream");
    if (request.headers().contains("Upgrade")) {
      if (blocked == Blocked.UPGRADES_WITHOUT_AN_ANSWER) {
        return;
      }
      request.response().setStatusCode(502).end();
    } else if (isStream && blocked == Blocked.WEB_SOCKETS_AND_STREAMS) {
      request.response().setStatusCode(502).end();
    } else {
      RequestOptions options =
          new RequestOptions()
              .setHost("127.0.0.1")
              .setPort(port)
              .setMethod(request.method())
              .setURI(request.uri());
      request.headers().forEach((name, value) -> putUnlessHop(options, name, value));
      client
          .request(options)
          .compose(onward -> onward.send().compose(answer -> answer(request, answer)))
          .onFailure(gone -> request.response().setStatusCode(502).end());
    }
  }

  private static Future<Void> answer(HttpServerRequest request, HttpClientResponse answer) {
    request.response().setStatusCode(answer.statusCode());
    answer.headers().forEach((n, v) -> request.response().putHeader(n, v));
    return answer.pipeTo(request.response());
  }

  private static void putUnlessHop(RequestOptions options, String name, String value) {
    if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Connection")) {
      options.putHeader(name, value);
    }
  }

  @Override
  public void close() {
    Bus.await(vertx.close());
  }
}
