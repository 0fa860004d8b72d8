package io.penstock.api;

import io.penstock.connector.Connector;
import io.penstock.connector.Link;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;

/** A connector that asks for {@code url} and {@code password} and is never opened. */
record PlainConnector(String kind) implements Connector {
  @Override
  public List<String> problems(Connection connection) {
    List<String> problems = new ArrayList<>();
    if (!connection.settings().containsKey("url")) {
      problems.add("settings.url: give the address, such as https://shop.example.com");
    }
    if (!connection.secrets().containsKey("password")) {
      problems.add("secrets.password: give the password");
    }
    return problems;
  }

  @Override
  public Link open(Tenant tenant, Connection connection) {
    throw new UnsupportedOperationException("the API opens no connection");
  }
}
