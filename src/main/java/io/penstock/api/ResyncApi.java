package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.record.RecordType;
import io.penstock.sync.intake.ResyncStatus;
import io.penstock.sync.intake.Resyncs;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Has a plug read again, and shows how that goes. */
final class ResyncApi {
  private static final String PATH = "/v1/tenants/:tenant/resync";
  private static final int NAME_LENGTH_MAX = 63;
  private static final int TIME_LENGTH_MAX = 64;

  private final ApiParts parts;

  ResyncApi(ApiParts parts) {
    this.parts = parts;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get(PATH, this::show), Endpoint.post(PATH, this::begin));
  }

  private Future<Void> show(Call call) {
    String tenant = call.tenant(parts.directory()).tenant().id();
    call.allowQuery();
    List<ResyncStatus> all = parts.resyncs().of(tenant);
    return call.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("resyncs");
          for (ResyncStatus status : all) {
            write(json, status);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Future<Void> begin(Call call) {
    Tenant tenant = call.tenant(parts.directory()).tenant();
    call.allowQuery();
    call.mediaType(Call.JSON);
    return call.body(JsonTree.MAX_BYTES)
        .compose(
            body -> {
              Resyncs.Wish wish = wish(call, tenant, JsonTree.object(body));
              return call.stored(parts.resyncs().begin(wish));
            })
        .compose(answer -> call.json(202, json -> write(json, begun(answer))));
  }

  private Resyncs.Wish wish(Call call, Tenant tenant, JsonNode body) {
    JsonReading reading = new JsonReading(new ArrayList<>());
    reading.onlyFields(body, "", List.of("connection", "type", "since"));
    String connection = reading.needed(body, "", "connection", NAME_LENGTH_MAX);
    String word = reading.needed(body, "", "type", NAME_LENGTH_MAX);
    RecordType type = reading.type(word, "");
    Instant since = since(reading, body);
    reading.throwIfBad();
    if (connection == null || type == null) {
      throw new IllegalStateException("what is missing was not told");
    }
    mustBePossible(tenant, connection, type);
    String by = "the API key " + call.key().id();
    return new Resyncs.Wish(new ConnectionRef(tenant.id(), connection), type, since, by);
  }

  private @Nullable Instant since(JsonReading reading, JsonNode body) {
    String text = reading.text(body, "", "since", TIME_LENGTH_MAX);
    if (text == null) {
      return null;
    }
    Instant since = RecordReader.instant(text);
    if (since == null) {
      reading.blame(ItemCode.BAD_TIME, "/since", RecordReader.TIME_WORDS);
      return null;
    }
    if (since.isAfter(parts.clock().instant())) {
      reading.blame(ItemCode.TIME_IN_FUTURE, "/since", "must not be in the future");
    }
    return since;
  }

  private static void mustBePossible(Tenant tenant, String name, RecordType type) {
    Connection connection = tenant.connection(name);
    if (connection == null) {
      throw new ProblemException(
          ProblemCode.UNKNOWN_CONNECTION,
          "the tenant has no connection '" + Json.excerpt(name) + "'");
    }
    if (connection.plug(type, Direction.EXPORT) == null) {
      throw refused(
          "the connection '" + name + "' has no EXPORT plug for " + type.code() + " to read again");
    }
    if (tenant.paused()) {
      throw refused("the tenant is paused; resume it first");
    }
  }

  private static ResyncStatus begun(Resyncs.Answer answer) {
    if (answer instanceof Resyncs.Answer.Begun begun) {
      return begun.status();
    }
    if (answer instanceof Resyncs.Answer.UnderWay other) {
      throw new ProblemException(
          ProblemCode.RESYNC_UNDER_WAY,
          "one of "
              + other.status().type().code()
              + " on this connection began at "
              + other.status().begunAt());
    }
    throw refused(((Resyncs.Answer.Refused) answer).why());
  }

  private static ProblemException refused(String why) {
    return new ProblemException(ProblemCode.NOT_RESYNCABLE, why);
  }

  private static void write(JsonGenerator json, ResyncStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("connection", status.connection());
    json.writeStringField("type", status.type().code());
    Json.instant(json, "since", status.since());
    json.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
    Json.instant(json, "begunAt", status.begunAt());
    Json.instant(json, "endedAt", status.endedAt());
    json.writeNumberField("pages", status.pages());
    json.writeNumberField("read", status.read());
    json.writeNumberField("new", status.fresh());
    json.writeNumberField("failures", status.failures());
    json.writeStringField("lastError", status.lastError());
    Json.instant(json, "until", status.waitsUntil());
    json.writeEndObject();
  }
}
