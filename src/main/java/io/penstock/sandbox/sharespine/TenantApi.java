package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.Call;
import io.penstock.sandbox.Recorder;
import io.penstock.sandbox.Reply;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.Twist;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Everything under {@code /api}: the verbs and paths of section 4. The caller has been admitted
 * before.
 */
final class TenantApi {
  private final SandboxOptions options;
  private final Recorder recorder;
  private final SharespineTenant tenant;
  private final String connectionId;
  private final Call call;
  private final Twist twist;

  TenantApi(
      SandboxOptions options,
      Recorder recorder,
      SharespineTenant tenant,
      String connectionId,
      Call call,
      Twist twist) {
    this.options = options;
    this.recorder = recorder;
    this.tenant = tenant;
    this.connectionId = connectionId;
    this.call = call;
    this.twist = twist;
  }

  Reply handle(List<String> steps) {
    if (steps.isEmpty()) {
      only("GET");
      return json(200, metadata());
    }
    return switch (steps.get(0)) {
      case "log" -> logEvents(steps);
      case "connection" -> connections(steps);
      default -> {
        RecordType type =
            RecordType.at(steps.get(0)).orElseThrow(() -> Refusal.unknown("path " + call.path()));
        yield records(type, steps.subList(1, steps.size()));
      }
    };
  }

  private Reply records(RecordType type, List<String> steps) {
    if (steps.isEmpty()) {
      if (verb().equals("POST")) {
        return create(type);
      }
      only("GET", "POST");
      covered(PlugToken.forReading(type));
      return list(type, since(), query -> matches(query, type));
    }
    String first = steps.get(0);
    if (steps.size() == 1 && first.equals("query")) {
      only("POST");
      covered(PlugToken.forReading(type));
      return query(type, Filter.of(body()));
    }
    StoredRecord record =
        first.equals("by-remote-id")
            ? tenant.byRemoteId(type, connectionId, required("remoteId"))
            : tenant.byLocalId(type, first);
    if (steps.size() == 1) {
      return one(record);
    }
    if (steps.size() == 2 && type == RecordType.ORDER && steps.get(1).equals("shipment")) {
      return parts(record, "shipments", "Shipment");
    }
    if (steps.size() == 2 && type == RecordType.ORDER && steps.get(1).equals("payment")) {
      return parts(record, "payments", "Payment");
    }
    if (steps.size() == 2 && type == RecordType.FILE && steps.get(1).equals("data")) {
      return upload(record);
    }
    throw Refusal.unknown("path " + call.path());
  }

  private Reply create(RecordType type) {
    ObjectNode write = Json.object(body());
    List<PlugToken> plugs = PlugToken.forWriting(type, write);
    covered(plugs);
    SharespineTenant.Written written =
        tenant.create(
            type,
            connectionId,
            write,
            call.flag("updateOnRemoteId"),
            call.flag("suppressTotalsRecalc"),
            call.at(),
            twist);
    noteImport(plugs);
    return record(written.created() ? 201 : 200, written.record());
  }

  private Reply one(StoredRecord record) {
    if (verb().equals("PUT")) {
      ObjectNode write = Json.object(body());
      List<PlugToken> plugs = PlugToken.forWriting(record.type(), write);
      covered(plugs);
      StoredRecord after =
          tenant.change(
              record, connectionId, write, call.flag("suppressTotalsRecalc"), call.at(), twist);
      noteImport(plugs);
      return record(200, after);
    }
    only("GET", "PUT");
    covered(PlugToken.forReading(record.type()));
    return record(200, record);
  }

  private Reply parts(StoredRecord order, String array, String noun) {
    if (verb().equals("POST")) {
      List<PlugToken> plugs = List.of(new PlugToken(noun, false), new PlugToken("Order", false));
      covered(plugs);
      ArrayNode made = tenant.append(order, array, Json.array(body()), call.at(), twist);
      noteImport(plugs);
      return json(200, made);
    }
    only("GET", "POST");
    JsonNode held = order.tree().path(array);
    return json(200, held.isArray() ? held : Json.array());
  }

  private Reply upload(StoredRecord file) {
    only("PUT");
    String type = call.header("Content-Type");
    ObjectNode write =
        Json.object()
            .put("size", Integer.toString(call.body().length()))
            .put("sha256", sha256(call.body()));
    if (type != null) {
      write.put("mimeType", type);
    }
    return record(200, tenant.change(file, connectionId, write, false, call.at(), twist));
  }

  // Lists

  private Reply query(RecordType type, Filter filter) {
    if (type == RecordType.PRODUCT && options.strict().skus() && filter.onlySku().isPresent()) {
      return list(tenant.bySku(filter.onlySku().get()), type, filter);
    }
    return list(type, filter.sinceSecond(), filter);
  }

  private Reply list(RecordType type, long sinceSecond, Filter filter) {
    return list(tenant.since(type, sinceSecond), type, filter);
  }

  private Reply list(List<StoredRecord> found, RecordType type, Filter filter) {
    boolean paged = options.lists().paging();
    int most = options.lists().max() == 0 ? Integer.MAX_VALUE : options.lists().max();
    int limit = paged ? Math.min(most, number("limit", Integer.MAX_VALUE)) : most;
    int offset = paged ? number("offset", 0) : 0;
    if (type != RecordType.FILE) {
      tenant
          .access()
          .transferred(connectionId, PlugToken.forReading(type).get(0), call.at(), found.size());
    }
    if (!twist.stampsHeld().isZero()) {
      tenant.holdStamps(call.at(), twist.stampsHeld());
    }
    List<StoredRecord> ordered =
        ListAnswer.disordered(
            found, options.lists().shuffle(), twist, options.seed() + found.size());
    return Reply.stream(new ListAnswer(ordered, filter, connectionId, offset, limit));
  }

  private boolean matches(Filter.Candidate candidate, RecordType type) {
    String number = call.parameter("remoteOrderNo");
    return type != RecordType.ORDER
        || number == null
        || candidate.text("remoteOrderNo").equals(number);
  }

  private long since() {
    String text = call.parameter("modifiedAtOrAfter");
    if (text == null || text.isEmpty()) {
      return Long.MIN_VALUE;
    }
    Instant since =
        Filter.instant(text)
            .orElseThrow(
                () ->
                    Refusal.field(
                        "modifiedAtOrAfter", "a date-time looks like 2024-05-01T06:00:00Z"));
    // A record stamped with second 7 is not at or after 7.2 seconds.
    return since.getNano() == 0 ? since.getEpochSecond() : since.getEpochSecond() + 1;
  }

  // Log events and connections

  private Reply logEvents(List<String> steps) {
    if (steps.size() != 2 || !steps.get(1).equals("event")) {
      throw Refusal.unknown("path " + call.path());
    }
    if (verb().equals("POST")) {
      ArrayNode events = Json.array(body());
      for (int i = 0; i < events.size(); i++) {
        for (String field : List.of("severity", "summary")) {
          if (Json.text(events.get(i), field).isEmpty()) {
            throw Refusal.field("[" + i + "]." + field, field + " is mandatory");
          }
        }
      }
      tenant.log(events, call.at());
      return json(200, Json.array());
    }
    only("GET", "POST");
    long since = since();
    Buffer out = Buffer.buffer("[");
    for (SharespineTenant.StoredEvent event : tenant.events()) {
      if (event.second() >= since) {
        out.appendString(out.length() > 1 ? "," : "").appendBytes(event.content());
      }
    }
    return Reply.json(200, out.appendString("]"));
  }

  private Reply connections(List<String> steps) {
    if (steps.size() == 1) {
      only("GET");
      ArrayNode all = Json.array();
      tenant
          .access()
          .connectionIds()
          .forEach(id -> all.add(tenant.access().connection(id, ApiConnection::tenantForm)));
      return json(200, all);
    }
    String id = steps.get(1);
    if (steps.size() == 2) {
      only("GET");
      return json(200, tenant.access().connection(id, ApiConnection::tenantForm));
    }
    if (steps.size() == 3 && steps.get(2).equals("plug")) {
      if (verb().equals("PUT")) {
        ArrayNode declared = Json.array(body());
        return json(
            200,
            tenant
                .access()
                .connection(
                    id,
                    connection -> {
                      connection.declare(declared);
                      return connection.plugs();
                    }));
      }
      only("GET", "PUT");
      return json(200, tenant.access().connection(id, ApiConnection::plugs));
    }
    throw Refusal.unknown("path " + call.path());
  }

  private ObjectNode metadata() {
    ObjectNode form = Json.object().put("tenant", tenant.codeName());
    form.set("connection", tenant.access().connection(connectionId, ApiConnection::tenantForm));
    return form.put("href", "/api/");
  }

  // What several of them need

  private void covered(List<PlugToken> plugs) {
    if (tenant.access().connection(connectionId, connection -> connection.declaresOneOf(plugs))) {
      return;
    }
    recorder.undeclared(tenant.codeName());
    if (options.strict().plugs()) {
      throw Refusal.of(403, "The connection has not declared the plug " + plugs.get(0).token());
    }
  }

  private void noteImport(List<PlugToken> plugs) {
    if (!plugs.isEmpty()) {
      tenant.access().transferred(connectionId, plugs.get(0), call.at(), 1);
    }
  }

  private JsonNode body() {
    String type = call.header("Content-Type");
    if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Refusal.of(415, "The body must be application/json, but is " + type);
    }
    return Json.read(call.body(), options.strict().numbers());
  }

  private String required(String parameter) {
    @Nullable String value = call.parameter(parameter);
    if (value == null || value.isEmpty()) {
      throw Refusal.field(parameter, "The query parameter " + parameter + " is missing");
    }
    return value;
  }

  private int number(String parameter, int otherwise) {
    String text = call.parameter(parameter);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw Refusal.field(parameter, parameter + " must be a whole number");
    }
    return Integer.parseInt(text);
  }

  private String verb() {
    return call.method().name();
  }

  private void only(String... allowed) {
    if (!Arrays.asList(allowed).contains(verb())) {
      throw Refusal.verb(String.join(", ", allowed));
    }
  }

  private Reply record(int status, StoredRecord record) {
    Buffer out = Buffer.buffer(1_024);
    record.writeTo(out, connectionId);
    return Reply.json(status, out);
  }

  private static Reply json(int status, JsonNode body) {
    return Reply.json(status, Buffer.buffer(Json.bytes(body)));
  }

  private static String sha256(Buffer bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
