package dev.jobtracker.web;

import dev.jobtracker.config.Config;
import dev.jobtracker.config.HttpConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;

/** The options of the HTTP server, with every default of Vert.x that must not stand. */
final class ServerSettings {
  /** Room for a query with all the labels that a job may have, percent-encoded. */
  private static final int MAX_LINE_BYTES = 32 * 1024;

  private static final int MAX_HEADER_BYTES = 16 * 1024;

  private ServerSettings() {}

  static HttpServerOptions of(Config config) {
    HttpConfig http = config.http();
    int maxFrame = config.live().maxFrameBytes();
    HttpServerOptions options =
        new HttpServerOptions()
            .setCompressionSupported(false)
            .setDecompressionSupported(false)
            // Without TLS there is no ALPN, and the old upgrade would dodge the deadlines.
            .setHttp2ClearTextEnabled(false)
            .setUseSemicolonAsQueryParamDelimiter(false)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            // A deflated frame of kilobytes may become many megabytes.
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setMaxWebSocketFrameSize(maxFrame)
            .setMaxWebSocketMessageSize(maxFrame);
    // The path is one of the headers there, and what HTTP/1 takes must not be refused.
    options.getInitialSettings().setMaxHeaderListSize(MAX_LINE_BYTES + MAX_HEADER_BYTES);
    // There is no idle timeout here, since it would cut waiting polls: see Connections.
    if (http.tls()) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(String.valueOf(http.cert()))
                  .setKeyPath(String.valueOf(http.key())));
    }
    return options;
  }
}
