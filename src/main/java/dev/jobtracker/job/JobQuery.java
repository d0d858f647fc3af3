package dev.jobtracker.job;

import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param filter which jobs
 * @param pageSize how many at most, at least 1; above 100 counts as 100
 * @param pageToken where the page before this one ended ({@link JobPage#nextPageToken}); null = the
 *     first page
 */
public record JobQuery(JobFilter filter, int pageSize, @Nullable String pageToken) {
  /** How many jobs a page has when the caller does not say. */
  public static final int DEFAULT_PAGE_SIZE = 50;

  /** How many jobs a page has at most. */
  public static final int MAX_PAGE_SIZE = 100;

  /** The first page of all jobs. */
  public static final JobQuery FIRST = new JobQuery(JobFilter.ALL, DEFAULT_PAGE_SIZE, null);

  private static final int TOKEN_RADIX = 36;

  /** Tells the number from its check, without which any word would pass for a token. */
  private static final char CHECK_MARK = '.';

  private static final long CHECK_FACTOR = 0x9E37_79B9_7F4A_7C15L;

  /** Checks the page's size and its token. */
  public JobQuery {
    if (pageSize < 1) {
      throw JobException.invalid("page_size", "must be a whole number, at least 1", pageSize);
    }
    pageSize = Math.min(pageSize, MAX_PAGE_SIZE);
    createdBefore(pageToken);
  }

  /** Returns the creation time, in microseconds, that every job of the page lies before. */
  public long createdBefore() {
    return createdBefore(pageToken);
  }

  /** Returns the token of the page that follows a job created at this time. */
  public static String tokenAfter(long createdAt) {
    long mixed = createdAt * CHECK_FACTOR;
    String check = Integer.toString((int) (mixed >>> 40), TOKEN_RADIX);
    return Long.toString(createdAt, TOKEN_RADIX) + CHECK_MARK + check;
  }

  private static long createdBefore(@Nullable String token) {
    if (token == null) {
      return Long.MAX_VALUE;
    }
    try {
      int end = Math.max(0, token.indexOf(CHECK_MARK));
      long createdBefore = Long.parseLong(token, 0, end, TOKEN_RADIX);
      if (token.equals(tokenAfter(createdBefore))) {
        return createdBefore;
      }
    } catch (NumberFormatException e) {
      // Refused below, as is a number whose check does not fit.
    }
    throw JobException.invalid("page_token", "must come from next_page_token", token);
  }
}
