package dev.jobtracker.web.door;

import dev.jobtracker.web.http.Answers;
import dev.jobtracker.web.http.Conditions;
import dev.jobtracker.web.http.Document;
import dev.jobtracker.web.http.Door;
import dev.jobtracker.web.http.Paths;
import dev.jobtracker.web.http.Refusal;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The door of the page and of the scripts for other people's pages (contract, section 10). It is
 * open to everybody: there is nothing in it that the program's archive does not show.
 */
public final class PageRoutes implements Door {
  private static final String INDEX = "index.html";
  private static final String FILE = "file";

  /** The folder whose files are served by their names. */
  private static final String FOLDER = "page";

  /** Plain names only: no path leads out of the folder. */
  private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*\\.[a-z]+");

  /**
   * Nothing inline, nothing from elsewhere, and no text is ever parsed as HTML, even if a later
   * change of the page tried to.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  /**
   * Programs of one file for other people's workers, read at the start, so that none is missing.
   */
  private final Document python =
      PageFiles.require(Paths.PYTHON_CLIENT, "text/x-python; charset=utf-8");

  private final Document javaScript =
      PageFiles.require(Paths.JAVASCRIPT_CLIENT, "text/javascript; charset=utf-8");

  /** The page for one job, which lies a folder lower than its files. */
  private final Document jobPage = PageFiles.below(PageFiles.page(INDEX));

  /** Bounded by the files that there are, as a name without a file is not kept. */
  private final Map<String, Document> files = new HashMap<>();

  @Override
  public void mount(Router router) {
    get(router, "/", INDEX);
    router
        .get(Paths.JOB_PAGE)
        .method(HttpMethod.HEAD)
        .handler(
            context -> {
              Paths.refuseTrailingSlash(context);
              answer(context, jobPage);
            });
    get(router, "/icon.svg", "icon.svg");
    get(router, "/job-progress.js", "job-progress.js");
    get(router, "/job-progress.d.ts", "job-progress.d.ts");
    get(router, "/watch-job.js", "watch-job.js");
    get(router, Paths.PYTHON_CLIENT, python);
    get(router, Paths.JAVASCRIPT_CLIENT, javaScript);
    getAll(router, FOLDER);
  }

  private static void get(Router router, String path, Document file) {
    router.get(path).method(HttpMethod.HEAD).handler(context -> answer(context, file));
  }

  private void getAll(Router router, String folder) {
    router
        .get("/" + folder + "/:" + FILE)
        .method(HttpMethod.HEAD)
        .handler(context -> answer(context, inFolder(folder, context.pathParam(FILE))));
  }

  private void get(Router router, String path, String name) {
    router.get(path).method(HttpMethod.HEAD).handler(context -> answer(context, file(name)));
  }

  private @Nullable Document inFolder(String folder, String name) {
    return NAME.matcher(name).matches() ? file(folder + "/" + name) : null;
  }

  private @Nullable Document file(String name) {
    return files.computeIfAbsent(name, PageFiles::load);
  }

  private static void answer(RoutingContext context, @Nullable Document file) {
    if (file == null) {
      throw Refusal.of(HttpResponseStatus.NOT_FOUND, "nothing is at this path");
    }
    HttpServerRequest request = context.request();
    HttpServerResponse response = request.response();
    response
        .putHeader(HttpHeaders.ETAG, file.etag())
        // A browser keeps its copy and asks each time whether it is still the present one.
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        // Any page may load the scripts; what they may then read, allowed_origins says.
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("Referrer-Policy", "same-origin");
    if (Conditions.of(request.headers()).names(file.etag())) {
      Answers.empty(context, HttpResponseStatus.NOT_MODIFIED.code());
    } else {
      Answers.end(request, file);
    }
  }
}
