package io.penstock.connector.partner;

import io.penstock.connector.Connector;
import io.penstock.connector.Link;
import io.penstock.connector.http.Exchange;
import io.penstock.connector.http.Outlets;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Tenant;
import java.time.InstantSource;
import java.util.List;

/** The kind {@code partner}: signed webhooks to a system of the partner's own. */
public final class PartnerConnector implements Connector {
  public static final String KIND = "partner";

  private final Outlets outlets;
  private final InstantSource clock;

  /**
   * @param clock gives the webhooks' time stamps
   */
  public PartnerConnector(Outlets outlets, InstantSource clock) {
    this.outlets = outlets;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<String> problems(Connection connection) {
    return PartnerSettings.problems(connection, outlets);
  }

  @Override
  public Link open(Tenant tenant, Connection connection) {
    if (!PartnerSettings.takesWebhooks(connection)) {
      return new SendingOnlyLink();
    }
    PartnerSettings settings = PartnerSettings.of(connection);
    ConnectionRef who = new ConnectionRef(tenant.id(), connection.id());
    Exchange exchange = outlets.open(KIND, who, settings.url(), settings.pace());
    return new PartnerLink(who, settings, exchange, clock);
  }
}
