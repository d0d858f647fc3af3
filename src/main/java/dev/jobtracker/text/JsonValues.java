package dev.jobtracker.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares JSON by what it says: neither the order of keys nor 1.0 for 1 is a difference. */
public final class JsonValues {
  private JsonValues() {}

  /**
   * Returns whether two JSON texts say the same value; null is none, and the same as none only. A
   * text that is no JSON is the same as itself only.
   */
  public static boolean areSame(@Nullable String a, @Nullable String b) {
    if (a == null || b == null || a.equals(b)) {
      return Objects.equals(a, b);
    }
    try {
      return same(StrictJson.read(a), StrictJson.read(b));
    } catch (MalformedJson e) {
      return false;
    }
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Map<?, ?> first && b instanceof Map<?, ?> second) {
      return first.size() == second.size()
          && first.entrySet().stream()
              .allMatch(
                  entry ->
                      second.containsKey(entry.getKey())
                          && same(entry.getValue(), second.get(entry.getKey())));
    }
    if (a instanceof List<?> first && b instanceof List<?> second) {
      return first.size() == second.size() && sameInOrder(first, second);
    }
    if (a instanceof Number first && b instanceof Number second) {
      return a.equals(b) || exact(first).compareTo(exact(second)) == 0;
    }
    return Objects.equals(a, b);
  }

  private static boolean sameInOrder(List<?> a, List<?> b) {
    Iterator<?> others = b.iterator();
    return a.stream().allMatch(element -> same(element, others.next()));
  }

  private static BigDecimal exact(Number number) {
    if (number instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    return number instanceof Double fraction
        ? BigDecimal.valueOf(fraction)
        : BigDecimal.valueOf(number.longValue());
  }
}
