package io.penstock.api;

import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.sync.intake.IntakeAnswer;
import io.penstock.sync.outbox.Receipt;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Routes;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes arrays and bounded NDJSON for one tenant: all items of a request are one commit, the bad
 * ones are named. Lives on one event loop.
 */
final class ItemsApi {
  private static final int KEY_LENGTH_MAX = 255;

  private final ApiParts parts;
  private final ApiOptions options;
  private final Set<String> underWay = new HashSet<>();

  ItemsApi(ApiParts parts, ApiOptions options) {
    this.parts = parts;
    this.options = options;
  }

  List<Endpoint> endpoints() {
    return List.of(
        taking("stock", RecordType.STOCK),
        taking("prices", RecordType.PRICE),
        taking("order-statuses", RecordType.ORDER_STATUS),
        taking("shipments", RecordType.SHIPMENT));
  }

  private Endpoint taking(String name, RecordType type) {
    return Endpoint.post("/v1/tenants/:tenant/" + name, call -> post(call, name, type));
  }

  /** One request: the same for each try of it. */
  private record Asked(
      Call call, TenantDirectory.Entry entry, RecordType type, boolean atomic, boolean lines) {
    String tenant() {
      return entry.tenant().id();
    }

    Limits limits() {
      return entry.tenant().limits();
    }
  }

  private Future<Void> post(Call call, String operation, RecordType type) {
    TenantDirectory.Entry entry = call.tenant(parts.directory());
    call.allowQuery("atomic");
    boolean lines = call.mediaType(Call.JSON, Call.NDJSON).equals(Call.NDJSON);
    Asked asked = new Asked(call, entry, type, call.flag("atomic"), lines);
    String key = idempotencyKey(call);
    return call.body(options.bodyMaxBytes())
        .compose(
            body -> {
              if (key == null) {
                return take(asked, body, null);
              }
              String scope = call.key().id() + "/" + asked.tenant() + "/" + operation;
              return once(scope + "\n" + key, () -> keyed(asked, body, scope, key));
            });
  }

  private static @Nullable String idempotencyKey(Call call) {
    String header = call.request().getHeader("Idempotency-Key");
    if (header == null) {
      return null;
    }
    String key = header.trim();
    if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) {
      key = key.substring(1, key.length() - 1);
    }
    boolean printable = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (key.isEmpty() || key.length() > KEY_LENGTH_MAX || !printable) {
      throw Call.bad(
          "Idempotency-Key", "must have 1 to " + KEY_LENGTH_MAX + " visible ASCII characters");
    }
    return key;
  }

  /** A repeat that overtakes its own first try must wait, or both would take. */
  private Future<Void> once(String id, java.util.function.Supplier<Future<Void>> work) {
    if (!underWay.add(id)) {
      throw new ProblemException(
              ProblemCode.REQUEST_IN_PROGRESS, ProblemCode.REQUEST_IN_PROGRESS.whatToDo)
          .after(Duration.ofSeconds(1));
    }
    Future<Void> answer;
    try {
      answer = work.get();
    } catch (RuntimeException refused) {
      answer = Future.failedFuture(refused);
    }
    return answer.onComplete(done -> underWay.remove(id));
  }

  private Future<Void> keyed(Asked asked, byte[] body, String scope, String key) {
    byte[] manner =
        ("atomic=" + asked.atomic() + " lines=" + asked.lines() + "\n")
            .getBytes(StandardCharsets.UTF_8);
    String hash = Sha256.hex(manner, body);
    return asked
        .call()
        .stored(parts.outbox().receipt(scope, key))
        .compose(
            known -> {
              if (known == null) {
                Function<String, Receipt> receipt =
                    answer -> new Receipt(scope, key, hash, 202, answer);
                return take(asked, body, receipt);
              }
              if (!known.requestHash().equals(hash)) {
                throw new ProblemException(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    ProblemCode.IDEMPOTENCY_KEY_REUSED.whatToDo);
              }
              asked.call().response().putHeader("Idempotent-Replayed", "true");
              return asked.call().send(known.status(), Call.JSON, Buffer.buffer(known.answer()));
            });
  }

  private Future<Void> take(
      Asked asked, byte[] body, @Nullable Function<String, Receipt> receiptOf) {
    ItemsReader.Items items = wanted(asked, read(asked, body));
    List<Rejection> rejected = items.rejected();
    boolean nothingUsable = items.records().isEmpty() && !rejected.isEmpty();
    if (nothingUsable || (asked.atomic() && !rejected.isEmpty())) {
      List<Problem.Fault> faults = new ArrayList<>();
      rejected.forEach(rejection -> faults.add(Problem.Fault.of(rejection)));
      throw new ProblemException(
              ProblemCode.INVALID,
              rejected.size()
                  + " of "
                  + (rejected.size() + items.records().size())
                  + " items cannot be used; nothing was taken")
          .with(faults);
    }
    // What a repeat will be answered is part of the commit, so it cannot know what the commit
    // finds.
    Buffer keyedAnswer = answer(items.records().size(), null, rejected);
    Receipt receipt = receiptOf == null ? null : receiptOf.apply(keyedAnswer.toString());
    return asked
        .call()
        .stored(parts.intake().take(asked.tenant(), items.records(), receipt))
        .compose(
            answer -> {
              rateLimit(asked, answer);
              if (answer instanceof IntakeAnswer.Refused refused) {
                throw new ProblemException(ProblemCode.TENANT_OVER_LIMIT, refused.reason())
                    .after(refused.retryAfter());
              }
              if (answer instanceof IntakeAnswer.Taken taken) {
                Buffer told = receipt == null ? answer(items, taken) : keyedAnswer;
                return asked.call().send(202, Call.JSON, told);
              }
              throw new ProblemException(
                  ProblemCode.UNKNOWN_TENANT, "the tenant was removed meanwhile");
            });
  }

  private ItemsReader.Items read(Asked asked, byte[] body) {
    ItemsReader reader =
        new ItemsReader(
            asked.type(),
            asked.limits().negativeStock(),
            parts.clock().instant(),
            options.itemsMax());
    return asked.lines() ? reader.lines(body, options.lineMaxBytes()) : reader.array(body);
  }

  /** What no connection imports is said before anything is taken, so that atomic stays atomic. */
  private static ItemsReader.Items wanted(Asked asked, ItemsReader.Items items) {
    if (!asked.entry().routes().targets(asked.type(), Routes.API).isEmpty()) {
      return items;
    }
    List<Rejection> rejected = new ArrayList<>(items.rejected());
    for (Long place : items.places()) {
      rejected.add(Rejection.of(place, asked.lines() ? "" : "/" + place, notWanted(asked.type())));
    }
    return new ItemsReader.Items(List.of(), List.of(), rejected);
  }

  static ItemException notWanted(RecordType type) {
    return new ItemException(
        ItemCode.NOT_WANTED,
        "",
        "no connection of this tenant imports " + type.code() + "; add an IMPORT plug or a route");
  }

  /** The routes may have changed since they were asked: then intake knows better. */
  private static Buffer answer(ItemsReader.Items items, IntakeAnswer.Taken taken) {
    List<Rejection> rejected = new ArrayList<>(items.rejected());
    for (int at : taken.unwanted()) {
      SyncRecord record = items.records().get(at);
      rejected.add(Rejection.of(items.places().get(at), "", notWanted(record.type())));
    }
    return answer(taken.accepted(), taken.superseded(), rejected);
  }

  private static Buffer answer(
      int accepted, @Nullable Integer superseded, List<Rejection> rejected) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("accepted", accepted);
          if (superseded != null) {
            json.writeNumberField("superseded", superseded);
          }
          json.writeArrayFieldStart("rejected");
          for (Rejection rejection : rejected) {
            rejection.write(json, "index");
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void rateLimit(Asked asked, IntakeAnswer answer) {
    Limits limits = asked.limits();
    long window =
        Math.max(
            1,
            (limits.updatesBurst() + limits.updatesPerSecond() - 1L) / limits.updatesPerSecond());
    boolean refused = answer instanceof IntakeAnswer.Refused;
    long remaining = refused ? 0 : parts.intake().remaining(asked.tenant(), limits);
    String wait =
        answer instanceof IntakeAnswer.Refused over
            ? Problem.retryAfterSeconds(over.retryAfter())
            : String.valueOf(window);
    asked
        .call()
        .response()
        .putHeader("RateLimit-Policy", "\"updates\";q=" + limits.updatesBurst() + ";w=" + window)
        .putHeader("RateLimit", "\"updates\";r=" + remaining + ";t=" + wait);
  }
}
