package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.record.RecordType;
import io.penstock.sync.intake.ReplayStatus;
import io.penstock.sync.intake.Replays;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.tenant.ApiKey;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replays dead letters by a filter, shows how that goes, cancels it. */
final class ReplaysApi {
  private static final String PATH = "/v1/replays";

  /** What a filter can name, and how many letters one replay may be limited to. */
  private static final List<String> FIELDS =
      List.of("tenant", "target", "type", "reasonContains", "dryRun", "limit");

  private static final int FILTER_LENGTH_MAX = 256;
  private static final int LIMIT_MAX = 10_000_000;
  private static final int NO_LIMIT = 0;

  private final ApiParts parts;

  ReplaysApi(ApiParts parts) {
    this.parts = parts;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/v1/dead-letters/replay", this::begin),
        Endpoint.get(PATH, this::list),
        Endpoint.get(PATH + "/:id", this::show),
        Endpoint.post(PATH + "/:id/cancel", this::cancel));
  }

  private Future<Void> begin(Call call) {
    call.allowQuery();
    call.mediaType(Call.JSON);
    return call.body(JsonTree.MAX_BYTES).compose(body -> begin(call, JsonTree.object(body)));
  }

  private Future<Void> begin(Call call, JsonNode body) {
    JsonReading reading = new JsonReading(new ArrayList<>());
    reading.onlyFields(body, "", FIELDS);
    String tenant = reading.text(body, "", "tenant", FILTER_LENGTH_MAX);
    String target = reading.text(body, "", "target", FILTER_LENGTH_MAX);
    String typeWord = reading.text(body, "", "type", FILTER_LENGTH_MAX);
    String reason = reading.text(body, "", "reasonContains", FILTER_LENGTH_MAX);
    boolean dryRun = reading.flag(body, "", "dryRun", false);
    int limit = reading.integer(body, "", "limit", NO_LIMIT, LIMIT_MAX);
    RecordType type = reading.type(typeWord, "");
    reading.throwIfBad();
    Set<String> tenants = call.tenants(parts.directory(), tenant);
    DeadLetters.Filter filter = new DeadLetters.Filter(tenants, target, type, null, reason);
    if (dryRun) {
      return call.stored(parts.deadLetters().hits(filter))
          .compose(hits -> call.json(200, json -> counted(json, hits)));
    }
    String by = "the API key " + call.key().id();
    Replays.Wish wish = new Replays.Wish(filter, limit == NO_LIMIT ? null : limit, by);
    return call.stored(parts.replays().begin(wish)).compose(answer -> begun(call, answer));
  }

  private static void counted(JsonGenerator json, List<DeadLetters.Hits> hits) throws IOException {
    long matched = hits.stream().mapToLong(DeadLetters.Hits::count).sum();
    DeadLettersApi.counts(json, matched, 0, true);
  }

  private static Future<Void> begun(Call call, Replays.Answer answer) {
    if (answer instanceof Replays.Answer.Begun begun) {
      ReplayStatus status = begun.status();
      call.response().putHeader("Location", PATH + "/" + status.id());
      return call.json(202, json -> write(json, status));
    }
    throw new ProblemException(
        ProblemCode.REPLAY_UNDER_WAY, ((Replays.Answer.Refused) answer).why());
  }

  private Future<Void> list(Call call) {
    call.allowQuery();
    List<ReplayStatus> seen =
        parts.replays().list().stream().filter(status -> sees(call.key(), status)).toList();
    return call.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("replays");
          for (ReplayStatus status : seen) {
            write(json, status);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Future<Void> show(Call call) {
    call.allowQuery();
    ReplayStatus status = seen(call);
    return call.json(200, json -> write(json, status));
  }

  private Future<Void> cancel(Call call) {
    call.allowQuery();
    String id = seen(call).id();
    return parts
        .replays()
        .cancel(id, "the API key " + call.key().id())
        .compose(
            status -> {
              if (status == null) {
                throw unknown(id);
              }
              return call.json(200, json -> write(json, status));
            });
  }

  /** The replay of the path. One beyond the key's tenants does not exist for its holder. */
  private ReplayStatus seen(Call call) {
    String id = call.path("id");
    ReplayStatus status = parts.replays().find(id);
    if (status == null || !sees(call.key(), status)) {
      throw unknown(id);
    }
    return status;
  }

  private static boolean sees(ApiKey key, ReplayStatus status) {
    Set<String> tenants = status.wish().filter().tenants();
    return key.tenants().isEmpty() || (!tenants.isEmpty() && key.tenants().containsAll(tenants));
  }

  private static ProblemException unknown(String id) {
    return new ProblemException(
        ProblemCode.UNKNOWN_REPLAY, "there is no replay '" + Json.excerpt(id) + "'");
  }

  private static void write(JsonGenerator json, ReplayStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", status.id());
    json.writeStringField("state", status.state().name().toLowerCase(Locale.ROOT));
    write(json, status.wish());
    Json.instant(json, "begunAt", status.begunAt());
    Json.instant(json, "endedAt", status.endedAt());
    json.writeNumberField("matched", status.matched());
    json.writeNumberField("replayed", status.replayed());
    json.writeNumberField("failures", status.failures());
    json.writeStringField("lastError", status.lastError());
    text(json, "waitsFor", status.waitsFor().isEmpty() ? null : status.waitsFor());
    Json.instant(json, "until", status.waitsUntil());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Replays.Wish wish) throws IOException {
    DeadLetters.Filter filter = wish.filter();
    json.writeObjectFieldStart("filter");
    if (!filter.tenants().isEmpty()) {
      json.writeArrayFieldStart("tenants");
      for (String tenant : filter.tenants()) {
        json.writeString(tenant);
      }
      json.writeEndArray();
    }
    text(json, "target", filter.target());
    RecordType type = filter.type();
    text(json, "type", type == null ? null : type.code());
    text(json, "reasonContains", filter.reasonContains());
    json.writeEndObject();
    Integer limit = wish.limit();
    if (limit != null) {
      json.writeNumberField("limit", limit);
    }
    json.writeStringField("by", wish.by());
  }

  private static void text(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }
}
