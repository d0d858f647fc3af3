package dev.jobtracker.bench;

import java.nio.charset.StandardCharsets;

/**
 * The life of a job as HTTP sees it: its creation, then twenty updates, each followed by a look at
 * the job; the last update completes it.
 */
final class MixedScript implements HttpScript {
  private static final int UPDATES = 20;

  /** Stands in the prepared requests where the id of the job will be written. */
  private static final String NO_ID = "import_00000000";

  private static final byte[] ID_KEY = "\"task_id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final String PATH = "/api/jobs/" + NO_ID;
  private static final byte[] CREATE =
      HttpRequests.post("/api/jobs", "{\"type\":\"import\",\"total\":20}");

  private final byte[][] updates = new byte[UPDATES][];
  private final byte[] get = HttpRequests.get(PATH);
  private int asked = -1;

  MixedScript() {
    for (int i = 0; i < UPDATES; i++) {
      String body = "{\"done\":%d,\"current_step\":\"Reading picture %d\"}".formatted(i, i);
      updates[i] = HttpRequests.patch(PATH, body);
    }
    updates[UPDATES - 1] =
        HttpRequests.patch(PATH, "{\"status\":\"completed\",\"result\":{\"rows\":42}}");
  }

  @Override
  public byte[] next() {
    asked = asked == 2 * UPDATES ? 0 : asked + 1;
    if (asked == 0) {
      return CREATE;
    }
    return asked % 2 == 1 ? updates[asked / 2] : get;
  }

  @Override
  public void answered(byte[] answer, int length) {
    if (asked == 0) {
      int id = Bytes.indexOf(answer, 0, length, ID_KEY) + ID_KEY.length;
      for (byte[] update : updates) {
        address(update, answer, id);
      }
      address(get, answer, id);
    }
  }

  private static void address(byte[] request, byte[] answer, int id) {
    int place = request[0] == 'G' ? "GET /api/jobs/".length() : "PATCH /api/jobs/".length();
    System.arraycopy(answer, id, request, place, NO_ID.length());
  }
}
