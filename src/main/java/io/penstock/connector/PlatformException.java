package io.penstock.connector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Trouble of a platform's making, with whose it is. Made only in {@code connector.http}. */
public final class PlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of trouble, as far as the caller's next step depends on it. */
  public enum Kind {
    /** No call was made: rate limit, Retry-After or open circuit breaker. Try after the wait. */
    HELD_BACK,
    /** The call surely did not reach the platform: no connection, name or TLS failure. */
    UNREACHABLE,
    /** The call was sent and no whole answer came: it may have taken effect. */
    OUTCOME_UNKNOWN,
    /** The platform answered with a status that is not a success. */
    STATUS,
    /** The platform answered something that is not what it should be. */
    UNREADABLE
  }

  private final String connection;
  private final Kind kind;
  private final int status;
  private final @Nullable Duration retryAfter;
  private final String exchange;

  /**
   * @param connection tenant and connection, as {@code tenant/connection}
   * @param status HTTP status, 0 where there was none
   * @param exchange request and answer in short, secrets masked; may be empty
   */
  public PlatformException(
      String connection,
      Kind kind,
      int status,
      @Nullable Duration retryAfter,
      String message,
      String exchange) {
    super(message, null, false, false);
    this.connection = connection;
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
    this.exchange = exchange;
  }

  public String connection() {
    return connection;
  }

  public Kind kind() {
    return kind;
  }

  public int status() {
    return status;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  public String exchange() {
    return exchange;
  }
}
