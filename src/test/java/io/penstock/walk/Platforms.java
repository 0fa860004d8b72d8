package io.penstock.walk;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.TenantCredentials;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What people do at the platform, and how a tenant is written for the gateway's API. */
final class Platforms {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Platforms() {}

  /** Somebody else's write to a record of the platform. */
  static void write(House house, String tenant, String path, String body) throws Exception {
    TenantCredentials login =
        house.platform().credentials().stream()
            .filter(one -> one.codeName().equals(tenant))
            .findFirst()
            .orElseThrow();
    String basic = login.login() + ":" + login.password();
    HttpRequest request =
        HttpRequest.newBuilder(house.sandbox().baseUri().resolve(path))
            .header("Content-Type", "application/json")
            .header("X-Tenant", tenant)
            .header("X-ConnectionId", login.connectionId())
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    int status =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    if (status != 200) {
      throw new AssertionError("the platform answered " + status);
    }
  }

  /** The tenant as {@code PUT /v1/tenants} takes it. */
  static String json(Tenant tenant) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode connections = json.putArray("connections");
    for (Connection connection : tenant.connections()) {
      ObjectNode one = connections.addObject();
      one.put("id", connection.id()).put("connector", connection.connector());
      connection.settings().forEach(one.putObject("settings")::put);
      ObjectNode secrets = one.putObject("secrets");
      connection.secrets().forEach((name, secret) -> secrets.put(name, secret.reveal()));
      ArrayNode plugs = one.putArray("plugs");
      for (Plug plug : connection.plugs()) {
        ObjectNode written = plugs.addObject();
        written.put("type", plug.type().code()).put("direction", plug.direction().name());
        if (plug.every() != null) {
          written.put("every", plug.every().toMillis() + "ms");
        }
      }
    }
    return json.toString();
  }
}
