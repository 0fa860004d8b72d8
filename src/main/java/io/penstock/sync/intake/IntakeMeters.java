package io.penstock.sync.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.record.RecordType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What intake counts. No tenant label: it would grow with the tenants. */
public final class IntakeMeters {
  private final Map<RecordType, Counter> fresh = new EnumMap<>(RecordType.class);
  private final Map<RecordType, Counter> known = new EnumMap<>(RecordType.class);
  private final Map<RecordType, AtomicLong> lastSuccessMillis = new EnumMap<>(RecordType.class);
  private final Counter refused;
  private final Counter pollsSucceeded;
  private final Counter pollsFailed;

  public IntakeMeters(MeterRegistry registry) {
    for (RecordType type : RecordType.values()) {
      fresh.put(type, items(registry, type, "accepted"));
      known.put(type, items(registry, type, "known"));
      lastSuccess(registry, type);
    }
    refused =
        Counter.builder("penstock.intake.refused")
            .description("Requests refused because the tenant was over its own bound")
            .register(registry);
    pollsSucceeded = polls(registry, "success");
    pollsFailed = polls(registry, "failure");
  }

  private static Counter items(MeterRegistry registry, RecordType type, String outcome) {
    return Counter.builder("penstock.intake.records")
        .description("Records taken in, and those already known or older than what is known")
        .tag("record", type.code())
        .tag("outcome", outcome)
        .register(registry);
  }

  private void lastSuccess(MeterRegistry registry, RecordType type) {
    AtomicLong millis = new AtomicLong();
    lastSuccessMillis.put(type, millis);
    Gauge.builder(
            "penstock.poll.last.success.timestamp.seconds", millis, value -> value.get() / 1e3)
        .description("When a poll of any tenant last succeeded; 0 for never")
        .tag("record", type.code())
        .register(registry);
  }

  private static Counter polls(MeterRegistry registry, String outcome) {
    return Counter.builder("penstock.polls")
        .description("Polls of EXPORT plugs that have ended")
        .tag("outcome", outcome)
        .register(registry);
  }

  void accepted(RecordType type, boolean isFresh) {
    accepted(type, 1, isFresh ? 0 : 1);
  }

  void accepted(RecordType type, int count, int superseded) {
    Counter taken = fresh.get(type);
    Counter old = known.get(type);
    if (taken != null && old != null) {
      taken.increment(count - superseded);
      old.increment(superseded);
    }
  }

  void refused() {
    refused.increment();
  }

  void pollFailed() {
    pollsFailed.increment();
  }

  void pollSucceeded(RecordType type, Instant at) {
    pollsSucceeded.increment();
    AtomicLong millis = lastSuccessMillis.get(type);
    if (millis != null) {
      millis.set(at.toEpochMilli());
    }
  }
}
