package io.penstock.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Connectors;
import io.penstock.connector.http.HttpOptions;
import io.penstock.connector.http.Outlets;
import io.penstock.server.config.Checks;
import io.penstock.server.config.GatewayConfig;
import io.penstock.tenant.Tenant;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every part of the gateway about a configuration before anything is started on it. */
public final class GatewayChecks implements Checks {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayChecks.class);

  private @Nullable Connectors connectors;

  @Override
  public List<String> ofConfig(GatewayConfig config) {
    List<String> problems = new ArrayList<>();
    config.http().problems().forEach(problem -> problems.add("http." + problem));
    if (config.production() && config.http().contact().isBlank()) {
      problems.add(
          "http.contact: is required in production; give the e-mail address at which a platform"
              + " reaches your developers, it is sent in every User-Agent");
    }
    return problems;
  }

  @Override
  public List<String> ofTenant(GatewayConfig config, Tenant tenant) {
    if (connectors == null) {
      connectors = connectors(config);
    }
    return connectors.problems(tenant);
  }

  /** Connectors that are asked and never opened, so what they would run on can go at once. */
  private static Connectors connectors(GatewayConfig config) {
    Vertx vertx = Vertx.vertx();
    // Mistakes in http are told elsewhere; they must not keep a tenant's from being told as well.
    HttpOptions http =
        config.http().problems().isEmpty()
            ? config.http()
            : HttpOptions.DEFAULTS.withPlainHttp(config.http().plainHttp());
    Outlets outlets = new Outlets(vertx, http, new SimpleMeterRegistry());
    vertx.close().onFailure(cause -> LOG.warn("closing after the check failed", cause));
    return Connections.all(outlets, config);
  }
}
