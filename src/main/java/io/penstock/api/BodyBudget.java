package io.penstock.api;

import java.time.Duration;

/** The memory that all bodies being read may take together. Lives on one event loop. */
final class BodyBudget {
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long maxBytes;
  private long usedBytes;

  BodyBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  Share open() {
    return new Share();
  }

  static ProblemException full() {
    return new ProblemException(
            ProblemCode.OVERLOADED, "too many large requests at the same time; nothing was taken")
        .after(RETRY_AFTER);
  }

  /** One body's part of it. */
  final class Share {
    private long bytes;

    boolean grow(int more) {
      if (usedBytes + more > maxBytes) {
        return false;
      }
      usedBytes += more;
      bytes += more;
      return true;
    }

    /** Gives all of it back; a second time gives nothing. */
    void close() {
      usedBytes -= bytes;
      bytes = 0;
    }
  }
}
