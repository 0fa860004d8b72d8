package io.penstock.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What a store tells about itself. None of it grows with the tenants. */
public final class StoreMeters {
  private final MeterRegistry registry;
  private final Timer commit;
  private final DistributionSummary commitRows;
  private final Counter failed;
  private final Counter refused;

  public StoreMeters(MeterRegistry registry) {
    this.registry = registry;
    commit =
        Timer.builder("penstock_store_commit")
            .description("Commits, and how long each took")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofSeconds(10))
            .register(registry);
    commitRows =
        DistributionSummary.builder("penstock_store_commit_rows")
            .description("Rows that shared one commit")
            .register(registry);
    failed =
        Counter.builder("penstock_store_commit_failures")
            .description("Commits that the disk did not take")
            .register(registry);
    refused =
        Counter.builder("penstock_store_refused")
            .description("Operations refused because too many were waiting")
            .register(registry);
  }

  /** For a store that nobody watches. */
  public static StoreMeters unwatched() {
    return new StoreMeters(new CompositeMeterRegistry());
  }

  public void queue(IntSupplier length) {
    Gauge.builder("penstock_store_queue_length", length, IntSupplier::getAsInt)
        .description("Operations that wait for the writer")
        .strongReference(true)
        .register(registry);
  }

  public void wal(LongSupplier bytes) {
    Gauge.builder("penstock_store_wal_bytes", bytes, LongSupplier::getAsLong)
        .description("Size of the log that a checkpoint empties")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  public void committed(long rows, long nanos) {
    commit.record(Duration.ofNanos(nanos));
    commitRows.record((double) rows);
  }

  public void failed() {
    failed.increment();
  }

  public void refused() {
    refused.increment();
  }
}
