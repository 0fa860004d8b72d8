package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With every fault at work, a client that is careful and patient still ends up with the truth. */
class HeavyFaultsTest {
  private static final int ATTEMPTS_MAX = 50;

  @Test
  void aPatientClientAgreesWithTheTruth() {
    try (RunningSandbox running =
        RunningSandbox.of(RunningSandbox.small().withFaults(FaultProfile.HEAVY).withSeed(3))) {
      Sandbox sandbox = running.sandbox();
      Platform platform = sandbox.sharespine();
      String code = platform.credentials().get(0).codeName();
      Caller tenant = Caller.tenant(sandbox, 0);
      List<ProductTruth> products = platform.productTruth(code);
      Map<String, String> written = new HashMap<>();
      Map<String, String> read = new HashMap<>();
      String newest = Instant.EPOCH.toString();
      for (int i = 0; i < 90; i++) {
        ProductTruth product = products.get(i % products.size());
        patiently(tenant, "PUT", "/api/product/" + product.localId(), "{\"stock\":\"" + i + "\"}");
        written.put(product.sku(), Integer.toString(i));
        platform.createOrders(code, 1);
        if (i % 3 == 0) {
          newest = poll(tenant, newest, read);
        }
      }
      poll(tenant, newest, read);
      assertThat(sandbox.recorder().faults()).hasSizeGreaterThan(5);
      for (ProductTruth product : platform.productTruth(code)) {
        assertThat(product.stock()).isEqualTo(written.get(product.sku()));
      }
      Map<String, String> held = new HashMap<>();
      for (OrderTruth order : platform.orderTruth(code)) {
        held.put(order.localId(), order.lastModified().toString());
      }
      assertThat(read).isEqualTo(held);
    }
  }

  /**
   * Reads what changed at or after the newest stamp seen, in whatever order and number it comes.
   */
  private static String poll(Caller tenant, String since, Map<String, String> read) {
    String newest = since;
    for (JsonNode order : patiently(tenant, "GET", "/api/order?modifiedAtOrAfter=" + since, "")) {
      String stamp = order.path("lastModified").asText();
      read.put(order.path("localId").asText(), stamp);
      newest = stamp.compareTo(newest) > 0 ? stamp : newest;
    }
    return newest;
  }

  private static JsonNode patiently(Caller tenant, String method, String path, String body) {
    @Nullable Throwable trouble = null;
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        Caller.Answer answer = tenant.attempt(method, path, body);
        boolean json = answer.header("Content-Type").equals("application/json");
        if (answer.status() == 200 && json && !answer.text().isEmpty()) {
          return answer.json();
        }
      } catch (IOException | AssertionError e) {
        // That is what the faults are for: the next attempt may get through.
        trouble = e;
      }
    }
    throw new AssertionError(method + " " + path + " never got through", trouble);
  }
}
