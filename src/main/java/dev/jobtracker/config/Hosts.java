package dev.jobtracker.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** Host names and IP addresses, told apart without asking any name server. */
final class Hosts {
  /** A name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
  static final String HOST_AND_PORT = "([a-z0-9_.-]{1,253}|\\[[0-9a-f:.]{2,45}])(:[0-9]{1,5})?";

  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(\\.[A-Za-z0-9_-]{1,63})*");
  private static final Pattern ONLY_NUMBERS = Pattern.compile("[0-9.]+");

  private Hosts() {}

  /** Whether a server can be asked to listen on {@code host}. */
  static boolean valid(String host) {
    boolean name = NAME.matcher(host).matches() && !ONLY_NUMBERS.matcher(host).matches();
    // NetUtil takes brackets too; here they would end up in the URL of the ready line twice.
    boolean bare = !host.startsWith("[");
    return name || (bare && NetUtil.createInetAddressFromIpAddressString(host) != null);
  }

  /** Whether only this machine can reach {@code host}; of names that holds for localhost alone. */
  static boolean loopback(String host) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopbackAddress();
  }
}
