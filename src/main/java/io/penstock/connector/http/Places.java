package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The places among one connection's calls under way: the outermost door, so what waits elsewhere is
 * bounded by it, and closing is done when the last place is free.
 */
final class Places implements Door {
  private final Vertx vertx;
  private final ConnectionRef who;
  private final int most;
  private final HttpOptions options;
  private final Gate gate;
  private final Clocks clocks;
  private final Deque<Promise<Void>> queue = new ArrayDeque<>(1);
  private final Promise<Void> drained = Promise.promise();
  private int underWay;
  private boolean closing;

  /**
   * @param gate what lies behind; while it lets one call try, there is one place
   */
  Places(Vertx vertx, ConnectionRef who, int most, HttpOptions options, Gate gate, Clocks clocks) {
    this.vertx = vertx;
    this.who = who;
    this.most = most;
    this.options = options;
    this.gate = gate;
    this.clocks = clocks;
  }

  @Override
  public @Nullable Future<Void> enter(Priority priority, long patience) {
    if (closing) {
      return Future.failedFuture(
          Trouble.heldBack(clocks, who, 0, "the connection is being closed"));
    }
    PlatformException refusal = gate.refusal(patience);
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    if (underWay < open()) {
      underWay++;
      return null;
    }
    if (queue.size() >= options.callsWaitingMax()) {
      String why = queue.size() + " calls of this connection wait already";
      return Future.failedFuture(Trouble.heldBack(clocks, who, patience, why));
    }
    Promise<Void> mine = Promise.promise();
    queue.add(mine);
    long timer =
        vertx.setTimer(
            Math.max(1, (patience + 999_999) / 1_000_000),
            late -> {
              if (queue.remove(mine)) {
                String why = most + " calls of this connection are under way";
                mine.fail(Trouble.heldBack(clocks, who, patience, why));
              }
            });
    return mine.future().onComplete(over -> vertx.cancelTimer(timer));
  }

  @Override
  public void leave(Trip trip) {
    underWay--;
    while (underWay < open() && !queue.isEmpty()) {
      underWay++;
      queue.remove().complete();
    }
    if (closing && underWay == 0) {
      drained.tryComplete();
    }
  }

  @Override
  public String waitingFor() {
    return queue.isEmpty()
        ? ""
        : "a place among the " + most + " calls that may be under way at once";
  }

  /** Refuses who comes from now on, and completes when the last call has left. */
  Future<Void> close() {
    closing = true;
    if (underWay == 0) {
      drained.tryComplete();
    }
    return drained.future();
  }

  private int open() {
    return gate.isTrying() ? 1 : most;
  }
}
