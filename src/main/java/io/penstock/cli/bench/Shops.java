package io.penstock.cli.bench;

import io.penstock.record.RecordType;
import io.penstock.sandbox.sink.Goods;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Route;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tenants whose stock goes from the API to a shop at one of the sink's origins, by signed webhooks.
 *
 * @param batchMax updates in one webhook
 * @param inFlight webhooks under way at once to one shop
 * @param requestsPerSecond at most to one shop; null for no limit of our own
 */
record Shops(int batchMax, int inFlight, @Nullable Double requestsPerSecond) {
  /** 24 bytes that protect nothing: the sink does not look at signatures. */
  static final Secret SIGNING_KEY = new Secret("whsec_YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gt");

  /** What a tenant may send; the measurement must not be of its own bound. */
  private static final Limits UNBOUND = new Limits(1_000_000, 10_000_000, 10_000_000, false);

  List<Tenant> tenants(int count, List<Integer> ports) {
    List<Tenant> tenants = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      tenants.add(tenant(number, ports.get(number % ports.size())));
    }
    return tenants;
  }

  /** The same tenants as a file for {@code serve}. */
  String tenantsFile(int count, List<Integer> ports) {
    StringBuilder file = new StringBuilder("tenants:\n");
    for (Tenant tenant : tenants(count, ports)) {
      Connection shop = tenant.connections().get(1);
      file.append("  - id: ").append(tenant.id()).append('\n');
      file.append("    limits: {updatesPerSecond: 1000000, updatesBurst: 10000000,");
      file.append(" waitingMax: 10000000}\n");
      file.append("    connections:\n");
      file.append("      - {id: erp, connector: partner,");
      file.append(" plugs: [{type: stock, direction: export}]}\n");
      file.append("      - id: shop\n        connector: partner\n        settings:\n");
      shop.settings()
          .forEach(
              (key, value) ->
                  file.append("          ")
                      .append(key)
                      .append(": \"")
                      .append(value)
                      .append("\"\n"));
      file.append("        secrets: {signingKey: ").append(SIGNING_KEY.reveal()).append("}\n");
      file.append("        plugs: [{type: stock, direction: import}]\n");
      file.append("    routes: [{type: stock, from: erp, to: [shop]}]\n");
    }
    return file.toString();
  }

  Tenant tenant(int number, int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("url", "https://localhost:" + port + "/" + number);
    settings.put("inFlightMax", Integer.toString(inFlight));
    settings.put("batchMax", Integer.toString(batchMax));
    if (requestsPerSecond != null) {
      settings.put("requestsPerSecond", requestsPerSecond.toString());
    }
    Connection erp =
        new Connection(
            "erp",
            "partner",
            Map.of(),
            Map.of(),
            List.of(new Plug(RecordType.STOCK, Direction.EXPORT, null)));
    Connection shop =
        new Connection(
            "shop",
            "partner",
            settings,
            Map.of("signingKey", SIGNING_KEY),
            List.of(new Plug(RecordType.STOCK, Direction.IMPORT, null)));
    return new Tenant(
        Goods.tenant(number),
        false,
        List.of(erp, shop),
        List.of(new Route(RecordType.STOCK, "erp", List.of("shop"))),
        UNBOUND);
  }
}
