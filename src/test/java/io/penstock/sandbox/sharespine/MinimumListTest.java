package io.penstock.sandbox.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.sandbox.Caller;
import io.penstock.sandbox.RunningSandbox;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.TenantCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The eleven points that a faithful sandbox must reproduce from the documented part, in their
 * order.
 */
class MinimumListTest {
  private static final String PRODUCT =
      "{\"remoteId\":\"p-1001\",\"vatRatePercent\":\"25\",\"stock\":\"14\",\"stockType\":\"stocked\",\"sku\":\"TENT-2\"}";

  private RunningSandbox running;
  private Sandbox sandbox;
  private Caller tenant;

  @BeforeEach
  void start() {
    running = RunningSandbox.of(RunningSandbox.small());
    sandbox = running.sandbox();
    tenant = Caller.tenant(sandbox, 0);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void point01_onlyFourFittingCredentialsAreAdmitted() {
    assertThat(tenant.get("/api/").status()).isEqualTo(200);
    assertThat(tenant.get("/api").status()).isEqualTo(200);
    TenantCredentials own = sandbox.sharespine().credentials().get(0);
    Caller.Answer anonymous = tenant.without("Authorization").get("/api/");
    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("WWW-Authenticate")).startsWith("Basic");
    assertThat(tenant.as(own.login(), "wrong").get("/api/").status()).isEqualTo(401);
    assertThat(tenant.with("Authorization", "Basic ???").get("/api/").status()).isEqualTo(401);
    assertThat(tenant.without("X-Tenant").get("/api/").status()).isEqualTo(400);
    assertThat(tenant.without("X-ConnectionId").get("/api/").status()).isEqualTo(400);
    assertThat(tenant.with("X-Tenant", "nobody").get("/api/").status()).isEqualTo(403);
    assertThat(tenant.with("X-ConnectionId", "f".repeat(32)).get("/api/").status()).isEqualTo(403);
  }

  @Test
  void point02_theOnboardingChainLeadsToWorkingCredentials() {
    SandboxOptions.Reseller account = SandboxOptions.defaults().reseller();
    Caller reseller =
        Caller.stranger(sandbox)
            .as(account.login(), account.password())
            .with("X-Reseller", account.codeName());
    String code =
        reseller
            .post(
                "/reseller/tenant",
                "{\"customerReference\":\"acmeoutdoor\",\"active\":true,\"fullName\":\"Acme Outdoor AB\",\"defaultLanguage\":\"swe\",\"languages\":[\"swe\"],\"options\":[\"x\"]}")
            .json()
            .path("codeName")
            .asText();
    assertThat(code).contains("acmeoutdoor");
    Caller.Answer user =
        reseller.post(
            "/reseller/tenant/" + code + "/user",
            "{\"login\":\"api\",\"fullName\":\"API\",\"permissions\":[],\"password\":\"påss:wörd\"}");
    assertThat(user.json().path("login").asText()).isEqualTo("api");
    assertThat(user.text()).doesNotContain("påss");
    String connection =
        reseller
            .post(
                "/reseller/tenant/" + code + "/connection",
                "{\"active\":true,\"name\":\"Penstock\",\"type\":\"api\",\"configuration\":{}}")
            .json()
            .path("id")
            .asText();
    assertThat(connection).matches("[0-9a-f]{32}");
    JsonNode login =
        reseller.post("/reseller/tenant/" + code + "/login/api", "{\"path\":\"/\"}").json();
    assertThat(Instant.parse(login.path("expires").asText())).isAfter(Instant.now());
    String way = login.path("loginUrl").asText().replaceFirst("https?://[^/]+", "");
    assertThat(Caller.stranger(sandbox).get(way).status()).isEqualTo(200);
    assertThat(Caller.stranger(sandbox).get(way).status()).isEqualTo(403);

    Caller onboarded =
        Caller.stranger(sandbox).as(new TenantCredentials(code, connection, "api", "påss:wörd"));
    assertThat(onboarded.get("/api/").status()).isEqualTo(200);
    assertThat(onboarded.get("/api/product").json()).isEmpty();
    assertThat(onboarded.post("/api/product", PRODUCT).status()).isEqualTo(201);
    assertThat(sandbox.sharespine().createOrders(code, 2)).hasSize(2);
    assertThat(onboarded.get("/api/order").json()).hasSize(2);
    assertThat(reseller.with("X-Reseller", "other").get("/reseller/").status()).isEqualTo(403);
    assertThat(reseller.put("/reseller/tenant/" + code, "{\"active\":false}").status())
        .isEqualTo(200);
    assertThat(onboarded.get("/api/").status()).isEqualTo(403);
  }

  @Test
  void point03_recordsAreFoundByLocalIdAndByTheConnectionsOwnRemoteId() {
    JsonNode made = tenant.post("/api/product", PRODUCT).json();
    String localId = made.path("localId").asText();
    assertThat(localId).matches("[0-9a-f]{32}");
    assertThat(made.path("href").asText()).isEqualTo("/api/product/" + localId);
    assertThat(tenant.post("/api/product", PRODUCT).status()).isEqualTo(400);
    Caller.Answer again =
        tenant.post("/api/product?updateOnRemoteId=true", PRODUCT.replace("\"14\"", "\"15\""));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("localId").asText()).isEqualTo(localId);
    assertThat(again.json().path("stock").asText()).isEqualTo("15");

    // The same remote id for another record type is another record.
    JsonNode order =
        tenant.post("/api/order", "{\"remoteId\":\"p-1001\",\"remoteOrderNo\":\"7\"}").json();
    String byRemote = "/api/order/by-remote-id?remoteId=p-1001";
    assertThat(tenant.get(byRemote).json().path("localId")).isEqualTo(order.path("localId"));
    assertThat(tenant.put(byRemote, "{\"orderStatus\":\"processing\"}").status()).isEqualTo(200);
    Caller.Answer shipment =
        tenant.post(
            "/api/order/by-remote-id/shipment?remoteId=p-1001", "[{\"trackingCode\":\"37\"}]");
    assertThat(shipment.status()).isEqualTo(200);
    assertThat(tenant.get(byRemote).json().path("shipments").path(0).path("trackingCode").asText())
        .isEqualTo("37");
    assertThat(tenant.get("/api/order/by-remote-id?remoteId=none").status()).isEqualTo(404);

    // Another connection of the tenant does not see this remote id as its own.
    String other = tenant.get("/api/connection").json().path(1).path("localId").asText();
    JsonNode seen = tenant.with("X-ConnectionId", other).get("/api/product/" + localId).json();
    assertThat(seen.has("remoteId")).isFalse();
    assertThat(seen.path("remoteIdMap")).hasSize(1);
  }

  @Test
  void point04_absentLeavesNullClearsAndEmptySets() {
    String path =
        "/api/product/" + tenant.post("/api/product", PRODUCT).json().path("localId").asText();
    tenant.put(path, "{\"title\":\"Tält\",\"brand\":\"Nord\",\"weight\":2.40}");
    JsonNode read = tenant.put(path, "{\"title\":null,\"brand\":\"\"}").json();
    assertThat(read.has("title")).isFalse();
    assertThat(read.path("brand").isTextual()).isTrue();
    assertThat(read.path("brand").asText()).isEmpty();
    assertThat(read.path("weight").isTextual()).isTrue();
    assertThat(read.path("weight").asText()).isEqualTo("2.40");
    assertThat(read.path("stock").asText()).isEqualTo("14");
    assertThat(bareNumbers(tenant.get("/api/order").json())).isEmpty();
    assertThat(bareNumbers(tenant.get("/api/product").json())).isEmpty();
    assertThat(bareNumbers(tenant.get("/api/connection").json())).isEmpty();
  }

  @Test
  void point05_anyChangeMovesLastModifiedAndTheBorderIsInclusive() {
    assertThat(tenant.get("/api/order").json()).hasSize(5);
    JsonNode order = tenant.get("/api/order").json().path(0);
    String path = "/api/order/" + order.path("localId").asText();
    String before = order.path("lastModified").asText();
    for (String[] change :
        new String[][] {
          {"PUT", "", "{\"orderStatus\":\"on-hold\"}"},
          {"PUT", "", "{\"shippingStatus\":\"weird\"}"},
          {"POST", "/shipment", "[{\"trackingCode\":\"1\"}]"},
          {"POST", "/payment", "[{\"type\":\"capture\"}]"}
        }) {
      assertThat(tenant.call(change[0], path + change[1], change[2]).status()).isEqualTo(200);
      String after = tenant.get(path).json().path("lastModified").asText();
      assertThat(after).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
      assertThat(Instant.parse(after)).isAfterOrEqualTo(Instant.parse(before));
      assertThat(ids("/api/order?modifiedAtOrAfter=" + after))
          .contains(order.path("localId").asText());
      before = after;
    }
    assertThat(Instant.parse(before)).isAfter(Instant.parse(order.path("lastModified").asText()));
    String later = Instant.parse(before).plusSeconds(1).toString();
    assertThat(ids("/api/order?modifiedAtOrAfter=" + later)).isEmpty();
    String finer = before.replace("Z", ".000Z");
    assertThat(ids("/api/order?modifiedAtOrAfter=" + finer)).isNotEmpty();
    assertThat(tenant.get("/api/order?modifiedAtOrAfter=yesterday").status()).isEqualTo(400);
    String number = order.path("remoteOrderNo").asText();
    assertThat(ids("/api/order?remoteOrderNo=" + number))
        .containsExactly(order.path("localId").asText());
  }

  @Test
  void point06_theFilterTreeComparesStampsAndStatuses() {
    String localId = tenant.get("/api/order").json().path(2).path("localId").asText();
    tenant.put("/api/order/" + localId, "{\"orderStatus\":\"completed\"}");
    String stamp = tenant.get("/api/order/" + localId).json().path("lastModified").asText();
    String earlier = Instant.parse(stamp).minusSeconds(1).toString();
    assertThat(query(and(gt(earlier), status("completed")))).containsExactly(localId);
    assertThat(query(and(gt(stamp), status("completed")))).isEmpty();
    assertThat(query(and(gt(earlier), status("complete")))).containsExactly(localId);
    assertThat(query("{\"type\":\"not\",\"subclauses\":[" + gt(earlier) + "]}"))
        .hasSize(4)
        .doesNotContain(localId);
    assertThat(
            query(
                "{\"type\":\"in\",\"field\":\"localId\",\"values\":[{\"type\":\"str\",\"value\":\""
                    + localId
                    + "\"}]}"))
        .containsExactly(localId);
    assertThat(tenant.post("/api/order/query", "{}").json()).hasSize(5);
    assertThat(
            tenant
                .post("/api/order/query", "{\"filter\":{\"type\":\"like\"}}")
                .json()
                .path("errors")
                .path(0)
                .path("field")
                .asText())
        .isEqualTo("filter.type");
    JsonNode product = tenant.get("/api/product").json().path(3);
    String sku = product.path("sku").asText();
    JsonNode found =
        tenant
            .post(
                "/api/product/query",
                "{\"filter\":{\"type\":\"eq\",\"field\":\"sku\",\"value\":{\"type\":\"str\",\"value\":\""
                    + sku
                    + "\"}}}")
            .json();
    assertThat(found).containsExactly(product);
  }

  @Test
  void point07_aProductNeedsItsVatRate() {
    Caller.Answer refused = tenant.post("/api/product", "{\"sku\":\"A\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("errors").path(0).path("field").asText())
        .isEqualTo("vatRatePercent");
    assertThat(tenant.get("/api/product").json()).hasSize(12);
    String path =
        "/api/product/" + tenant.post("/api/product", PRODUCT).json().path("localId").asText();
    assertThat(tenant.put(path, "{\"vatRatePercent\":null}").status()).isEqualTo(400);
  }

  @Test
  void point08_shipmentsAndLogEventsAreArraysAndEventsShowInTheHistory() {
    String order = "/api/order/" + tenant.get("/api/order").json().path(0).path("localId").asText();
    assertThat(tenant.post(order + "/shipment", "{\"trackingCode\":\"1\"}").status())
        .isEqualTo(400);
    JsonNode made =
        tenant
            .post(
                order + "/shipment", "[{\"trackingCode\":\"1\"},{\"trackingUri\":\"https://t/2\"}]")
            .json();
    assertThat(made).hasSize(2);
    assertThat(made.path(0).path("localId").asText()).matches("[0-9a-f]{32}");
    Caller.Answer logged =
        tenant.post(
            "/api/log/event",
            "[{\"severity\":\"Error\",\"relatedRecordType\":\"order\",\"direction\":\"export\",\"summary\":\"Refused <b>here</b>\",\"body\":[\"The & item\"],\"relatedIdMsgs\":[{\"id\":\"1\",\"displayId\":\"10021\",\"message\":\"unknown SKU\"}],\"time\":\"2024-05-01T09:05:00Z\"}]");
    assertThat(logged.status()).isEqualTo(200);
    assertThat(logged.json()).isEmpty();
    assertThat(tenant.post("/api/log/event", "{\"severity\":\"Error\"}").status()).isEqualTo(400);
    assertThat(tenant.get("/api/log/event").json().path(0).path("summary").asText())
        .isEqualTo("Refused <b>here</b>");
    String code = sandbox.sharespine().credentials().get(0).codeName();
    String page = Caller.stranger(sandbox).get("/_sandbox/event-history?tenant=" + code).text();
    assertThat(page)
        .contains("Refused &lt;b&gt;here&lt;/b&gt;", "The &amp; item", "10021: unknown SKU")
        .doesNotContain("<b>");
  }

  @Test
  void point09_theConnectionIsReadOnlyButItsPlugsAreNot() {
    String id = sandbox.sharespine().credentials().get(0).connectionId();
    String path = "/api/connection/" + id;
    for (String verb : List.of("PUT", "POST", "DELETE")) {
      Caller.Answer refused = tenant.call(verb, path, "{\"name\":\"x\"}");
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.header("Allow")).isEqualTo("GET");
    }
    String plugs =
        "[{\"plug\":\"OrderExport\",\"active\":true},{\"recordType\":\"stock\",\"direction\":\"import\"}]";
    assertThat(tenant.put(path + "/plug", plugs).status()).isEqualTo(200);
    JsonNode declared = tenant.get(path + "/plug").json();
    assertThat(declared.findValuesAsText("plug")).containsExactly("OrderExport", "StockImport");
    assertThat(tenant.put(path + "/plug", "[{\"plug\":\"OrderSideways\"}]").status())
        .isEqualTo(400);
    assertThat(tenant.get(path + "/plug").json()).isEqualTo(declared);
    tenant.get("/api/order");
    assertThat(
            tenant
                .get(path)
                .json()
                .path("latestTransferStatus")
                .path("OrderExport")
                .path("lastTransfer")
                .path("numConsidered")
                .asText())
        .isEqualTo("5");
    assertThat(tenant.delete("/api/order/1").status()).isIn(404, 405);
    String order = tenant.get("/api/order").json().path(0).path("localId").asText();
    assertThat(tenant.delete("/api/order/" + order).status()).isEqualTo(405);
  }

  @Test
  void point10_tenantsNeverMeet() {
    Caller other = Caller.tenant(sandbox, 1);
    JsonNode mine = tenant.post("/api/product", PRODUCT).json();
    JsonNode theirs = other.post("/api/product", PRODUCT.replace("\"14\"", "\"3\"")).json();
    assertThat(theirs.path("localId")).isNotEqualTo(mine.path("localId"));
    assertThat(
            tenant.get("/api/product/by-remote-id?remoteId=p-1001").json().path("stock").asText())
        .isEqualTo("14");
    assertThat(other.get("/api/product/" + mine.path("localId").asText()).status()).isEqualTo(404);
    Set<String> common = new HashSet<>(ids("/api/order"));
    common.retainAll(localIds(other.get("/api/order").json()));
    assertThat(common).isEmpty();
    TenantCredentials foreign = sandbox.sharespine().credentials().get(1);
    assertThat(tenant.with("X-Tenant", foreign.codeName()).get("/api/").status()).isEqualTo(401);
    assertThat(tenant.with("X-ConnectionId", foreign.connectionId()).get("/api/").status())
        .isEqualTo(403);
  }

  @Test
  void point11_onlyHttp11IsSpoken() throws IOException {
    assertThat(raw("GET /api/ HTTP/1.0\r\n\r\n")).contains("505");
    assertThat(raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).doesNotContain(" 200 ");
    assertThat(tenant.get("/api/").response().version())
        .isEqualTo(java.net.http.HttpClient.Version.HTTP_1_1);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", sandbox.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] start = new byte[256];
      int read = in.read(start);
      return read < 0 ? "" : new String(start, 0, read, StandardCharsets.ISO_8859_1);
    }
  }

  private List<String> ids(String path) {
    return localIds(tenant.get(path).json());
  }

  private List<String> query(String filter) {
    return localIds(tenant.post("/api/order/query", "{\"filter\":" + filter + "}").json());
  }

  private static List<String> localIds(JsonNode records) {
    return java.util.stream.StreamSupport.stream(records.spliterator(), false)
        .map(record -> record.path("localId").asText())
        .toList();
  }

  private static String and(String one, String two) {
    return "{\"type\":\"and\",\"subclauses\":[" + one + "," + two + "]}";
  }

  private static String gt(String stamp) {
    return "{\"type\":\"gt\",\"field\":\"lastModified\",\"value\":{\"type\":\"datetime\",\"value\":\""
        + stamp
        + "\"}}";
  }

  private static String status(String status) {
    return "{\"type\":\"eq\",\"field\":\"orderStatus\",\"value\":{\"type\":\"str\",\"value\":\""
        + status
        + "\"}}";
  }

  private static List<JsonNode> bareNumbers(JsonNode node) {
    if (node.isNumber()) {
      return List.of(node);
    }
    return java.util.stream.StreamSupport.stream(node.spliterator(), false)
        .flatMap(child -> bareNumbers(child).stream())
        .toList();
  }
}
