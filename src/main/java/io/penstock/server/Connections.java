package io.penstock.server;

import io.penstock.connector.Connectors;
import io.penstock.connector.http.Outlets;
import io.penstock.connector.partner.PartnerConnector;
import io.penstock.connector.sharespine.SharespineConnector;
import io.penstock.server.config.GatewayConfig;
import java.time.InstantSource;
import java.util.List;

/** The kinds of system this build speaks with: one line for each. */
final class Connections {
  private Connections() {}

  static Connectors all(Outlets outlets, GatewayConfig config) {
    return new Connectors(
        List.of(
            new SharespineConnector(outlets, config.sharespine()),
            new PartnerConnector(outlets, InstantSource.system())));
  }
}
