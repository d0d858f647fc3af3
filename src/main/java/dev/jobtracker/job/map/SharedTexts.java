package dev.jobtracker.job.map;

/**
 * Lets equal texts be one object, because types, units and most steps are said a million times. A
 * table of fixed size: a text that meets another one in its place takes the place.
 */
final class SharedTexts {
  private static final int PLACES = 1 << 10;

  private final String[] texts = new String[PLACES];

  String share(String text) {
    int hash = text.hashCode();
    int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    String present = texts[place];
    if (text.equals(present)) {
      return present;
    }
    texts[place] = text;
    return text;
  }
}
