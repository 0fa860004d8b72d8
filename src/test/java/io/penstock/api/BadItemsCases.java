package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Api.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not get in, and what it is told. */
abstract class BadItemsCases {
  private final Api api = ApiTest.api();

  private static final String GOOD = "{\"sku\":\"GOOD\",\"quantity\":1}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stock | {\"sku\":\"A\",\"quantity\":-1} | negative-number | /quantity",
        "stock | {\"sku\":\"A\",\"quantity\":\"NaN\"} | bad-number | /quantity",
        "stock | {\"sku\":\"A\",\"quantity\":1e999} | bad-number | /quantity",
        "stock | {\"sku\":\"A\",\"quantity\":\"1e3\"} | bad-number | /quantity",
        "stock | {\"sku\":\"A\",\"quantity\":0.1234567890123456789012345678901234567890} | bad-number | /quantity",
        "stock | {\"sku\":\"A\",\"quantity\":1234567890123456789012345678901234567890} | bad-number | /quantity",
        "stock | {\"sku\":\"A\",\"quantity\":true} | wrong-type | /quantity",
        "stock | {\"sku\":\"A\",\"quantity\":{\"deep\":[1]}} | wrong-type | /quantity",
        "stock | {\"sku\":\"A\"} | missing-field | /quantity",
        "stock | {\"sku\":\"A\",\"quantity\":null} | missing-field | /quantity",
        "stock | {\"quantity\":1} | missing-field | /sku",
        "stock | {\"sku\":\"\",\"quantity\":1} | bad-text | /sku",
        "stock | {\"sku\":\"  \",\"quantity\":1} | bad-text | /sku",
        "stock | {\"sku\":\"a\\nb\",\"quantity\":1} | bad-text | /sku",
        "stock | {\"sku\":\"a\\u0000b\",\"quantity\":1} | bad-text | /sku",
        "stock | {\"sku\":\"\\ud800\",\"quantity\":1} | bad-text | /sku",
        "stock | {\"sku\":5,\"quantity\":1} | wrong-type | /sku",
        "stock | {\"sku\":\"A\",\"quantity\":1,\"sku\":\"B\"} | duplicate-field | /sku",
        "stock | {\"sku\":\"A\",\"quantity\":1,\"qty/~\":2} | unknown-field | /qty~1~0",
        "stock | {\"sku\":\"A\",\"quantity\":1,\"amount\":\"2\"} | unknown-field | /amount",
        "stock | {\"sku\":\"A\",\"quantity\":1,\"tenant\":\"acme\"} | unknown-field | /tenant",
        "stock | {\"sku\":\"A\",\"quantity\":1,\"changedAt\":\"yesterday\"} | bad-time | /changedAt",
        "stock | {\"sku\":\"A\",\"quantity\":1,\"changedAt\":\"2026-11-22T01:02:03\"} | bad-time | /changedAt",
        "stock | {\"sku\":\"A\",\"quantity\":1,\"changedAt\":\"-9999-01-01T00:00:00Z\"} | bad-time | /changedAt",
        "stock | {\"sku\":\"A\",\"quantity\":1,\"changedAt\":\"2026-11-22T12:05:01Z\"} | time-in-future | /changedAt",
        "stock | [1] | wrong-type | ``",
        "stock | null | wrong-type | ``",
        "prices | {\"sku\":\"A\",\"currency\":\"SEK\",\"amount\":19.9} | wrong-type | /amount",
        "prices | {\"sku\":\"A\",\"currency\":\"SEK\",\"amount\":\"-1\"} | negative-number | /amount",
        "prices | {\"sku\":\"A\",\"currency\":\"sek\",\"amount\":\"1\"} | bad-currency | /currency",
        "prices | {\"sku\":\"A\",\"currency\":\"ZZZ\",\"amount\":\"1\"} | bad-currency | /currency",
        "prices | {\"sku\":\"A\",\"amount\":\"1\"} | missing-field | /currency",
        "prices | {\"sku\":\"A\",\"currency\":\"SEK\",\"amount\":\"1\",\"vatIncluded\":\"yes\"} | wrong-type | /vatIncluded",
        "order-statuses | {\"orderId\":\"o\"} | missing-field | /status",
        "shipments | {\"orderId\":\"o\"} | missing-field | /shipmentId",
        "shipments | {\"shipmentId\":\"s\",\"orderId\":\"o\",\"trackingUri\":\"javascript:1\"} | bad-value | /trackingUri"
      })
  void aBadItemIsNamedByIndexCodeAndPointer(
      String operation, String item, String code, String pointer) {
    String path = "/v1/tenants/acme/" + operation;
    Answer alone = api.post(path, "[" + item + "]");
    assertThat(alone.status()).isEqualTo(422);
    assertThat(alone.json().at("/errors/0/code").textValue()).isEqualTo(code);
    assertThat(alone.json().at("/errors/0/pointer").textValue()).isEqualTo("/0" + pointer);
    Answer line = api.lines(path, item + "\n");
    assertThat(line.json().at("/errors/0/code").textValue()).isEqualTo(code);
    assertThat(line.json().at("/errors/0/pointer").textValue()).isEqualTo(pointer);
    if (operation.equals("stock")) {
      Answer between = api.post(path, "[" + GOOD + "," + item + "," + GOOD + "]");
      assertThat(between.status()).isEqualTo(202);
      assertThat(between.json().get("accepted").intValue()).isEqualTo(2);
      assertThat(between.json().at("/rejected/0/index").intValue()).isEqualTo(1);
    }
  }

  @Test
  void aLongSkuRejectsItsItemOnly() {
    String item = "{\"sku\":\"" + "x".repeat(50_000) + "\",\"quantity\":1}";
    Answer answer = api.post("/v1/tenants/acme/stock", "[" + item + "," + GOOD + "]");
    assertThat(answer.json().at("/rejected/0/code").textValue()).isEqualTo("bad-text");
    assertThat(answer.json().get("accepted").intValue()).isEqualTo(1);
    String longest = "{\"sku\":\"" + "å".repeat(128) + "\",\"quantity\":1}";
    assertThat(api.post("/v1/tenants/acme/stock", "[" + longest + "]").status()).isEqualTo(202);
  }

  @Test
  void aTenMegabyteSkuIs413() {
    String item = "{\"sku\":\"" + "x".repeat(10 << 20) + "\",\"quantity\":1}";
    assertThat(api.post("/v1/tenants/acme/stock", "[" + item + "]").status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "5",
        "[",
        "[" + GOOD,
        "[" + GOOD + ",",
        "[" + GOOD + "] x",
        "[" + GOOD + "][]",
        "[{\"sku\":\"A\",\"quantity\":NaN}]",
        "[{\"sku\":\"A\",\"quantity\":01}]",
        "[{'a':1}]",
        "[{\"sku\":\"A\" \"quantity\":1}]",
        "[{\"sku\":\"a\tb\",\"quantity\":1}]",
        "\ufeff[]"
      })
  void brokenJsonIs400WithItsPositionAndNothingIsTaken(String body) {
    for (String operation : new String[] {"stock", "prices", "order-statuses", "shipments"}) {
      Answer answer = api.post("/v1/tenants/acme/" + operation, body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("bad-json");
      assertThat(answer.json().get("detail").textValue()).contains("line 1, column");
    }
  }

  @Test
  void deepJsonIsRefusedWithoutAStackOverflow() {
    Answer answer = api.post("/v1/tenants/acme/stock", "[".repeat(20_000));
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void invalidUtf8IsRefused() {
    for (byte[] bad :
        new byte[][] {
          {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, {(byte) 0xff}
        }) {
      byte[] start = "[{\"sku\":\"".getBytes(StandardCharsets.UTF_8);
      byte[] end = "\",\"quantity\":1}]".getBytes(StandardCharsets.UTF_8);
      byte[] body = new byte[start.length + bad.length + end.length];
      System.arraycopy(start, 0, body, 0, start.length);
      System.arraycopy(bad, 0, body, start.length, bad.length);
      System.arraycopy(end, 0, body, start.length + bad.length, end.length);
      Answer array = api.send("POST", "/v1/tenants/acme/stock", "application/json", body);
      assertThat(array.status()).isEqualTo(400);
      assertThat(array.json().get("detail").textValue()).contains("byte 9");
      byte[] line = java.util.Arrays.copyOfRange(body, 1, body.length - 1);
      Answer lines = api.send("POST", "/v1/tenants/acme/stock", "application/x-ndjson", line);
      assertThat(lines.json().at("/errors/0/code").textValue()).isEqualTo("bad-encoding");
    }
  }

  @Test
  void anotherMediaTypeIs415() {
    byte[] body = Api.bytes("[]");
    for (String operation : new String[] {"stock", "prices", "order-statuses", "shipments"}) {
      String path = "/v1/tenants/acme/" + operation;
      assertThat(api.send("POST", path, "text/csv", body).status()).isEqualTo(415);
      assertThat(api.send("POST", path, null, body).status()).isEqualTo(415);
      assertThat(api.send("POST", path, "application/json; charset=latin1", body).status())
          .isEqualTo(415);
      Answer packed = api.send("POST", path, "application/json", body, "Content-Encoding", "gzip");
      assertThat(packed.status()).isEqualTo(415);
      assertThat(api.send("POST", path, "application/json; charset=\"UTF-8\"", body).status())
          .isEqualTo(202);
    }
  }

  @Test
  void negativeStockIsALevelWhereTheTenantSaysSo() {
    api.tenant("b-negative", "{\"negativeStock\": true}");
    String item = "[{\"sku\":\"A\",\"quantity\":-1}]";
    assertThat(api.post("/v1/tenants/b-negative/stock", item).status()).isEqualTo(202);
  }
}
