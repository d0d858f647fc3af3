package dev.jobtracker.web;

/** The forms in which watchers get news: which door it is for, and how much of the job it shows. */
enum Form {
  /** The job with its result, as an HTTP body. */
  BODY {
    @Override
    String wrap(JobNews news) {
      return news.jobJson(true);
    }
  },
  /** A notification of JSON-RPC, for who watches the job itself. */
  RPC_FULL {
    @Override
    String wrap(JobNews news) {
      return CHANGED + news.text(BODY) + "}}";
    }
  },
  /** A notification of JSON-RPC, for who watches a filter. */
  RPC_LEAN {
    @Override
    String wrap(JobNews news) {
      return CHANGED + news.jobJson(false) + "}}";
    }
  },
  /** A notification of JSON-RPC that a job is gone, or is no longer what a filter asks for. */
  RPC_REMOVED {
    @Override
    String wrap(JobNews news) {
      return "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.removed\",\"params\":"
          + news.removalJson()
          + "}";
    }
  },
  /** A server-sent event on the stream of one job, whose id is the revision. */
  EVENT_FULL {
    @Override
    String wrap(JobNews news) {
      return "id: " + news.revision() + "\nevent: job\ndata: " + news.text(BODY) + "\n\n";
    }
  },
  /** A server-sent event on a filtered stream. */
  EVENT_LEAN {
    @Override
    String wrap(JobNews news) {
      return "event: job\ndata: " + news.jobJson(false) + "\n\n";
    }
  },
  /** A server-sent event that a job is gone, or is no longer what a filter asks for. */
  EVENT_REMOVED {
    @Override
    String wrap(JobNews news) {
      return "event: removed\ndata: " + news.removalJson() + "\n\n";
    }
  };

  private static final String CHANGED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"jobs.changed\",\"params\":{\"job\":";

  /** Returns the news in this form; {@link JobNews#text} keeps it. */
  abstract String wrap(JobNews news);
}
