package dev.jobtracker.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One bearer token of {@code auth.tokens}.
 *
 * @param name what logs call its holder
 * @param token the secret itself, which no log, no sentence and no {@code toString} shows
 * @param may the rights as they are written; ask {@link #allows}, since one contains others
 */
public record Token(String name, String token, Set<Right> may) {
  /** What an HTTP header carries in one word. */
  private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,1024}");

  private static final Key<String> NAME =
      Key.text(
          "auth.tokens.name",
          null,
          "a text of 1 to 64 characters",
          text -> !text.isBlank() && text.length() <= 64);
  private static final Key<String> TOKEN =
      Key.text(
              "auth.tokens.token",
              null,
              "a text of 1 to 1024 visible ASCII characters without spaces",
              Token::isToken)
          .hidden();
  private static final Key<List<Right>> MAY = Key.list("auth.tokens.may", "rights", Token::right);

  /** Refuses a blank name, a token that no header can carry, and one without any right. */
  public Token {
    NAME.check(name);
    TOKEN.check(token);
    may = Set.copyOf(may);
    if (may.isEmpty()) {
      throw new ConfigException(MAY.path(), "must name at least one right, found none");
    }
  }

  /** Whether an HTTP header can carry this text as a token. */
  static boolean isToken(String text) {
    return VISIBLE.matcher(text).matches();
  }

  /** Whether this token is good for {@code needed}. */
  public boolean allows(Right needed) {
    return may.stream().anyMatch(right -> right.includes(needed));
  }

  static Token read(String path, @Nullable Object json) {
    Section section = Section.element(path, json);
    String name = section.require(NAME);
    String token = section.require(TOKEN);
    List<Right> may = section.require(MAY);
    section.end();
    if (may.isEmpty()) {
      throw new ConfigException(path + ".may", "must name at least one right, found none");
    }
    return new Token(name, token, EnumSet.copyOf(may));
  }

  private static Right right(String path, @Nullable Object json) {
    Right right = json instanceof String text ? Right.parse(text) : null;
    if (right == null) {
      throw new ConfigException(
          path, "must be \"read\", \"write\" or \"admin\", found " + Shown.value(json));
    }
    return right;
  }

  @Override
  public String toString() {
    return "Token[name=" + name + ", may=" + may + "]";
  }
}
