package dev.jobtracker.wire;

/** Every key of the public JSON (contract, sections 1 and 4), each written once. */
public final class Keys {
  public static final String TASK_ID = "task_id";
  public static final String TYPE = "type";
  public static final String TITLE = "title";
  public static final String LABELS = "labels";
  public static final String JOB = "job";
  public static final String STATUS = "status";
  public static final String PROGRESS = "progress";
  public static final String DONE = "done";
  public static final String TOTAL = "total";
  public static final String UNIT = "unit";
  public static final String CURRENT_STEP = "current_step";
  public static final String RESULT = "result";
  public static final String ERROR = "error";
  public static final String CANCEL_REQUESTED = "cancel_requested";
  public static final String CANCEL_REASON = "cancel_reason";
  public static final String STALLED = "stalled";
  public static final String HEARTBEAT_TIMEOUT = "heartbeat_timeout";
  public static final String LOST_AFTER = "lost_after";
  public static final String REVISION = "revision";
  public static final String CREATED_AT = "created_at";
  public static final String UPDATED_AT = "updated_at";
  public static final String STARTED_AT = "started_at";
  public static final String FINISHED_AT = "finished_at";
  public static final String EXPIRES_AT = "expires_at";

  public static final String RETENTION = "retention";
  public static final String ADD = "add";
  public static final String IF_REVISION = "if_revision";
  public static final String REASON = "reason";
  public static final String LABEL = "label";
  public static final String PAGE_SIZE = "page_size";
  public static final String PAGE_TOKEN = "page_token";

  public static final String JOBS = "jobs";
  public static final String MORE = "more";
  public static final String NEXT_PAGE_TOKEN = "next_page_token";
  public static final String CLEARED = "cleared";
  public static final String BY_STATUS = "by_status";
  public static final String BY_TYPE = "by_type";
  public static final String COUNTERS = "counters";

  public static final String DURATIONS = "durations";
  public static final String RUNNING_AGES = "running_ages";
  public static final String COUNT = "count";
  public static final String SECONDS = "seconds";
  public static final String BOUNDS = "bounds";
  public static final String UP_TO = "up_to";

  public static final String STORE = "store";
  public static final String COMMITS = "commits";
  public static final String WRITTEN = "written";
  public static final String RETRIES = "retries";
  public static final String REFUSED = "refused";
  public static final String UNSAVED = "unsaved";
  public static final String WRITABLE = "writable";

  public static final String WATCH = "watch";

  public static final String ENDED = "ended";
  public static final String KEEP = "keep";
  public static final String AFTER = "after";
  public static final String KEY = "key";
  public static final String LAST = "last";

  private Keys() {}
}
