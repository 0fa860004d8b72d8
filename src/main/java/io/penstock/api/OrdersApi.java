package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.record.RecordJson;
import io.penstock.sync.outbox.OrderFeed;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The order feed: every order version, in the order of commit, by pages or as a stream. */
final class OrdersApi {
  static final int LIMIT_USUAL = 100;

  private final ApiParts parts;
  private final OrderStreams streams;

  OrdersApi(ApiParts parts, OrderStreams streams) {
    this.parts = parts;
    this.streams = streams;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/orders", this::all),
        Endpoint.get("/v1/orders/stream", this::stream).producing(OrderStreams.MEDIA_TYPE),
        Endpoint.get("/v1/tenants/:tenant/orders", this::ofTenant));
  }

  private Future<Void> all(Call call) {
    return page(call, call.key().tenants(), PageCursor.of("orders"));
  }

  private Future<Void> ofTenant(Call call) {
    String tenant = call.tenant(parts.directory()).tenant().id();
    return page(call, Set.of(tenant), PageCursor.of("orders of " + tenant));
  }

  private Future<Void> page(Call call, Set<String> tenants, PageCursor cursor) {
    call.allowQuery("after", "limit");
    int limit = call.limit(LIMIT_USUAL, OrderFeed.PAGE_MAX);
    String given = call.query("after");
    long after = given == null ? 0 : cursor.place(given);
    return call.stored(parts.orderFeed().read(tenants, after, limit))
        .compose(
            entries ->
                call.json(
                    200,
                    json -> {
                      json.writeStartObject();
                      json.writeArrayFieldStart("orders");
                      long place = after;
                      for (OrderFeed.Entry entry : entries) {
                        write(json, entry, cursor);
                        place = entry.seq();
                      }
                      json.writeEndArray();
                      json.writeStringField("next", cursor.text(place));
                      json.writeEndObject();
                    }));
  }

  private Future<Void> stream(Call call) {
    call.allowQuery("after");
    PageCursor cursor = PageCursor.of("orders");
    String resumed = call.request().getHeader("Last-Event-ID");
    String given = resumed == null || resumed.isEmpty() ? call.query("after") : resumed;
    return streams.open(call, cursor, given == null ? 0 : cursor.place(given));
  }

  static String eventType(OrderFeed.Entry entry) {
    return entry.first() ? "order.created" : "order.updated";
  }

  static void write(JsonGenerator json, OrderFeed.Entry entry, PageCursor cursor)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("cursor", cursor.text(entry.seq()));
    json.writeStringField("type", eventType(entry));
    json.writeStringField("tenant", entry.tenant());
    json.writeStringField("connection", entry.connection());
    json.writeStringField("acceptedAt", entry.acceptedAt().toString());
    json.writeFieldName("order");
    json.writeRawValue(new String(RecordJson.encode(entry.order()), StandardCharsets.UTF_8));
    json.writeEndObject();
  }
}
