package io.penstock.connector.sharespine;

import io.penstock.connector.Connector;
import io.penstock.connector.Link;
import io.penstock.connector.http.Exchange;
import io.penstock.connector.http.Outlets;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Tenant;
import java.util.List;

/** Opens connections to the Sharespine Integration Platform. */
public final class SharespineConnector implements Connector {
  public static final String KIND = "sharespine";

  private final Outlets outlets;
  private final SharespineOptions options;

  public SharespineConnector(Outlets outlets, SharespineOptions options) {
    this.outlets = outlets;
    this.options = options;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<String> problems(Connection connection) {
    return Settings.problems(connection, options, outlets);
  }

  @Override
  public Link open(Tenant tenant, Connection connection) {
    Settings settings = Settings.of(connection, options);
    ConnectionRef who = new ConnectionRef(tenant.id(), connection.id());
    Exchange exchange = outlets.open(KIND, who, settings.baseUrl(), settings.pace());
    return new SharespineLink(
        new TenantApi(exchange, settings, options), settings, options, connection);
  }
}
