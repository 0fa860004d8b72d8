package io.penstock.sync.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.record.RecordType;
import io.penstock.sync.outbox.Settlement.Ending;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What push counts, per platform and not per tenant. */
public final class PushMeters {
  private record Key(String platform, RecordType type) {}

  private record Set(Map<Ending, Counter> endings, Timer duration) {}

  private final MeterRegistry registry;
  private final ConcurrentHashMap<Key, Set> sets = new ConcurrentHashMap<>();

  public PushMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void ended(String platform, RecordType type, Ending ending, int count) {
    Counter counter = set(platform, type).endings().get(ending);
    if (counter != null) {
      counter.increment(count);
    }
  }

  void took(String platform, RecordType type, Duration sinceAccepted) {
    set(platform, type)
        .duration()
        .record(sinceAccepted.isNegative() ? Duration.ZERO : sinceAccepted);
  }

  private Set set(String platform, RecordType type) {
    return sets.computeIfAbsent(new Key(platform, type), this::register);
  }

  private Set register(Key key) {
    Map<Ending, Counter> endings = new EnumMap<>(Ending.class);
    for (Ending ending : Ending.values()) {
      endings.put(
          ending,
          Counter.builder("penstock.items")
              .description("Transfers that a push has ended, by outcome")
              .tag("record", key.type().code())
              .tag("direction", "import")
              .tag("platform", key.platform())
              .tag("outcome", outcome(ending))
              .register(registry));
    }
    Timer duration =
        Timer.builder("penstock.sync.duration")
            .description("From accepted to the platform's success; of a batch, what waited longest")
            .tag("record", key.type().code())
            .tag("platform", key.platform())
            .serviceLevelObjectives(
                Duration.ofMillis(50),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofHours(1))
            .register(registry);
    return new Set(endings, duration);
  }

  private static String outcome(Ending ending) {
    return switch (ending) {
      case DONE -> "success";
      case RETRY -> "retry";
      case DEAD -> "dead";
    };
  }
}
