package io.penstock.connector.partner;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.StateJson;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The body of a webhook with stock levels or prices, the newest of each, oldest first. */
final class StatesWebhook {
  private static final Map<RecordType, byte[]> STARTS = starts();
  private static final byte[] ITEMS = ascii(",\"items\":[");
  private static final byte[] END = ascii("]}}");

  private final byte[] tenant;

  StatesWebhook(String tenant) {
    this.tenant =
        ("\",\"data\":{\"tenant\":" + Json.encode(tenant)).getBytes(StandardCharsets.UTF_8);
  }

  void write(RecordType type, StateBlock states, Instant at, StateJson into) {
    into.clear();
    into.raw(Objects.requireNonNull(STARTS.get(type))).time(Nanos.of(at)).raw(tenant).raw(ITEMS);
    for (int i = 0; i < states.size(); i++) {
      if (i > 0) {
        into.raw(',');
      }
      into.state(type, states, i);
    }
    into.raw(END);
  }

  private static Map<RecordType, byte[]> starts() {
    Map<RecordType, byte[]> starts = new EnumMap<>(RecordType.class);
    for (RecordType type : RecordType.values()) {
      starts.put(type, ascii("{\"type\":\"" + type.code() + ".updated\",\"timestamp\":\""));
    }
    return starts;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
