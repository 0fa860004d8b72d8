package io.penstock.sync.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.record.RecordType;

/** What sweeps find, per platform and not per tenant. */
public final class DriftMeters {
  private final MeterRegistry registry;

  public DriftMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void found(String platform, RecordType type, DriftFound found) {
    drift(platform, type, "repaired").increment(found.repaired());
    drift(platform, type, "left").increment(found.left());
    drift(platform, type, "missing").increment(found.missing());
    Counter.builder("penstock.drift.compared")
        .description("States that a sweep has compared with what the platform holds")
        .tag("record", type.code())
        .tag("platform", platform)
        .register(registry)
        .increment(found.compared());
    swept(platform, type, "success");
  }

  void failed(String platform, RecordType type) {
    swept(platform, type, "failure");
  }

  private Counter drift(String platform, RecordType type, String outcome) {
    return Counter.builder("penstock.drift")
        .description("States that a platform did not hold as they were sent, by what was done")
        .tag("record", type.code())
        .tag("platform", platform)
        .tag("outcome", outcome)
        .register(registry);
  }

  private void swept(String platform, RecordType type, String outcome) {
    Counter.builder("penstock.drift.sweeps")
        .description("Sweeps that compared a plug with what its platform holds")
        .tag("record", type.code())
        .tag("platform", platform)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }
}
