package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One item that was not taken.
 *
 * @param place of the item in its request: an index from 0, or a line from 1
 * @param tenant where one request speaks for many tenants
 * @param retryAfter where the same item would be taken later
 */
record Rejection(
    long place,
    ItemCode code,
    String detail,
    String pointer,
    @Nullable String tenant,
    @Nullable Duration retryAfter) {

  static Rejection of(long place, String pointerToItem, ItemException bad) {
    return new Rejection(place, bad.code, bad.detail, pointerToItem + bad.pointer, null, null);
  }

  void write(JsonGenerator json, String placeName) throws IOException {
    json.writeStartObject();
    json.writeNumberField(placeName, place);
    json.writeStringField("code", code.code);
    json.writeStringField("detail", detail);
    json.writeStringField("pointer", pointer);
    if (tenant != null) {
      json.writeStringField("tenant", tenant);
    }
    json.writeBooleanField("retryable", code.retryable);
    if (retryAfter != null) {
      json.writeNumberField("retryAfterMs", Math.max(1, retryAfter.toMillis()));
    }
    json.writeEndObject();
  }
}
