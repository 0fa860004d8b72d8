package io.penstock.sync;

import org.jspecify.annotations.Nullable;

/**
 * The gateway's own store takes nothing now: too much work waits for it, or it cannot write. The
 * caller must treat the call as not taken and come again; over HTTP this is a 503.
 */
public final class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean full;

  /**
   * @param full whether only its queue is full, which passes by itself
   */
  public StoreUnavailableException(String message, boolean full, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.full = full;
  }

  public boolean full() {
    return full;
  }
}
