package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.record.RecordType;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.DeadLetters;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;

/** Look at what died, replay one. Many by a filter are replayed by {@link ReplaysApi}. */
final class DeadLettersApi {
  private final ApiParts parts;

  DeadLettersApi(ApiParts parts) {
    this.parts = parts;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/dead-letters", this::page),
        Endpoint.post("/v1/dead-letters/:id/replay", this::replayOne));
  }

  private Future<Void> page(Call call) {
    call.allowQuery("tenant", "target", "type", "reasonContains", "after", "limit");
    String typeWord = call.query("type");
    RecordType type = typeWord == null ? null : RecordType.find(typeWord);
    if (typeWord != null && type == null) {
      throw Call.bad("type", JsonReading.TYPE_WORDS);
    }
    String tenant = call.query("tenant");
    String target = call.query("target");
    String reason = call.query("reasonContains");
    DeadLetters.Filter filter =
        new DeadLetters.Filter(call.tenants(parts.directory(), tenant), target, type, null, reason);
    int limit = call.limit(OrdersApi.LIMIT_USUAL, DeadLetters.PAGE_MAX);
    PageCursor cursor =
        PageCursor.of("dead letters " + tenant + "\n" + target + "\n" + type + "\n" + reason);
    String given = call.query("after");
    long after = given == null ? 0 : cursor.place(given);
    return call.stored(parts.deadLetters().list(filter, after, limit))
        .compose(
            letters ->
                call.json(
                    200,
                    json -> {
                      json.writeStartObject();
                      json.writeArrayFieldStart("deadLetters");
                      long place = after;
                      for (DeadLetter letter : letters) {
                        write(json, letter);
                        place = letter.id();
                      }
                      json.writeEndArray();
                      json.writeStringField("next", cursor.text(place));
                      json.writeEndObject();
                    }));
  }

  private Future<Void> replayOne(Call call) {
    call.allowQuery();
    long id = id(call.path("id"));
    DeadLetters.Filter filter = new DeadLetters.Filter(call.key().tenants(), null, null, id, null);
    return call.stored(parts.deadLetters().list(filter, 0, 1))
        .compose(
            letters -> {
              if (letters.isEmpty()) {
                throw unknown(id);
              }
              if (letters.get(0).target() == null) {
                throw new ProblemException(
                    ProblemCode.NOT_REPLAYABLE, ProblemCode.NOT_REPLAYABLE.whatToDo);
              }
              return replay(call, filter, 1);
            })
        .compose(
            replayed -> {
              if (replayed.count() == 0) {
                throw unknown(id);
              }
              return call.json(200, json -> counts(json, 1, replayed.count(), false));
            });
  }

  private static long id(String text) {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new ProblemException(
          ProblemCode.UNKNOWN_DEAD_LETTER, "there is no dead letter '" + Json.excerpt(text) + "'");
    }
    return Long.parseLong(text);
  }

  private static ProblemException unknown(long id) {
    return new ProblemException(ProblemCode.UNKNOWN_DEAD_LETTER, "there is no dead letter " + id);
  }

  private Future<DeadLetters.Replayed> replay(Call call, DeadLetters.Filter filter, int limit) {
    return call.stored(parts.deadLetters().replay(filter, limit))
        .onSuccess(
            replayed -> replayed.ready().forEach(target -> parts.ready().publishAll(target, null)));
  }

  static void counts(JsonGenerator json, long matched, long replayed, boolean dryRun)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("matched", matched);
    json.writeNumberField("replayed", replayed);
    json.writeBooleanField("dryRun", dryRun);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, DeadLetter letter) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", String.valueOf(letter.id()));
    json.writeStringField("tenant", letter.tenant());
    json.writeStringField("source", letter.source());
    if (letter.target() != null) {
      json.writeStringField("target", letter.target());
    }
    json.writeStringField("type", letter.type().code());
    json.writeStringField("recordId", letter.recordId());
    json.writeStringField("displayId", letter.displayId());
    json.writeStringField("reason", letter.reason());
    json.writeNumberField("attempts", letter.attempts());
    json.writeStringField("acceptedAt", letter.acceptedAt().toString());
    json.writeStringField("diedAt", letter.diedAt().toString());
    json.writeBooleanField("replayable", letter.target() != null);
    json.writeStringField("record", letter.record());
    json.writeStringField("exchange", letter.exchange());
    json.writeEndObject();
  }
}
