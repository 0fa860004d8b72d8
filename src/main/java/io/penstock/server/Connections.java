package io.penstock.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Connectors;
import io.penstock.connector.http.Outlets;
import io.penstock.connector.partner.PartnerConnector;
import io.penstock.connector.sharespine.SharespineConnector;
import io.penstock.server.config.GatewayConfig;
import io.penstock.tenant.Tenant;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kinds of system this build speaks with: one line for each. */
public final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private Connections() {}

  /** What the connectors say against a tenant under a configuration. Calls nobody. */
  public static Function<Tenant, List<String>> problems(GatewayConfig config) {
    Vertx vertx = Vertx.vertx();
    Connectors connectors =
        all(new Outlets(vertx, config.http(), new SimpleMeterRegistry()), config);
    vertx.close().onFailure(cause -> LOG.warn("closing after the check failed", cause));
    return connectors::problems;
  }

  static Connectors all(Outlets outlets, GatewayConfig config) {
    return new Connectors(
        List.of(
            new SharespineConnector(outlets, config.sharespine()),
            new PartnerConnector(outlets, InstantSource.system())));
  }
}
