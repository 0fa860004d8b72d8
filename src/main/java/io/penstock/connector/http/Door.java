package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a call may have to wait for before it leaves. Belongs to one connection and is
 * used from its event loop.
 */
interface Door {
  /**
   * @param patience nanoseconds it may wait here
   * @return null when it was let in at once. Whoever was let in must {@link #leave}; who is not
   *     fails with {@code HELD_BACK}.
   */
  @Nullable Future<Void> enter(Priority priority, long patience);

  /**
   * Why nobody may leave now, whoever was let in before: the platform said so meanwhile. Null where
   * it did not.
   */
  default @Nullable PlatformException shut() {
    return null;
  }

  /** A call that was let in is over. */
  void leave(Trip trip);

  /** Why a call would have to wait now, in plain words with a bound; empty when it would not. */
  String waitingFor();

  /** The connection is closed and all its calls are over. */
  default void closed() {}
}
