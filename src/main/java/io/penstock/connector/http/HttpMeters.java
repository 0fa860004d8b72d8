package io.penstock.connector.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What this room measures. No label scales with tenants: the platform is the connector's kind, and
 * of breakers only the number that is open is told.
 */
final class HttpMeters {
  private record Series(String platform, HttpMethod method, String outcome) {}

  private final MeterRegistry registry;
  private final Map<Series, Timer> requests = new ConcurrentHashMap<>();
  private final Map<String, Timer> waits = new ConcurrentHashMap<>();
  private final Map<String, BreakerStates> states = new ConcurrentHashMap<>();

  HttpMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void request(String platform, HttpMethod method, String outcome, long nanos) {
    requests
        .computeIfAbsent(new Series(platform, method, outcome), this::requestTimer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Time in which a call waited for all that it has to wait for. */
  void waited(String platform, long nanos) {
    waits
        .computeIfAbsent(
            platform,
            name ->
                Timer.builder("penstock.limiter.wait")
                    .description("Time that calls waited before they were let out")
                    .tag("platform", name)
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * @param scope {@code host} or {@code connection}
   */
  BreakerStates breakers(String platform, String scope) {
    return states.computeIfAbsent(
        platform + '/' + scope,
        key -> {
          BreakerStates fresh = new BreakerStates();
          Gauge.builder("penstock.breaker.state", fresh, BreakerStates::open)
              .description("Circuit breakers that are not closed")
              .tag("platform", platform)
              .tag("scope", scope)
              .register(registry);
          return fresh;
        });
  }

  private Timer requestTimer(Series series) {
    return Timer.builder("penstock.http.client.requests")
        .description("Calls to other systems, from the permit to the end of the answer")
        .tag("platform", series.platform())
        .tag("method", series.method().name())
        .tag("outcome", series.outcome())
        .register(registry);
  }
}
