package io.penstock.sandbox.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final Levels levels = new Levels(new Goods(5, 4));

  @Test
  void itGoesRoundItsOwnTenantsInRuns() {
    Lane lane = new Lane(levels, 1, 5, 2, 2);

    assertThat(lane.tenantCount()).isEqualTo(2);
    assertThat(lines(lane, 6))
        .extracting(line -> line.getString("tenant"))
        .containsExactly(
            "bench-00001",
            "bench-00001",
            "bench-00003",
            "bench-00003",
            "bench-00001",
            "bench-00001");
  }

  @Test
  void aKeyCountsUpEachTimeItComesAgain() {
    Lane lane = new Lane(levels, 0, 1, 1, 3);

    List<JsonObject> lines = lines(lane, 9);
    assertThat(lines).extracting(line -> line.getString("sku")).endsWith("ACME-SHIRT-000000");
    assertThat(lines.get(0).getString("quantity")).isEqualTo("100000000001");
    assertThat(lines.get(4).getString("quantity")).isEqualTo("100000000002");
    assertThat(lines.get(8).getString("quantity")).isEqualTo("100000000003");
    assertThat(levels.lastSent(0, 0)).isEqualTo(3);
    assertThat(levels.started()).isEqualTo(9);
  }

  private static List<JsonObject> lines(Lane lane, int count) {
    byte[] bytes = lane.next(count, -1);
    return new String(bytes, 0, lane.length(), StandardCharsets.US_ASCII)
        .lines()
        .map(JsonObject::new)
        .toList();
  }
}
