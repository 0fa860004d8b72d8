package io.penstock.connector.sharespine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.penstock.connector.Page;
import io.penstock.record.Order;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderReaderTest {
  private static final int ORDERS = 300;
  private static final Set<String> STAMP = Set.of("lastModified");
  private static final Set<String> OURS = Set.of("lastModified", "orderStatus", "shippingStatus");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void anOrderIsReadAsItsTreeSays(long seed) {
    RandomOrders orders = new RandomOrders(new Random(seed));
    for (int i = 0; i < ORDERS; i++) {
      compare(orders.next().getBytes(UTF_8), seed);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatIsDamagedFailsWhereItsTreeFails(long seed) {
    Random random = new Random(seed);
    RandomOrders orders = new RandomOrders(random);
    for (int i = 0; i < ORDERS; i++) {
      byte[] bytes = orders.next().getBytes(UTF_8);
      for (int j = 0; j < 1 + random.nextInt(2); j++) {
        int one =
            random.nextInt(3) == 0
                ? random.nextInt(256)
                : "{}[],:\"\\0e-.".charAt(random.nextInt(12));
        bytes[random.nextInt(bytes.length)] = (byte) one;
      }
      compare(bytes, seed);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void versionsAndRestsAreTheSameExactlyWhereTheContentIs(long seed) throws Exception {
    RandomOrders orders = new RandomOrders(new Random(seed));
    Map<String, String> versions = new HashMap<>();
    Map<String, String> rests = new HashMap<>();
    for (int i = 0; i < ORDERS; i++) {
      byte[] bytes = orders.next().getBytes(UTF_8);
      OrderReader.Reading reading = readOrNull(bytes);
      if (reading != null && reading.order() != null) {
        JsonNode json = Fields.JSON.readTree(bytes);
        String content = Fields.text(json, "lastModified") + TreeOrders.spelled(json, STAMP);
        String version = reading.order().version();
        assertThat(versions.computeIfAbsent(version, fresh -> content)).isEqualTo(content);
        String rest = TreeOrders.spelled(json, OURS);
        assertThat(rests.computeIfAbsent(reading.rest() + "", fresh -> rest)).isEqualTo(rest);
        OrderReader.Reading other = read(shuffled(json, new Random(seed)));
        assertThat(version(other)).as("seed " + seed + ": " + json).isEqualTo(version);
        assertThat(other.rest()).as("seed " + seed + ": " + json).isEqualTo(reading.rest());
      }
    }
    assertThat(new ArrayList<>(versions.values())).as("seed " + seed).doesNotHaveDuplicates();
    assertThat(new ArrayList<>(rests.values())).as("seed " + seed).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everySingleChangeGivesAnotherVersion(long seed) throws Exception {
    RandomOrders orders = new RandomOrders(new Random(seed));
    for (int i = 0; i < 20; i++) {
      JsonNode json = treeOrNull(orders.next().getBytes(UTF_8));
      if (json == null || TreeOrders.order(json) == null || json.size() > 100) {
        continue;
      }
      OrderReader.Reading before = read(json);
      String whole = TreeOrders.spelled(json, Set.of());
      String rest = TreeOrders.spelled(json, OURS);
      for (JsonNode changed : changed(json)) {
        OrderReader.Reading after = read(changed);
        if (after.order() != null) {
          boolean same = TreeOrders.spelled(changed, Set.of()).equals(whole);
          boolean sameRest = TreeOrders.spelled(changed, OURS).equals(rest);
          String text = "seed " + seed + ": " + json + " to " + changed;
          assertThat(version(after).equals(version(before))).as(text).isEqualTo(same);
          assertThat(after.rest() == before.rest()).as(text).isEqualTo(sameRest);
        }
      }
    }
  }

  @Test
  void whatIsUnreadableIsKeptAsItCameAndIsCut() throws Exception {
    String text = "{ \"note\" : \"" + "å".repeat(10_000) + "\" }";
    byte[] bytes = ("[1," + text + "]").getBytes(UTF_8);
    OrderReader.Reading reading = OrderReader.read(bytes, 3, bytes.length - 4);
    assertThat(reading.order()).isNull();
    assertThat(Objects.requireNonNull(reading.unreadable()).raw())
        .isEqualTo(text.substring(0, Page.Unreadable.RAW_LENGTH_MAX));
  }

  @Test
  void ofANameThatComesTwiceTheLastCounts() throws Exception {
    String once = "{'localId':'a','created':'2026-11-22T01:02:03Z','rows':[{'x':2}],'y':{'z':1}}";
    String twice =
        "{'localId':'b','localId':'a','created':'2026-11-22T01:02:03Z','y':5,"
            + "'rows':[{'x':1,'x':2}],'y':{'z':2,'z':1}}";
    assertThat(read(Fields.JSON.readTree(once.replace('\'', '"'))))
        .isEqualTo(readOrNull(twice.replace('\'', '"').getBytes(UTF_8)));
  }

  /** The tree with one thing changed, in each way and at each place. */
  private static List<JsonNode> changed(JsonNode json) {
    List<JsonNode> all = new ArrayList<>();
    int places = containers(json).size();
    for (int place = 0; place < places; place++) {
      int size = containers(json).get(place).size();
      for (int i = 0; i < size; i++) {
        for (int way = 0; way < 3; way++) {
          JsonNode copy = json.deepCopy();
          change(containers(copy).get(place), i, way);
          all.add(copy);
        }
      }
    }
    return all;
  }

  private static void change(JsonNode container, int at, int way) {
    if (container instanceof ObjectNode object) {
      String name = List.copyOf(object.properties()).get(at).getKey();
      switch (way) {
        case 0 -> object.put(name, "2026-11-23T09:09:09Z");
        case 1 -> object.remove(name);
        default -> object.set(name + "'", object.remove(name));
      }
    } else if (container instanceof ArrayNode list) {
      switch (way) {
        case 0 -> list.set(at, "changed");
        case 1 -> list.remove(at);
        default -> list.add(list.remove(at));
      }
    }
  }

  private static List<JsonNode> containers(JsonNode json) {
    List<JsonNode> all = new ArrayList<>();
    if (json.isContainerNode()) {
      all.add(json);
      json.forEach(one -> all.addAll(containers(one)));
    }
    return all;
  }

  /** In another order, with nulls where nothing was, and whole numbers as texts. */
  private static JsonNode shuffled(JsonNode json, Random random) {
    if (json.isObject()) {
      List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(json.properties());
      Collections.shuffle(fields, random);
      ObjectNode other = Fields.JSON.createObjectNode();
      fields.forEach(field -> other.set(field.getKey(), shuffled(field.getValue(), random)));
      return random.nextBoolean() ? other.putNull("nothing" + random.nextInt(10)) : other;
    }
    if (json.isArray()) {
      ArrayNode other = Fields.JSON.createArrayNode();
      json.forEach(one -> other.add(shuffled(one, random)));
      return other;
    }
    return json.isNumber() ? TextNode.valueOf(json.asText()) : json;
  }

  private static void compare(byte[] bytes, long seed) {
    String text = "seed " + seed + ": " + new String(bytes, UTF_8);
    JsonNode json = treeOrNull(bytes);
    OrderReader.Reading reading = readOrNull(bytes);
    assertThat(reading == null).as(text).isEqualTo(json == null);
    if (json == null || reading == null) {
      return;
    }
    Order order = reading.order();
    assertThat(order == null ? null : versionless(order))
        .as(text)
        .isEqualTo(TreeOrders.order(json));
    if (order == null) {
      assertThat(Objects.requireNonNull(reading.unreadable()).raw()).as(text).isNotNull();
    }
  }

  static Order versionless(Order order) {
    return new Order(
        order.id(),
        "",
        order.number(),
        order.remoteId(),
        order.createdAt(),
        order.changedAt(),
        order.status(),
        order.paymentStatus(),
        order.shippingStatus(),
        order.currency(),
        order.customerType(),
        order.email(),
        order.billing(),
        order.shipping(),
        order.rows(),
        order.shipments(),
        order.total(),
        order.totalVat(),
        order.extra());
  }

  private static String version(OrderReader.Reading reading) {
    return Objects.requireNonNull(reading.order()).version();
  }

  private static OrderReader.Reading read(JsonNode json) throws IOException {
    byte[] bytes = Fields.JSON.writeValueAsBytes(json);
    return OrderReader.read(bytes, 0, bytes.length);
  }

  private static OrderReader.@Nullable Reading readOrNull(byte[] bytes) {
    try {
      return OrderReader.read(bytes, 0, bytes.length);
    } catch (IOException | NumberFormatException malformed) {
      return null;
    }
  }

  private static @Nullable JsonNode treeOrNull(byte[] bytes) {
    try {
      return Fields.JSON.readTree(bytes);
    } catch (IOException | NumberFormatException malformed) {
      return null;
    }
  }
}
