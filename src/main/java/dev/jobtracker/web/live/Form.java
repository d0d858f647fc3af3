package dev.jobtracker.web.live;

import java.nio.charset.StandardCharsets;

/** The forms in which watchers get news: which door it is for, and how much of the job it shows. */
public enum Form {
  /** The job with its result, as an HTTP body. */
  BODY {
    @Override
    byte[] encode(JobNews news) {
      return news.jobJson(true);
    }
  },
  /** A notification of JSON-RPC, for who watches the job itself. */
  RPC_FULL {
    @Override
    byte[] encode(JobNews news) {
      return TextFrames.encode(join(CHANGED, news.encoded(BODY), "}}"));
    }
  },
  /** A notification of JSON-RPC, for who watches a filter. */
  RPC_LEAN {
    @Override
    byte[] encode(JobNews news) {
      return TextFrames.encode(join(CHANGED, news.jobJson(false), "}}"));
    }
  },
  /** A notification of JSON-RPC that a job is gone, or is no longer what a filter asks for. */
  RPC_REMOVED {
    @Override
    byte[] encode(JobNews news) {
      return TextFrames.encode(join(REMOVED, news.removalJson(), "}"));
    }
  },
  /** The same for a node, whose own watchers need to know whom the job concerned. */
  NODE_REMOVED {
    @Override
    byte[] encode(JobNews news) {
      return TextFrames.encode(join(REMOVED, news.removalWithLabels(), "}"));
    }
  },
  /** A server-sent event on the stream of one job, whose id is the revision. */
  EVENT_FULL {
    @Override
    byte[] encode(JobNews news) {
      String head = "id: " + news.revision() + "\nevent: job\ndata: ";
      return join(head, news.encoded(BODY), "\n\n");
    }
  },
  /** A server-sent event on a filtered stream. */
  EVENT_LEAN {
    @Override
    byte[] encode(JobNews news) {
      return join("event: job\ndata: ", news.jobJson(false), "\n\n");
    }
  },
  /** A server-sent event that a job is gone, or is no longer what a filter asks for. */
  EVENT_REMOVED {
    @Override
    byte[] encode(JobNews news) {
      return join("event: removed\ndata: ", news.removalJson(), "\n\n");
    }
  };

  /** How many forms there are. */
  static final int COUNT = values().length;

  private static final String CHANGED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.changed\",\"params\":{\"job\":";
  private static final String REMOVED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.removed\",\"params\":";

  /** Returns the news in this form; {@link JobNews#encoded} keeps it. */
  abstract byte[] encode(JobNews news);

  private static byte[] join(String head, byte[] json, String tail) {
    byte[] bytes = new byte[head.length() + json.length + tail.length()];
    put(bytes, 0, head.getBytes(StandardCharsets.US_ASCII));
    put(bytes, head.length(), json);
    put(bytes, head.length() + json.length, tail.getBytes(StandardCharsets.US_ASCII));
    return bytes;
  }

  private static void put(byte[] into, int at, byte[] part) {
    System.arraycopy(part, 0, into, at, part.length);
  }
}
