package io.penstock.simulation;

import io.penstock.record.OrderStatus;
import io.penstock.record.RecordType;
import io.penstock.record.Shipment;
import io.penstock.record.StockLevel;
import io.penstock.record.SyncRecord;
import io.penstock.sync.intake.IntakeAnswer;
import io.penstock.sync.outbox.Receipt;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Routes;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who calls the gateway's API for one tenant: stock and statuses with times that go back and forth,
 * and shipments. It sends again until it has an answer, so it may send twice what was taken.
 */
final class Partner {
  static final int BATCH_MAX = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final int KEYS = 8;

  private final Tenant tenant;
  private final Routes routes;
  private final VirtualTime time;
  private final Faults faults;
  private final Witness witness;
  private final SimulatedStore store;
  private final Supplier<@Nullable Life> gateway;
  private int numbers;

  Partner(
      Tenant tenant,
      VirtualTime time,
      Faults faults,
      Witness witness,
      SimulatedStore store,
      Supplier<@Nullable Life> gateway) {
    this.tenant = tenant;
    this.routes = Routes.of(tenant);
    this.time = time;
    this.faults = faults;
    this.witness = witness;
    this.store = store;
    this.gateway = gateway;
  }

  void start() {
    sendStates();
    sendShipments();
  }

  // --- states

  private void sendStates() {
    if (faults.healed()) {
      return;
    }
    RecordType type = time.isLucky(0.8) ? RecordType.STOCK : RecordType.ORDER_STATUS;
    Map<String, SyncRecord> states = new LinkedHashMap<>();
    int count = time.between(1, BATCH_MAX);
    for (int i = 0; i < count; i++) {
      SyncRecord state = state(type);
      states.put(state.key(), state);
    }
    send(
        () -> takeStates(type, states),
        () -> time.afterMillis(time.between(5, 1_000), this::sendStates));
  }

  private SyncRecord state(RecordType type) {
    Instant now = time.instant();
    int apart = time.isLucky(0.3) ? time.between(0, 3) : 0;
    Instant at = Instant.ofEpochSecond(now.getEpochSecond() - apart);
    int number = ++numbers;
    int key = time.between(1, KEYS);
    return type == RecordType.STOCK
        ? new StockLevel("sku" + key, key % 2 == 0 ? "loft" : null, BigDecimal.valueOf(number), at)
        : new OrderStatus("o" + key, "status " + number, null, at);
  }

  private @Nullable Future<Boolean> takeStates(RecordType type, Map<String, SyncRecord> states) {
    Life life = gateway.get();
    if (life == null) {
      return null;
    }
    StateBatch batch = new StateBatch();
    List<String> targets = routes.targets(type, Routes.API);
    int group =
        batch.group(
            new StateBatch.Group(new ConnectionRef(tenant.id(), Routes.API), type, targets));
    states.values().forEach(state -> batch.block().add(group, state));
    return life.intake()
        .takeStates(batch)
        .map(
            answer -> {
              if (answer.refused()[0] == null) {
                for (SyncRecord state : states.values()) {
                  for (String target : targets) {
                    witness.check(
                        witness.hasKept(new ConnectionRef(tenant.id(), target), state),
                        "what is answered for is on disk",
                        state);
                  }
                }
              }
              return true;
            });
  }

  // --- shipments

  private void sendShipments() {
    if (faults.healed()) {
      return;
    }
    List<SyncRecord> shipments = new ArrayList<>();
    int count = time.between(1, 3);
    for (int i = 0; i < count; i++) {
      String order = "o" + time.between(1, KEYS);
      shipments.add(new Shipment("s" + ++numbers, order, null, null, time.instant()));
    }
    Receipt receipt =
        time.isLucky(0.5)
            ? new Receipt(tenant.id(), "request " + ++numbers, "hash", 202, "{}")
            : null;
    send(
        () -> takeShipments(shipments, receipt),
        () -> time.afterMillis(time.between(50, 2_000), this::sendShipments));
  }

  private @Nullable Future<Boolean> takeShipments(
      List<SyncRecord> shipments, @Nullable Receipt receipt) {
    Life life = gateway.get();
    if (life == null) {
      return null;
    }
    ConnectionRef source = new ConnectionRef(tenant.id(), Routes.API);
    return life.intake()
        .take(tenant.id(), shipments, receipt)
        .map(
            answer -> {
              if (answer instanceof IntakeAnswer.Taken) {
                for (SyncRecord shipment : shipments) {
                  witness.check(
                      store.facts().isKnown(source, shipment),
                      "what is answered for is on disk",
                      shipment.id().replace('\n', '/'));
                }
              }
              return true;
            });
  }

  // --- until there is an answer

  private void send(Supplier<@Nullable Future<Boolean>> call, Runnable next) {
    Future<Boolean> answer = call.get();
    Runnable again = () -> time.afterMillis(time.between(100, 500), () -> send(call, next));
    if (answer == null) {
      again.run();
      return;
    }
    boolean[] isOver = {false};
    answer.onComplete(
        result -> {
          if (!isOver[0]) {
            isOver[0] = true;
            (result.succeeded() ? next : again).run();
          }
        });
    time.after(
        PATIENCE,
        () -> {
          if (!isOver[0]) {
            isOver[0] = true;
            again.run();
          }
        });
  }
}
