package io.penstock.connector.http;

import io.vertx.core.Future;

/**
 * One connection's way out. Used from one event loop.
 *
 * <p>An answer with any status is a success here; the caller decides what a status means. Futures
 * fail with {@link io.penstock.connector.PlatformException} where no whole answer came: {@code
 * HELD_BACK} and {@code UNREACHABLE} if the call surely was not sent, else {@code OUTCOME_UNKNOWN};
 * {@code UNREADABLE} where the answer is larger than its bound.
 */
public interface Exchange {
  /** Sends one call and reads the whole answer, up to {@link HttpOptions#answerMaxBytes()}. */
  Future<Answer> send(Call call);

  /**
   * Sends one call and hands a successful answer's body over piece by piece, up to {@link
   * HttpOptions#streamMaxBytes()}; the answer returned then has an empty body. An answer that is
   * not a success is read whole, its reader is not called. The call's time limit counts between two
   * pieces, and not while the reader is busy.
   */
  Future<Answer> stream(Call call, BodyReader reader);

  /** Why a call would have to wait now, in plain words with a bound; empty when it would not. */
  String waitingFor();

  /** Refuses new calls, lets those under way finish, then gives back what is held. */
  Future<Void> close();
}
