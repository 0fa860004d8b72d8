package io.penstock.server.config;

import org.jspecify.annotations.Nullable;

/** A text that is not a value of its type. The message says what is allowed. */
final class Unfit extends Exception {
  private static final long serialVersionUID = 1L;

  private final @Nullable String didYouMean;

  Unfit(String message) {
    this(message, null);
  }

  Unfit(String message, @Nullable String didYouMean) {
    super(message, null, false, false);
    this.didYouMean = didYouMean;
  }

  String allowed() {
    return String.valueOf(getMessage());
  }

  @Nullable String didYouMean() {
    return didYouMean;
  }
}
