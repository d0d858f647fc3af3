package dev.jobtracker.web.access;

import static dev.jobtracker.config.Right.ADMIN;
import static dev.jobtracker.config.Right.READ;
import static dev.jobtracker.config.Right.WRITE;

import dev.jobtracker.config.Right;
import dev.jobtracker.wire.Addresses;
import java.util.Map;

/** What a caller must be allowed for each verb, at whatever door (contract, section 9). */
public final class Rights {
  private static final Map<String, Right> OF_VERB =
      Map.of(
          Addresses.CREATE, WRITE,
          Addresses.UPDATE, WRITE,
          Addresses.GET, READ,
          Addresses.LIST, READ,
          Addresses.CANCEL, WRITE,
          Addresses.DELETE, ADMIN,
          Addresses.CLEAR, ADMIN,
          Addresses.STATS, READ);

  private Rights() {}

  /** Returns the right that a verb needs, by its address. */
  public static Right of(String verb) {
    Right right = OF_VERB.get(verb);
    if (right == null) {
      throw new IllegalArgumentException(verb + " is no verb");
    }
    return right;
  }
}
