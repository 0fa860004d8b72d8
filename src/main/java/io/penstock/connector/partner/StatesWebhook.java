package io.penstock.connector.partner;

import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.StateJson;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The body of a webhook with stock levels or prices, the newest of each, oldest first. */
final class StatesWebhook {
  private static final byte[] TIMESTAMP = ascii(".updated\",\"timestamp\":\"");
  private static final byte[] ITEMS = ascii(",\"items\":[");
  private static final byte[] END = ascii("]}}");

  private final byte[] tenant;

  StatesWebhook(String tenant) {
    this.tenant =
        ("\",\"data\":{\"tenant\":" + Json.encode(tenant)).getBytes(StandardCharsets.UTF_8);
  }

  void write(RecordType type, StateBlock states, Instant at, StateJson into) {
    into.clear();
    into.raw(ascii("{\"type\":\"" + type.code()))
        .raw(TIMESTAMP)
        .raw(ascii(at.toString()))
        .raw(tenant)
        .raw(ITEMS);
    for (int i = 0; i < states.size(); i++) {
      if (i > 0) {
        into.raw(',');
      }
      into.state(type, states, i);
    }
    into.raw(END);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
