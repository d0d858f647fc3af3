package dev.jobtracker.job;

import org.jspecify.annotations.Nullable;

/**
 * A patch of one key: what an update says about it, which is nothing at all, that it be cleared, or
 * its new value. The three are different requests (contract, section 2), so they are different
 * types.
 *
 * @param <T> the type of the key's value
 */
public sealed interface Patch<T> {

  /** Returns the value of the key after this patch, where {@code present} is the one before. */
  @Nullable T applyTo(@Nullable T present);

  /** Returns whether the update carries the key. */
  default boolean isCarried() {
    return !(this instanceof Keep<T>);
  }

  /** Returns this patch, or the one that leaves the key as it is where this one clears it. */
  default Patch<T> unlessCleared() {
    return this instanceof Clear<T> ? keep() : this;
  }

  /** Returns the patch that leaves the key as it is. */
  @SuppressWarnings("unchecked")
  static <T> Patch<T> keep() {
    return (Patch<T>) Keep.INSTANCE;
  }

  /** Returns the patch that clears the key. */
  @SuppressWarnings("unchecked")
  static <T> Patch<T> clear() {
    return (Patch<T>) Clear.INSTANCE;
  }

  /** Returns the patch to this value; null clears. */
  static <T> Patch<T> to(@Nullable T value) {
    return value == null ? clear() : new Set<>(value);
  }

  /** The key is absent from the update. */
  record Keep<T>() implements Patch<T> {
    private static final Keep<?> INSTANCE = new Keep<>();

    @Override
    public @Nullable T applyTo(@Nullable T present) {
      return present;
    }
  }

  /** The key is null in the update. */
  record Clear<T>() implements Patch<T> {
    private static final Clear<?> INSTANCE = new Clear<>();

    @Override
    public @Nullable T applyTo(@Nullable T present) {
      return null;
    }
  }

  /** The key has a value in the update. */
  record Set<T>(T value) implements Patch<T> {
    @Override
    public T applyTo(@Nullable T present) {
      return value;
    }
  }
}
