package dev.jobtracker.web.http;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;

/** Something that clients find at paths of its own. */
public interface Door {
  /** Adds its routes; called once, before the server listens. */
  void mount(Router router);

  /** Lets go of the clients that would otherwise stay, because the server stops. */
  default Future<?> close() {
    return Future.succeededFuture();
  }
}
