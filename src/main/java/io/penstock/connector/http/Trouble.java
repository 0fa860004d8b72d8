package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.penstock.connector.PlatformException.Kind;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.http.HttpClosedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where calls that got no answer get their {@link PlatformException}. */
final class Trouble {
  private static final String NO_ERROR = "(GOAWAY error code = 0)";

  /** A cause may be its own, some turns on. */
  private static final int CAUSES_MAX = 8;

  private Trouble() {}

  /** Jitter only ever adds: nobody comes before the time, and not all come at it. */
  static PlatformException heldBack(Clocks clocks, ConnectionRef who, long waitNanos, String why) {
    long jitter = (long) (clocks.jitter().getAsDouble() * (waitNanos / 10 + 1_000_000));
    Duration wait = Duration.ofNanos(Math.max(0, waitNanos) + jitter);
    return new PlatformException(who.toString(), Kind.HELD_BACK, 0, wait, why, "");
  }

  static PlatformException unreachable(ConnectionRef who, Call call, String why) {
    return new PlatformException(who.toString(), Kind.UNREACHABLE, 0, null, why, Excerpt.of(call));
  }

  /**
   * What a call ended in that was sent. A server that closes its connection politely (GOAWAY
   * without an error) does so before a restart or a move: it is well and may be called at once, so
   * this trouble says how long to wait, and speaks against nobody.
   */
  static PlatformException outcomeUnknown(ConnectionRef who, Call call, Throwable lost) {
    // Never ask for goAway(): Vert.x 5.0.12 copies bytes there that it has released, and throws.
    boolean polite = lost instanceof HttpClosedException && words(lost).endsWith(NO_ERROR);
    return outcomeUnknown(who, call, words(lost), polite ? Duration.ZERO : null);
  }

  static PlatformException outcomeUnknown(
      ConnectionRef who, Call call, String why, @Nullable Duration retryAfter) {
    String sentence = "the call was sent and no whole answer came: " + why;
    return new PlatformException(
        who.toString(), Kind.OUTCOME_UNKNOWN, 0, retryAfter, sentence, Excerpt.of(call));
  }

  /** What a cause says, without a class name where it says anything. */
  static String words(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }

  /**
   * Likewise, with what is at the bottom of it: of a failed handshake the first words only say that
   * there was one, and not whether it was the certificate or silence.
   */
  static String wordsAndRoot(Throwable cause) {
    Throwable root = cause;
    for (int depth = 0; root.getCause() != null && depth < CAUSES_MAX; depth++) {
      root = root.getCause();
    }
    String first = words(cause);
    String last = words(root);
    return first.contains(last) ? first : first + ": " + last;
  }
}
