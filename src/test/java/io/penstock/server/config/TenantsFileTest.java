package io.penstock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.record.RecordType;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Route;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TenantsFileTest {
  private static final Path FILE = Path.of("tenants.yaml");
  private static final String ACME =
      """
      tenants:
        - id: acme
          limits: {updatesPerSecond: 7}
          connections:
            - id: shop
              connector: sharespine
              settings: {baseUrl: "http://shop.example", connectionId: 0007}
              secrets: {password: "${env:PASSWORD}"}
              plugs: [{type: order, direction: EXPORT, every: 5s}, {type: stock, direction: import}]
            - id: partner
              connector: partner
              settings: {url: "https://partner.example/hook"}
              plugs: [{type: order, direction: import}]
          routes: [{type: order, from: shop, to: [partner]}]
      """;

  @Test
  void tenantIsReadAsItStands() {
    assertThat(tenants(ACME))
        .containsExactly(
            new Tenant(
                "acme",
                false,
                List.of(
                    new Connection(
                        "shop",
                        "sharespine",
                        Map.of("baseUrl", "http://shop.example", "connectionId", "0007"),
                        Map.of("password", new Secret("pass-word")),
                        List.of(
                            new Plug(RecordType.ORDER, Direction.EXPORT, Duration.ofSeconds(5)),
                            new Plug(RecordType.STOCK, Direction.IMPORT, null))),
                    new Connection(
                        "partner",
                        "partner",
                        Map.of("url", "https://partner.example/hook"),
                        Map.of(),
                        List.of(new Plug(RecordType.ORDER, Direction.IMPORT, null)))),
                List.of(new Route(RecordType.ORDER, "shop", List.of("partner"))),
                new Limits(
                    7,
                    Limits.DEFAULTS.updatesBurst(),
                    Limits.DEFAULTS.waitingMax(),
                    Limits.DEFAULTS.negativeStock())));
  }

  @Test
  void emptyFileHasNoTenants() {
    assertThat(tenants("")).isEmpty();
    assertThat(tenants("tenants:\n")).isEmpty();
    assertThat(tenants("tenants: []\n")).isEmpty();
  }

  @Test
  void everyMistakeOfEveryTenantIsToldWithItsPlace() {
    String yaml =
        """
        tenants:
          - id: a b
            conections: []
          - id: twice
            limits: {updatesPerSecond: 0}
          - id: twice
            connections:
              - id: shop
                connector: sharespine
                plugs:
                  - {type: order, direction: import, every: 5s}
                  - {type: ordre, direction: out}
                  - {type: stock, direction: import}
                  - {type: stock, direction: import}
                  - {type: price, direction: export, every: 10ms}
              - id: shop
              - id: ""
                connector: x
            routes:
              - {type: order, from: shpo, to: [shop, nobody]}
              - {type: order, from: shop, to: [shop]}
              - {type: order, from: shop, to: []}
              - {from: shop}
          - paused: maybe
        tenant: x
        """;

    assertThat(refused(yaml))
        .containsExactly(
            "2:9: tenants[0].id: tenant id must be 1 to 63 letters, digits, '.', '_' or '-',"
                + " starting with a letter or digit, found 'a b'",
            "3:5: tenants[0].conections: there is no such key; known here: id, paused,"
                + " connections, routes, limits; did you mean 'connections'?",
            "5:32: tenants[1].limits.updatesPerSecond: must be between 1 and 1000000, not 0",
            "6:9: tenants[2].id: there is already a tenant 'twice' on line 4; ids differ",
            "11:53: tenants[2].connections[0].plugs[0].every: only an EXPORT plug is polled;"
                + " leave it out of the IMPORT plug order, found '5s'",
            "12:20: tenants[2].connections[0].plugs[1].type: must be one of order, shipment,"
                + " order-status, stock, price, found 'ordre'; did you mean 'order'?",
            "12:38: tenants[2].connections[0].plugs[1].direction: must be one of import, export,"
                + " found 'out'",
            "14:13: tenants[2].connections[0].plugs[3]: this connection already has the plug"
                + " stock import",
            "15:53: tenants[2].connections[0].plugs[4].every: must be between 1s and 1d,"
                + " not 10ms",
            "16:9: tenants[2].connections[1].connector: is missing",
            "16:13: tenants[2].connections[1].id: there is already a connection 'shop' on line 8;"
                + " ids differ",
            "17:13: tenants[2].connections[2].id: connection id must be 1 to 63 letters, digits,"
                + " '.', '_' or '-', starting with a letter or digit",
            "20:29: tenants[2].routes[0].from: there is no connection 'shpo'; there are shop;"
                + " did you mean 'shop'?",
            "20:46: tenants[2].routes[0].to[1]: there is no connection 'nobody'; there are shop",
            "21:40: tenants[2].routes[1].to[0]: a route must not lead back to where it comes from",
            "22:39: tenants[2].routes[2].to: must name the connections that get each order",
            "23:9: tenants[2].routes[3].type: is missing",
            "24:5: tenants[3].id: is missing",
            "24:13: tenants[3].paused: must be true or false, found 'maybe'",
            "25:1: tenant: there is no such key; known here: tenants; did you mean 'tenants'?");
  }

  @Test
  void connectorsSpeakWithTheirPlaces() {
    Function<Tenant, List<String>> problems =
        tenant ->
            List.of(
                "connections.shop.settings.baseUrl: must end with a slash",
                "connections.shop.password: must not be pass-word",
                "connections.partner.connector: there is no connector 'partner'",
                "connections.partner.settings.missing: is missing",
                "connections.partner.all of it is wrong",
                "the tenant as such is wrong");

    assertThat(refused(ACME, problems))
        .containsExactly(
            "2:5: tenants[0]: the tenant as such is wrong",
            "7:29: tenants[0].connections[0].settings.baseUrl: must end with a slash,"
                + " found 'http://shop.example'",
            "8:29: tenants[0].connections[0].secrets.password: must not be ***, found '***'",
            "10:9: tenants[0].connections[1]: all of it is wrong",
            "11:20: tenants[0].connections[1].connector: there is no connector 'partner'",
            "12:19: tenants[0].connections[1].settings.missing: is missing");
  }

  @Test
  void routeToAnUnknownConnectionDoesNotHideWhatConnectorsSay() {
    String yaml = ACME.replace("to: [partner]", "to: [partnr]");

    assertThat(refused(yaml, tenant -> List.of("connections.shop.plugs: too many")))
        .containsExactly(
            "9:16: tenants[0].connections[0].plugs: too many",
            "14:45: tenants[0].routes[0].to[0]: there is no connection 'partnr';"
                + " there are shop, partner; did you mean 'partner'?");
  }

  @Test
  void otherShapesAreRefused() {
    assertThat(refused("- id: acme"))
        .containsExactly("1:1: must be a section with the key tenants");
    assertThat(refused("tenants: {acme: {}}"))
        .containsExactly("1:10: tenants: must be a list of tenants: lines that start with '- '");
    assertThat(refused("tenants: [acme]"))
        .containsExactly(
            "1:11: tenants[0]: must be a section with the keys id, paused, connections, routes,"
                + " limits, found 'acme'");
    assertThat(refused("tenants: [{id: a, connections: {shop: {}}}]"))
        .containsExactly(
            "1:32: tenants[0].connections: must be a list: [a, b], or lines that start with '- ',"
                + " found 'a section'");
  }

  @Test
  void tooManyMistakesAreCounted() {
    String yaml = "tenants:\n" + "  - {id: ' '}\n".repeat(Mistakes.KEPT_MAX + 5);

    List<String> told = refused(yaml);

    assertThat(told).hasSize(Mistakes.KEPT_MAX + 1);
    assertThat(told.get(Mistakes.KEPT_MAX)).startsWith(" and ").endsWith(" more mistakes");
  }

  @Test
  void tenThousandTenantsAreRead() {
    StringBuilder yaml = new StringBuilder("tenants:\n");
    String tenant = ACME.substring(ACME.indexOf('\n') + 1);
    for (int i = 0; i < 10_000; i++) {
      yaml.append(tenant.replace("id: acme", "id: acme" + i));
    }

    assertThat(tenants(yaml.toString())).hasSize(10_000);
  }

  private static List<Tenant> tenants(String yaml) {
    return file(tenant -> List.of()).tenants(FILE, yaml);
  }

  private static List<String> refused(String yaml) {
    return refused(yaml, tenant -> List.of());
  }

  private static List<String> refused(String yaml, Function<Tenant, List<String>> problems) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> file(problems).tenants(FILE, yaml));
    assertThat(refused).isNotNull();
    return refused.mistakes().stream()
        .map(mistake -> mistake.toString().replace("tenants.yaml:", ""))
        .toList();
  }

  private static TenantsFile file(Function<Tenant, List<String>> problems) {
    return new TenantsFile(Map.of("PASSWORD", "pass-word"), problems);
  }
}
