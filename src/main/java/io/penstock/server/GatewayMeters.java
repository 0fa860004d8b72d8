package io.penstock.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is measured of the gateway as a whole: what waits, what died, who runs. */
final class GatewayMeters {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayMeters.class);
  private static final long SAMPLE_MILLIS = 5_000;

  private final Vertx vertx;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Map<RecordType, AtomicLong> waiting = new EnumMap<>(RecordType.class);
  private final Map<RecordType, AtomicLong> oldestMillis = new EnumMap<>(RecordType.class);
  private final Map<RecordType, AtomicLong> dead = new EnumMap<>(RecordType.class);
  private final ProcessMeters process;
  private long sampleTimer;

  GatewayMeters(
      Vertx vertx,
      MeterRegistry registry,
      Outbox outbox,
      TenantDirectory directory,
      PlugBoard board,
      TenantRunner runner,
      InstantSource clock,
      String version) {
    this.vertx = vertx;
    this.outbox = outbox;
    this.clock = clock;
    this.process = new ProcessMeters(registry);
    for (RecordType type : RecordType.values()) {
      gauge(registry, waiting, type, "penstock.outbox.items", "Transfers that wait", 1);
      gauge(
          registry,
          oldestMillis,
          type,
          "penstock.outbox.oldest.age.seconds",
          "Age of the oldest transfer that waits",
          1_000);
      gauge(registry, dead, type, "penstock.dead.letters", "Dead letters kept", 1);
    }
    tenants(registry, "all", () -> directory.all().size());
    tenants(registry, "running", runner::running);
    tenants(registry, "quarantined", board::quarantinedCount);
    Gauge.builder("penstock.build.info", () -> 1)
        .description("Always 1; the version is in the label")
        .tag("version", version)
        .register(registry);
  }

  private static void gauge(
      MeterRegistry registry,
      Map<RecordType, AtomicLong> values,
      RecordType type,
      String name,
      String description,
      double perUnit) {
    AtomicLong value = new AtomicLong();
    values.put(type, value);
    Gauge.builder(name, value, number -> number.get() / perUnit)
        .description(description + ", by record type")
        .tag("record", type.code())
        .register(registry);
  }

  private static void tenants(MeterRegistry registry, String state, Supplier<Number> count) {
    Gauge.builder("penstock.tenants", count)
        .description("Tenants this node knows, by state")
        .tag("state", state)
        .register(registry);
  }

  void start() {
    sampleTimer = vertx.setPeriodic(0, SAMPLE_MILLIS, fired -> sample());
  }

  void stop() {
    vertx.cancelTimer(sampleTimer);
    process.close();
  }

  private void sample() {
    outbox
        .totals()
        .onSuccess(this::show)
        .onFailure(cause -> LOG.warn("sampling the outbox failed: {}", cause.getMessage()));
  }

  private void show(List<Outbox.Total> totals) {
    long now = clock.millis();
    for (RecordType type : RecordType.values()) {
      long died = 0;
      long waits = 0;
      long age = 0;
      for (Outbox.Total total : totals) {
        if (total.type() == type) {
          died = total.dead();
          waits = total.waiting();
          age = total.oldest() == null ? 0 : now - total.oldest().toEpochMilli();
        }
      }
      set(dead, type, died);
      set(waiting, type, waits);
      set(oldestMillis, type, age);
    }
  }

  private static void set(Map<RecordType, AtomicLong> values, RecordType type, long value) {
    AtomicLong holder = values.get(type);
    if (holder != null) {
      holder.set(value);
    }
  }
}
