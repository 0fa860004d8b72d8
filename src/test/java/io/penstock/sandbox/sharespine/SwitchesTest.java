package io.penstock.sandbox.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.sandbox.Caller;
import io.penstock.sandbox.RunningSandbox;
import io.penstock.sandbox.SandboxOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the papers leave open can be switched, and each switch does what it says. */
class SwitchesTest {
  private static final String PRODUCT =
      "{\"remoteId\":\"p-1\",\"vatRatePercent\":\"25\",\"sku\":\"ONE\"}";

  @Test
  void strictNumbersNamesTheBareNumber() {
    try (RunningSandbox running =
        RunningSandbox.of(strict(new SandboxOptions.Strict(true, false, false, true, 400)))) {
      Caller.Answer refused =
          Caller.tenant(running.sandbox(), 0)
              .post("/api/product", "{\"vatRatePercent\":\"25\",\"prices\":[{\"x\":1}]}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(field(refused)).isEqualTo("prices[0].x");
    }
  }

  @Test
  void strictUserAgentRefusesTheNameless() {
    try (RunningSandbox running =
        RunningSandbox.of(strict(new SandboxOptions.Strict(false, true, false, true, 400)))) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      assertThat(tenant.get("/api/").status()).isEqualTo(200);
      assertThat(tenant.with("User-Agent", " ").get("/api/").status()).isEqualTo(400);
      assertThat(running.sandbox().recorder().total().nameless()).isEqualTo(1);
    }
  }

  @Test
  void enforcedPlugsRefuseWhatWasNotDeclared() {
    try (RunningSandbox running =
        RunningSandbox.of(strict(new SandboxOptions.Strict(false, false, true, true, 400)))) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      assertThat(tenant.get("/api/order").status()).isEqualTo(403);
      assertThat(running.sandbox().recorder().total().undeclared()).isEqualTo(1);
      String id = running.sandbox().sharespine().credentials().get(0).connectionId();
      tenant.put(
          "/api/connection/" + id + "/plug",
          "[{\"plug\":\"OrderExport\"},{\"plug\":\"StockImport\"}]");
      assertThat(tenant.get("/api/order").status()).isEqualTo(200);
      String product =
          "/api/product/" + tenant.get("/api/product").json().path(0).path("localId").asText();
      assertThat(tenant.put(product, "{\"stock\":\"1\"}").status()).isEqualTo(200);
      assertThat(tenant.put(product, "{\"title\":\"x\"}").status()).isEqualTo(403);
    }
  }

  @Test
  void duplicatesAnswerWithTheChosenStatusAndSkusAreUnique() {
    try (RunningSandbox running =
        RunningSandbox.of(strict(new SandboxOptions.Strict(false, false, false, true, 409)))) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      assertThat(tenant.post("/api/product", PRODUCT).status()).isEqualTo(201);
      assertThat(tenant.post("/api/product", PRODUCT).status()).isEqualTo(409);
      Caller.Answer sameSku = tenant.post("/api/product", PRODUCT.replace("p-1", "p-2"));
      assertThat(sameSku.status()).isEqualTo(400);
      assertThat(field(sameSku)).isEqualTo("sku");
    }
  }

  @Test
  void writesOfPricesReplaceOrMerge() {
    String write =
        "{\"prices\":[{\"priceListRemoteId\":\"retail-se\",\"currency\":\"SEK\",\"pricePerUnitExclVat\":\"9.90\"}]}";
    for (SandboxOptions.PriceWrite rule : SandboxOptions.PriceWrite.values()) {
      try (RunningSandbox running =
          RunningSandbox.of(
              RunningSandbox.small().withLists(new SandboxOptions.Lists(false, 0, true, rule)))) {
        Caller tenant = Caller.tenant(running.sandbox(), 0);
        String product =
            "/api/product/" + tenant.get("/api/product").json().path(0).path("localId").asText();
        JsonNode prices = tenant.put(product, write).json().path("prices");
        assertThat(prices.findValuesAsText("pricePerUnitExclVat")).contains("9.90");
        assertThat(prices).hasSize(rule == SandboxOptions.PriceWrite.REPLACE ? 1 : 3);
      }
    }
  }

  @Test
  void listsCanBeCappedPagedAndShuffled() {
    try (RunningSandbox running =
        RunningSandbox.of(
            RunningSandbox.small()
                .withLists(
                    new SandboxOptions.Lists(false, 8, true, SandboxOptions.PriceWrite.REPLACE)))) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      List<String> capped = skus(tenant.get("/api/product").json());
      assertThat(capped).hasSize(8);
      assertThat(skus(tenant.get("/api/product?offset=2&limit=3").json()))
          .isEqualTo(capped.subList(2, 5));
      assertThat(tenant.get("/api/product?limit=many").status()).isEqualTo(400);
    }
    try (RunningSandbox running =
        RunningSandbox.of(
            RunningSandbox.small()
                .withLists(
                    new SandboxOptions.Lists(true, 0, false, SandboxOptions.PriceWrite.REPLACE)))) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      JsonNode all = tenant.get("/api/product?limit=1").json();
      assertThat(all).hasSize(12);
      assertThat(all.path(0).path("sku").asText()).doesNotEndWith("-1000");
    }
  }

  @Test
  void aWriteThatChangesNothingMovesNoStamp() {
    try (RunningSandbox running = RunningSandbox.of(RunningSandbox.small())) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      JsonNode product = tenant.get("/api/product").json().path(0);
      String path = "/api/product/" + product.path("localId").asText();
      String same = "{\"stock\":\"" + product.path("stock").asText() + "\",\"nothing\":null}";
      assertThat(tenant.put(path, same).json()).isEqualTo(product);
      JsonNode echoed = tenant.put(path, product.toString()).json();
      assertThat(echoed).isEqualTo(product);
      assertThat(tenant.put(path, "{\"stock\":\"9999\"}").json().path("lastModified"))
          .isNotEqualTo(product.path("lastModified"));
    }
  }

  @Test
  void badBodiesAreRefusedByName() {
    try (RunningSandbox running = RunningSandbox.of(RunningSandbox.small())) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      assertThat(tenant.post("/api/product", "{\"sku\":").status()).isEqualTo(400);
      assertThat(tenant.post("/api/product", "[]").status()).isEqualTo(400);
      assertThat(tenant.post("/api/product", "{\"a\":1,\"a\":2}").status()).isEqualTo(400);
      assertThat(tenant.post("/api/product", "{\"weight\":1e999999}").status()).isEqualTo(400);
      assertThat(tenant.with("Content-Type", "text/xml").post("/api/product", PRODUCT).status())
          .isEqualTo(415);
      Caller.Answer stock =
          tenant.post("/api/product", "{\"vatRatePercent\":\"25\",\"stock\":\"many\"}");
      assertThat(field(stock)).isEqualTo("stock");
      assertThat(tenant.post("/api/product", "\"" + "x".repeat(1_100_000) + "\"").status())
          .isEqualTo(413);
      Caller.Answer custom =
          tenant.post(
              "/api/product",
              "{\"vatRatePercent\":\"25\",\"customData\":{\"a\":{\"moduleId\":\"acme\",\"key\":\"k\"}}}");
      assertThat(field(custom)).isEqualTo("customData.a");
      assertThat(tenant.get("/api/nothing").status()).isEqualTo(404);
    }
  }

  @Test
  void totalsAreRecalculatedUnlessSuppressed() {
    try (RunningSandbox running = RunningSandbox.of(RunningSandbox.small())) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      String rows =
          "\"currency\":\"SEK\",\"totalVat\":{\"currency\":\"SEK\",\"amount\":\"1.00\"},\"rows\":[{\"sku\":\"A\",\"quantity\":\"2\",\"pricePerUnitExclVat\":\"50.00\",\"vatRatePercent\":\"25\"}]}";
      JsonNode counted = tenant.post("/api/order", "{\"remoteId\":\"a\"," + rows).json();
      assertThat(counted.path("totalVat").path("amount").asText()).isEqualTo("25.00");
      JsonNode kept =
          tenant.post("/api/order?suppressTotalsRecalc=true", "{\"remoteId\":\"b\"," + rows).json();
      assertThat(kept.path("totalVat").path("amount").asText()).isEqualTo("1.00");
    }
  }

  @Test
  void aLongListIsStreamedWhileOthersAreServed() throws Exception {
    try (RunningSandbox running = RunningSandbox.of(RunningSandbox.small())) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      String code = running.sandbox().sharespine().credentials().get(0).codeName();
      running.sandbox().sharespine().createOrders(code, 6_000);
      try (java.io.InputStream list = tenant.open("/api/order")) {
        byte[] start = list.readNBytes(1_000);
        // More than any socket buffers is still unread; the listener must not wait for it.
        assertThat(Caller.tenant(running.sandbox(), 1).get("/api/").status()).isEqualTo(200);
        byte[] rest = list.readAllBytes();
        assertThat(start.length + rest.length).isGreaterThan(6_000_000);
      }
      Caller.Answer whole = tenant.get("/api/order");
      assertThat(whole.header("Transfer-Encoding")).isEqualTo("chunked");
      assertThat(whole.json()).hasSize(6_005);
    }
  }

  @Test
  void filesKeepTheirSizeAndDigest() {
    try (RunningSandbox running = RunningSandbox.of(RunningSandbox.small())) {
      Caller tenant = Caller.tenant(running.sandbox(), 0);
      String file =
          "/api/file/"
              + tenant
                  .post("/api/file", "{\"name\":\"tent.jpeg\",\"publicAccess\":true}")
                  .json()
                  .path("localId")
                  .asText();
      JsonNode stored = tenant.with("Content-Type", "image/jpeg").put(file + "/data", "abc").json();
      assertThat(stored.path("size").asText()).isEqualTo("3");
      assertThat(stored.path("sha256").asText()).startsWith("ba7816bf");
      assertThat(stored.path("mimeType").asText()).isEqualTo("image/jpeg");
    }
  }

  private static SandboxOptions strict(SandboxOptions.Strict strict) {
    return RunningSandbox.small().withStrict(strict);
  }

  private static String field(Caller.Answer refused) {
    return refused.json().path("errors").path(0).path("field").asText();
  }

  private static List<String> skus(JsonNode products) {
    List<String> skus = new ArrayList<>();
    products.forEach(product -> skus.add(product.path("sku").asText()));
    return skus;
  }
}
