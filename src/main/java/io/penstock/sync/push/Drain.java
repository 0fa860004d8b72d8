package io.penstock.sync.push;

import io.penstock.connector.Link;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/** Empties the outbox towards one IMPORT plug, at its own pace. Lives on one event loop. */
public interface Drain {
  /**
   * The right one for the type: facts leave one by one and in order, states packed.
   *
   * @param random gives numbers in [0, 1), by which retries that fail together spread
   */
  static Drain of(
      Vertx vertx,
      Outbox outbox,
      Link link,
      String platform,
      ConnectionRef target,
      RecordType type,
      PushOptions options,
      PlugBoard board,
      Reporter reporter,
      InstantSource clock,
      PushMeters meters,
      DoubleSupplier random) {
    Endings endings = new Endings(platform, target, type, reporter, meters);
    return type.isFact()
        ? new Pusher(vertx, outbox, link, target, type, options, board, endings, clock, random)
        : new StatePusher(
            vertx, outbox.states(), link, target, type, options, board, endings, clock, random);
  }

  /** Starts with what an earlier run left. */
  void start();

  /** There may be something new. Cheap, and safe to call too often. */
  void wake();

  /** Takes up nothing more; completes when what is under way is settled. */
  Future<Void> stop();
}
