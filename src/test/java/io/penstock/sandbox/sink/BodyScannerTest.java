package io.penstock.sandbox.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyScannerTest {
  private final Levels levels = new Levels(new Goods(3, 20));
  private final BodyScanner scanner = new BodyScanner(levels);

  @Test
  void everyItemOfABodyIsFound() {
    byte[] body = Goods.webhook(2, 20);
    for (int sku = 0; sku < 20; sku++) {
      levels.sent(2, sku, 0);
    }
    scanner.scan(body, body.length, true);

    assertThat(levels.requests()).isEqualTo(1);
    assertThat(levels.items()).isEqualTo(20);
    assertThat(levels.bytes()).isEqualTo(body.length);
    assertThat(levels.strangers()).isZero();
  }

  @Test
  void valuesAreReadWhateverTheFormOfTheItems() {
    levels.sent(1, 4, 7);
    levels.sent(1, 5, 8);
    levels.sent(1, 6, 9);
    scan(
        "{\"type\":\"stock.updated\",\"data\":{\"tenant\":\"bench-00001\",\"items\":["
            + "{\"sku\":\"ACME-SHIRT-000004\",\"quantity\":\"100000000007\"},"
            + "{\"sku\":\"ACME-SHIRT-000005\",\"location\":\"here\",\"quantity\":100000000008},"
            + "{\"sku\":\"ACME-SHIRT-000006\",\"quantity\":\"100000000009\",\"more\":1}]}}");

    assertThat(levels.items()).isEqualTo(3);
    assertThat(levels.wrong()).isZero();
  }

  @Test
  void anOlderValueAfterANewerOneIsWrong() {
    levels.sent(0, 0, 2);
    scan(item("100000000002"));
    assertThat(levels.wrong()).isZero();
    scan(item("100000000001"));
    assertThat(levels.wrong()).isEqualTo(1);
  }

  @Test
  void aJumpCountsWhatWasLeftOut() {
    levels.sending(5);
    scan(item("100000000001"));
    assertThat(levels.outstanding()).isEqualTo(4);
    scan(item("100000000005"));
    assertThat(levels.outstanding()).isZero();
  }

  @Test
  void whatNobodySentIsStrange() {
    scan("{\"hello\":1}");
    scan(item("100000000001").replace("bench-00000", "bench-00009"));
    assertThat(levels.strangers()).isEqualTo(2);
  }

  private static String item(String quantity) {
    return "{\"data\":{\"tenant\":\"bench-00000\",\"items\":["
        + "{\"sku\":\"ACME-SHIRT-000000\",\"quantity\":\""
        + quantity
        + "\"}]}}";
  }

  private void scan(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    scanner.scan(bytes, bytes.length, true);
  }
}
