package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.eventlog.EventLog;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The event log of one tenant. */
final class EventsApi {
  private final ApiParts parts;

  EventsApi(ApiParts parts) {
    this.parts = parts;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/tenants/:tenant/events", this::page));
  }

  private Future<Void> page(Call call) {
    String tenant = call.tenant(parts.directory()).tenant().id();
    call.allowQuery("after", "limit", "severity");
    Event.Severity severity = severity(call.query("severity"));
    int limit = call.limit(OrdersApi.LIMIT_USUAL, EventLog.PAGE_MAX);
    PageCursor cursor = PageCursor.of("events of " + tenant + " " + severity);
    String given = call.query("after");
    long after = given == null ? 0 : cursor.place(given);
    return call.stored(parts.eventLog().read(tenant, after, severity, limit))
        .compose(
            events ->
                call.json(
                    200,
                    json -> {
                      json.writeStartObject();
                      json.writeArrayFieldStart("events");
                      long place = after;
                      for (Event event : events) {
                        write(json, event, cursor);
                        place = event.seq();
                      }
                      json.writeEndArray();
                      json.writeStringField("next", cursor.text(place));
                      json.writeEndObject();
                    }));
  }

  private static Event.@Nullable Severity severity(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (Event.Severity severity : Event.Severity.values()) {
      if (word(severity).equals(text)) {
        return severity;
      }
    }
    throw Call.bad("severity", "must be info, warning or error");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void write(JsonGenerator json, Event event, PageCursor cursor) throws IOException {
    json.writeStartObject();
    json.writeStringField("cursor", cursor.text(event.seq()));
    json.writeStringField("at", event.at().toString());
    json.writeStringField("connection", event.connection());
    json.writeStringField("severity", word(event.severity()));
    if (event.type() != null) {
      json.writeStringField("type", event.type().code());
    }
    if (event.direction() != null) {
      json.writeStringField("direction", event.direction().name());
    }
    json.writeStringField("code", event.code());
    json.writeStringField("summary", event.summary());
    json.writeStringField("recordId", event.recordId());
    json.writeStringField("displayId", event.displayId());
    json.writeEndObject();
  }
}
