package dev.jobtracker.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Labels as a command line has them: {@code key=value}. */
final class Labels {
  private Labels() {}

  static Map<String, String> of(List<String> pairs) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new BadArgument("--label: must be key=value, found \"" + pair + "\"");
      }
      String key = pair.substring(0, equals);
      if (labels.put(key, pair.substring(equals + 1)) != null) {
        throw new BadArgument("--label: the key \"" + key + "\" comes twice");
      }
    }
    return labels;
  }
}
