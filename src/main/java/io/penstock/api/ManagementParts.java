package io.penstock.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What the management port asks and shows.
 *
 * @param version of this gateway
 * @param startup what must have happened before the others count
 * @param readiness what makes this process useless while it fails: not started, draining, store not
 *     writable. Never a platform or a tenant, for their outage must not take the others out
 * @param observed what people should see as a warning only
 */
public record ManagementParts(
    String version,
    PrometheusMeterRegistry registry,
    List<HealthCheck> startup,
    List<HealthCheck> readiness,
    List<HealthCheck> observed,
    InstantSource clock,
    LongSupplier nanoClock) {
  public ManagementParts {
    startup = List.copyOf(startup);
    readiness = List.copyOf(readiness);
    observed = List.copyOf(observed);
  }
}
