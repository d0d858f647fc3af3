package dev.jobtracker.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Requests about one job that are odd in every way but one: where each of them ends is certain, so
 * each must get its own answer.
 */
final class HttpMessages {
  private static final String[] PATHS = {
    "/",
    "/api",
    "/api/",
    "/api/jobs/",
    "/api/jobs//",
    "/api/jobs/..",
    "/api/jobs/%2e%2e/%2e%2e/etc/passwd",
    "/api/jobs/%00",
    "/api/jobs/%ff%fe",
    "/api/jobs/%c0%af",
    "/api/jobs/%zz",
    "/api/jobs/%",
    "/api/jobs/%u0041",
    "/api/jobs/a%0d%0aX: y",
    "/api/jobs/a;b=c",
    "/api/jobs/:task_id",
    "/api/jobs/*",
    "/api/jobs/x/cancel/cancel",
    "/api/stats/x",
    "/api/session",
    "/api/ws",
    "/api/events/x",
    "/eventbus",
    "/eventbus/info",
    "/health/ready",
    "/health/live",
    "/page/../../openapi.json",
    "/page/%2e%2e%2fopenapi.json",
    "/page/x",
    "//api/jobs",
    "/API/JOBS",
    "http://localhost/api/jobs",
    "http://[::1/api/jobs",
    "http://user:secret@localhost/api/stats",
    "localhost:80",
    "*",
    "?",
    "/?a=b",
    "/api/jobs#x",
    "\\api\\jobs"
  };

  private static final String[] QUERIES = {
    "status=running",
    "status=running&status=failed",
    "status=",
    "status",
    "STATUS=running",
    "status=running%00",
    "status[]=running",
    "type=import",
    "type=a%20b",
    "type=%ff",
    "label=a:b",
    "label=:",
    "label=a",
    "stalled=true",
    "stalled=1",
    "page_size=1",
    "page_size=0",
    "page_size=-1",
    "page_size=99999999999999999999",
    "page_size=1e2",
    "page_token=x",
    "page_token=%00",
    "page_token=AAAAAAAAAAAAAAAA",
    "page_token=&page_token=",
    "%zz=1",
    "%",
    "=",
    "&&&",
    "a=b=c",
    ";status=running",
    "status=running;type=a"
  };

  private static final String[] METHODS = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get", "G", "PRI"
  };

  private static final String[] HEADERS = {
    "If-Match: \"1\"",
    "If-Match: *",
    "If-Match: W/\"1\"",
    "If-Match: \"1",
    "If-Match: \"99999999999999999999\"",
    "If-None-Match: \"1\", \"2\"",
    "If-None-Match: *",
    "If-None-Match: ,",
    "Prefer: wait=0",
    "Prefer: wait=-1",
    "Prefer: wait=99999999999999999999",
    "Prefer: wait=\"1\", respond-async;;",
    "Accept: text/html",
    "Accept: text/plain",
    "Accept: text/plain, */*;q=0.5",
    "Accept: */*;q=x",
    "Accept: ,;,",
    "Accept: application/json;q=0.0000000001",
    "Content-Encoding: gzip",
    "Expect: 100-continue",
    "Expect: miracles",
    "Origin: http://evil.example",
    "Origin: null",
    "Origin: http://localhost",
    "Authorization: Bearer ",
    "Authorization: Basic Og==",
    "Cookie: jobtracker=x; ;=;",
    "Cookie: \u00ff=\u00ff",
    "Last-Event-ID: x",
    "Range: bytes=0-0,-1",
    "X-Forwarded-For: 127.0.0.1",
    "X-HTTP-Method-Override: DELETE",
    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
    "Connection: close",
    "Connection: \u00fc",
    "Access-Control-Request-Method: PATCH",
    "X: \u00e4\u00ff",
    "X:",
    "X: a\r\n folded"
  };

  private static final String[] TYPES = {
    "application/json; charset=utf-8",
    "application/merge-patch+json",
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/json;;;",
    ";",
    "\u00ff"
  };

  private static final String[] HOSTS = {
    "evil.example",
    "",
    "localhost:x",
    "localhost, localhost",
    "[::1",
    "127.0.0.1.evil.example",
    "a b"
  };

  private final Random random;
  private final OddJson odd;
  private final int number;

  HttpMessages(Random random, int number) {
    this.random = random;
    this.odd = new OddJson(random);
    this.number = number;
  }

  /** What is sent, and what of it the answer is read by. */
  record Message(byte[] bytes, String method, String path) {
    boolean isHead() {
      return method.equals("HEAD");
    }

    @Override
    public String toString() {
      return Hunt.shown(bytes);
    }
  }

  /** Returns a request that reads the job as it is. */
  Message read(String taskId) {
    return plain("GET", "/api/jobs/" + taskId);
  }

  /** Returns a request that is in order and whose answer is 304 as long as the job is there. */
  Message readUnlessThere(String taskId) {
    return plain("GET", "/api/jobs/" + taskId, "If-None-Match: *\r\n");
  }

  /** Returns a request that is in order and has no body. */
  Message plain(String method, String path) {
    return plain(method, path, "");
  }

  private static Message plain(String method, String path, String header) {
    String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
    return new Message(head.getBytes(StandardCharsets.US_ASCII), method, path);
  }

  /** Returns a right request that creates a job. */
  Message create() {
    byte[] body = "{\"type\":\"import\"}".getBytes(StandardCharsets.US_ASCII);
    List<String> headers = List.of("Host: localhost", "Content-Type: application/json");
    return framed("POST", "/api/jobs", headers, body);
  }

  /** Returns any request, most of which are about this job. */
  Message any(String taskId) {
    String job = "/api/jobs/" + taskId;
    return switch (random.nextInt(25)) {
      case 0, 1, 2 -> request("POST", "/api/jobs", odd.object(creation(taskId)));
      case 10 -> form("POST", "/api/jobs", creation(taskId));
      case 11, 12, 13 -> form("PATCH", job, update(taskId));
      case 14 -> form("POST", job + "/cancel", Map.of("reason", "because"));
      case 3 -> request("POST", job + "/cancel", odd.object(Map.of("reason", "\"because\"")));
      case 4 -> request(odd.oneOf("GET", "HEAD"), "/api/jobs?" + query(), "");
      case 5 -> request(odd.oneOf("GET", "HEAD"), job + odd.oneOf("", "?" + query()), "");
      case 6 -> request(odd.oneOf(METHODS), odd.oneOf(PATHS), odd.oneOf("", odd.value()));
      case 7 -> request(odd.oneOf(METHODS), bent(odd.oneOf(job, "/api/stats?x", "/metrics?y")), "");
      case 8 -> request("DELETE", odd.chance(5) ? job : "/api/jobs?" + query(), "");
      case 9 -> request("HEAD", "/api/events?" + query(), "");
      default -> request("PATCH", job, odd.object(update(taskId)));
    };
  }

  private Map<String, String> creation(String taskId) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("type", odd.chance(8) ? odd.value() : "\"import\"");
    int more = random.nextInt(4);
    for (int i = 0; i < more; i++) {
      switch (random.nextInt(7)) {
        case 0 ->
            members.put(
                "task_id", odd.oneOf('"' + taskId + '"', "\"import_0000000" + number + '"'));
        case 1 -> members.put("title", "\"Holiday \u00fc\ud83d\ude00\"");
        case 2 -> members.put("labels", odd.object(Map.of("a", "\"b\"", "c/d", "\"\"")));
        case 3 -> members.put("total", "900.5");
        case 4 -> members.put("unit", "\"files\"");
        case 5 -> members.put("heartbeat_timeout", "60");
        default -> members.put("retention", "3600");
      }
    }
    return members;
  }

  private Map<String, String> update(String taskId) {
    Map<String, String> members = new LinkedHashMap<>();
    int keys = 1 + random.nextInt(4);
    for (int i = 0; i < keys; i++) {
      switch (random.nextInt(10)) {
        case 0 -> members.put("progress", "0." + random.nextInt(100));
        case 1 -> members.put("add", odd.oneOf("1", "-1", "0.5", "1e300"));
        case 2 -> members.put("done", String.valueOf(random.nextInt(1_000)));
        case 3 -> members.put("total", String.valueOf(random.nextInt(1_000)));
        case 4 -> members.put("unit", "\"pages\"");
        case 5 -> members.put("current_step", "\"Step " + random.nextInt(100) + '"');
        case 6 -> members.put("result", odd.value());
        case 7 -> members.put("if_revision", String.valueOf(random.nextInt(20)));
        case 8 -> members.put("task_id", '"' + taskId + '"');
        default -> members.put("status", odd.chance(40) ? "\"completed\"" : "\"running\"");
      }
    }
    return members;
  }

  private String query() {
    StringBuilder query = new StringBuilder(odd.oneOf(QUERIES));
    while (odd.chance(3)) {
      query.append('&').append(odd.oneOf(QUERIES));
    }
    return odd.chance(4) ? bent(query.toString()) : query.toString();
  }

  /** Spoils a target, but with nothing that would end the line. */
  private String bent(String target) {
    byte[] bytes = odd.bend(target.getBytes(StandardCharsets.ISO_8859_1));
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]", "%0a");
  }

  private Message form(String method, String path, Map<String, String> members) {
    return request(method, path, "application/x-www-form-urlencoded", odd.form(members));
  }

  private Message request(String method, String path, String body) {
    return request(method, path, "application/json", body);
  }

  private Message request(String method, String path, String type, String body) {
    List<String> headers = new ArrayList<>();
    headers.add("Host: " + (odd.chance(50) ? odd.oneOf(HOSTS) : "localhost"));
    if (!odd.chance(30)) {
      headers.add("Content-Type: " + (odd.chance(20) ? odd.oneOf(TYPES) : type));
    }
    while (odd.chance(6)) {
      headers.add(odd.oneOf(HEADERS));
    }
    if (odd.chance(300)) {
      headers.add("X: " + "x".repeat(20_000));
    }
    Collections.shuffle(headers, random);
    return framed(method, path, headers, odd.bytes(body));
  }

  /** Writes the head, and the body in one of the ways that tell where it ends. */
  private Message framed(String method, String path, List<String> headers, byte[] body) {
    boolean chunked = body.length > 0 && odd.chance(5);
    List<String> all = new ArrayList<>(headers);
    if (chunked) {
      all.add("Transfer-Encoding: chunked");
    } else if (body.length > 0 || odd.chance(20)) {
      all.add("Content-Length: " + body.length);
    }
    String head = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", all) + "\r\n\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    return new Message(OddJson.joined(bytes, chunked ? chunks(body) : body), method, path);
  }

  private byte[] chunks(byte[] body) {
    byte[] all = {};
    for (int from = 0; from < body.length; ) {
      int to = Math.min(body.length, from + 1 + random.nextInt(40 + body.length / 4));
      String size = Integer.toHexString(to - from) + odd.oneOf("", "", ";x=y", ";a=\"b\"") + "\r\n";
      byte[] chunk = java.util.Arrays.copyOfRange(body, from, to);
      all =
          OddJson.joined(all, size.getBytes(StandardCharsets.US_ASCII), chunk, new byte[] {13, 10});
      from = to;
    }
    String end = odd.chance(4) ? "0\r\nX-Trailer: y\r\n\r\n" : "0\r\n\r\n";
    return OddJson.joined(all, end.getBytes(StandardCharsets.US_ASCII));
  }
}
