package dev.jobtracker.job;

import org.jspecify.annotations.Nullable;

/**
 * What an update says about one key: nothing at all, that it be cleared, or its new value. The
 * three are different requests (contract, section 2), so they are different types.
 *
 * @param <T> the type of the key's value
 */
public sealed interface Change<T> {

  /** Returns the value of the key after this change, where {@code present} is the one before. */
  @Nullable T applyTo(@Nullable T present);

  /** Returns whether the update carries the key. */
  default boolean isCarried() {
    return !(this instanceof Keep<T>);
  }

  /** Returns the change that leaves the key as it is. */
  @SuppressWarnings("unchecked")
  static <T> Change<T> keep() {
    return (Change<T>) Keep.INSTANCE;
  }

  /** Returns the change that clears the key. */
  @SuppressWarnings("unchecked")
  static <T> Change<T> clear() {
    return (Change<T>) Clear.INSTANCE;
  }

  /** Returns the change to this value; null clears. */
  static <T> Change<T> to(@Nullable T value) {
    return value == null ? clear() : new Set<>(value);
  }

  /** The key is absent from the update. */
  record Keep<T>() implements Change<T> {
    private static final Keep<?> INSTANCE = new Keep<>();

    @Override
    public @Nullable T applyTo(@Nullable T present) {
      return present;
    }
  }

  /** The key is null in the update. */
  record Clear<T>() implements Change<T> {
    private static final Clear<?> INSTANCE = new Clear<>();

    @Override
    public @Nullable T applyTo(@Nullable T present) {
      return null;
    }
  }

  /** The key has a value in the update. */
  record Set<T>(T value) implements Change<T> {
    @Override
    public T applyTo(@Nullable T present) {
      return value;
    }
  }
}
