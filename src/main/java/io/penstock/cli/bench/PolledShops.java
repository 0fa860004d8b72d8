package io.penstock.cli.bench;

import io.penstock.record.RecordType;
import io.penstock.sandbox.sink.Goods;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tenants whose orders are polled from one platform, as often as the gateway's own default says.
 *
 * @param platformPort where the platform is
 * @param partnerPort where a partner is who wants the orders and takes one in a hundred seconds;
 *     null for none
 * @param requestsPerSecond to the platform, for each tenant
 */
record PolledShops(int platformPort, @Nullable Integer partnerPort, int requestsPerSecond) {
  List<Tenant> tenants(int count) {
    List<Tenant> tenants = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      tenants.add(tenant(Goods.tenant(number)));
    }
    return tenants;
  }

  private Tenant tenant(String id) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("baseUrl", "https://localhost:" + platformPort + "/api");
    settings.put("tenant", id);
    settings.put("connectionId", "1");
    settings.put("login", "bench");
    settings.put("requestsPerSecond", Integer.toString(requestsPerSecond));
    settings.put("requestsBurst", Integer.toString(requestsPerSecond));
    List<Connection> connections = new ArrayList<>();
    connections.add(
        new Connection(
            "shop",
            "sharespine",
            settings,
            Map.of("password", new Secret("bench")),
            List.of(new Plug(RecordType.ORDER, Direction.EXPORT, null))));
    if (partnerPort != null) {
      connections.add(
          new Connection(
              "partner",
              "partner",
              Map.of(
                  "url",
                  "https://localhost:" + partnerPort + "/uncounted",
                  "requestsPerSecond",
                  "0.01"),
              Map.of("signingKey", Shops.SIGNING_KEY),
              List.of(new Plug(RecordType.ORDER, Direction.IMPORT, null))));
    }
    Limits unbound = new Limits(1_000_000, 10_000_000, 10_000_000, false);
    return new Tenant(id, false, connections, List.of(), unbound);
  }
}
