package io.penstock.sandbox.partner;

import io.penstock.sandbox.LedgerValue;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;

/**
 * The partner's stock and prices on their way to the gateway. A request that fails, or that nobody
 * answers, is sent again with the same values and the same times until it is acknowledged; so at
 * the end it is certain which value of each SKU is the newest that the gateway has accepted.
 *
 * <p>All of it runs on one event loop. The rate is kept by a count of what is due, looked at each
 * {@value #TICK_MILLIS} ms; while the gateway is away at most {@value #DEBT_SECONDS_MAX} s of
 * traffic is made up for later, as a partner's queue would.
 */
public final class PartnerTraffic {
  static final int TICK_MILLIS = 10;
  static final double DEBT_SECONDS_MAX = 1;

  /** A request goes out with fewer lines than it could hold once it has waited so long. */
  static final int LINGER_MILLIS = 100;

  private final Vertx vertx;
  private final Context loop;
  private final TrafficOptions options;
  private final InstantSource clock;
  private final Shelf shelf;
  private final MerchantDay day;
  private final GatewayDoor door;
  private final List<TenantCatalogue> catalogues;
  private final Promise<Void> drained = Promise.promise();
  private volatile TrafficCounts counts = new TrafficCounts(0, 0, 0, 0, 0, 0, 0, "");

  private long timer = -1;
  private long lastTickNanos;
  private double due;
  private long lastSentNanos;
  private int inFlight;
  private boolean stopping;

  private long made;
  private long accepted;
  private long superseded;
  private long rejected;
  private long requests;
  private long repeats;
  private String lastTrouble = "";

  private PartnerTraffic(
      Vertx vertx, TrafficOptions options, List<TenantCatalogue> catalogues, InstantSource clock) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.options = options;
    this.catalogues = List.copyOf(catalogues);
    this.clock = clock;
    this.shelf = new Shelf(catalogues);
    this.day = new MerchantDay(shelf, options.seed());
    this.door = new GatewayDoor(vertx, options, shelf);
  }

  /** Starts to send at once. */
  public static PartnerTraffic start(
      Vertx vertx, TrafficOptions options, List<TenantCatalogue> catalogues) {
    if (catalogues.isEmpty()) {
      throw new IllegalArgumentException("there are no tenants to send updates for");
    }
    PartnerTraffic traffic = new PartnerTraffic(vertx, options, catalogues, InstantSource.system());
    traffic.loop.runOnContext(go -> traffic.begin());
    return traffic;
  }

  /** How far it is; may be asked from any thread. */
  public TrafficCounts counts() {
    return counts;
  }

  /**
   * Makes no more updates; completes when everything sent is acknowledged, and fails with a
   * sentence when that takes longer than {@link TrafficOptions#drainMax()}.
   */
  public Future<Void> stop() {
    loop.runOnContext(go -> end());
    return drained.future();
  }

  /**
   * The newest accepted stock levels and prices of one tenant; only after {@link #stop} has
   * completed.
   */
  public List<LedgerValue> accepted(String tenant) {
    if (!drained.future().succeeded()) {
      throw new IllegalStateException("what was accepted is certain only after the stop");
    }
    for (int i = 0; i < catalogues.size(); i++) {
      if (catalogues.get(i).tenant().equals(tenant)) {
        return shelf.accepted(i);
      }
    }
    return List.of();
  }

  private void begin() {
    lastTickNanos = System.nanoTime();
    lastSentNanos = lastTickNanos;
    if (!stopping) {
      timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick(System.nanoTime()));
    }
  }

  private void end() {
    if (stopping) {
      return;
    }
    stopping = true;
    vertx.cancelTimer(timer);
    long patience = vertx.setTimer(Math.max(1, options.drainMax().toMillis()), late -> giveUp());
    drained
        .future()
        .onComplete(
            over -> {
              vertx.cancelTimer(patience);
              door.close();
            });
    publish();
  }

  private void giveUp() {
    drained.tryFail(
        waiting()
            + " updates were not acknowledged within "
            + options.drainMax().toSeconds()
            + " s; the last trouble was: "
            + lastTrouble);
  }

  private void tick(long nowNanos) {
    double earned = (nowNanos - lastTickNanos) / 1e9 * options.updatesPerSecond();
    due = Math.min(due + earned, Math.max(1, DEBT_SECONDS_MAX * options.updatesPerSecond()));
    lastTickNanos = nowNanos;
    while (due >= 1 && inFlight < options.inFlightMax()) {
      boolean full = due >= options.linesPerRequest();
      if (!full && nowNanos - lastSentNanos < LINGER_MILLIS * 1_000_000L) {
        break;
      }
      int lines = full ? options.linesPerRequest() : (int) due;
      due -= lines;
      lastSentNanos = nowNanos;
      made += lines;
      inFlight++;
      send(fresh(lines), 0);
    }
    publish();
  }

  private Parcel fresh(int lines) {
    long now = clock.millis();
    return options.form() == TrafficOptions.Form.STREAM
        ? day.mixed(lines, now)
        : day.single(lines, now);
  }

  private void send(Parcel parcel, int earlier) {
    requests++;
    repeats += earlier > 0 ? 1 : 0;
    door.send(parcel)
        .onComplete(answer -> settle(parcel, answer), trouble -> later(parcel, earlier, trouble));
  }

  private void settle(Parcel parcel, Acknowledgement answer) {
    for (int line = 0; line < parcel.size(); line++) {
      if (!answer.refused().get(line)) {
        shelf.accept(parcel.slot(line), parcel.changedAt(line), parcel.value(line));
      }
    }
    int refused = answer.refused().cardinality();
    int again = answer.again().cardinality();
    accepted += parcel.size() - refused;
    superseded += answer.superseded();
    rejected += refused - again;
    if (again > 0) {
      Parcel rest = parcel.only(answer.again().stream().toArray());
      later(rest, 0, GatewayDoor.notYet(again + " updates were to be sent again", answer.pause()));
      return;
    }
    inFlight--;
    publish();
  }

  private void later(Parcel parcel, int earlier, Throwable trouble) {
    lastTrouble = String.valueOf(trouble.getMessage());
    publish();
    if (drained.future().isComplete()) {
      return; // given up: stop() has said so
    }
    vertx.setTimer(GatewayDoor.waitMillis(trouble), due -> send(parcel, earlier + 1));
  }

  private long waiting() {
    return made - accepted - rejected;
  }

  private void publish() {
    counts =
        new TrafficCounts(
            made, accepted, superseded, rejected, requests, repeats, waiting(), lastTrouble);
    if (stopping && inFlight == 0) {
      drained.tryComplete();
    }
  }
}
