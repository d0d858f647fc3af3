package dev.jobtracker.web.door;

import dev.jobtracker.web.access.Caller;
import dev.jobtracker.wire.UpgradeHeaders;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;

/**
 * Who is at the other end of a WebSocket, and what it asked for at the upgrade.
 *
 * @param caller what it may do
 * @param wantsCreated whether the answer to a create tells if it created
 * @param wantsResults whether what a filter's watch tells carries results
 * @param isNode whether it is a node of this tracker, which may what others on the bus may
 */
record RpcPeer(Caller caller, boolean wantsCreated, boolean wantsResults, boolean isNode) {

  static RpcPeer of(Caller caller, MultiMap headers, boolean isNode) {
    String wishes = headers.get(UpgradeHeaders.EXTRAS);
    List<String> all =
        wishes == null ? List.of() : Arrays.stream(wishes.split(",")).map(String::strip).toList();
    return new RpcPeer(
        caller, all.contains(UpgradeHeaders.CREATED), all.contains(UpgradeHeaders.RESULTS), isNode);
  }
}
