package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.record.RecordType;
import io.penstock.sync.Ledger;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The sum that must balance, per record type, over all tenants that the key covers or over one. */
final class LedgerApi {
  private final ApiParts parts;

  LedgerApi(ApiParts parts) {
    this.parts = parts;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/ledger", this::read));
  }

  private Future<Void> read(Call call) {
    call.allowQuery("tenant");
    String tenant = call.query("tenant");
    if (tenant != null) {
      call.tenant(parts.directory(), tenant);
    }
    return call.stored(parts.outbox().ledger(tenant))
        .compose(
            all -> {
              List<Ledger> lines =
                  all.stream().filter(line -> call.key().covers(line.tenant())).toList();
              return call.json(200, json -> write(json, lines));
            });
  }

  private static void write(JsonGenerator json, List<Ledger> lines) throws IOException {
    Map<RecordType, Ledger> sums = new EnumMap<>(RecordType.class);
    for (Ledger line : lines) {
      sums.merge(line.type(), line, LedgerApi::plus);
    }
    json.writeStartObject();
    json.writeBooleanField("balances", lines.stream().allMatch(Ledger::balances));
    json.writeArrayFieldStart("lines");
    for (Ledger sum : sums.values()) {
      json.writeStartObject();
      json.writeStringField("type", sum.type().code());
      json.writeNumberField("accepted", sum.accepted());
      json.writeNumberField("settled", sum.settled());
      json.writeNumberField("superseded", sum.superseded());
      json.writeNumberField("dead", sum.dead());
      json.writeNumberField("waiting", sum.waiting());
      json.writeBooleanField("balances", sum.balances());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static Ledger plus(Ledger a, Ledger b) {
    return new Ledger(
        a.tenant(),
        a.type(),
        a.accepted() + b.accepted(),
        a.settled() + b.settled(),
        a.superseded() + b.superseded(),
        a.dead() + b.dead(),
        a.waiting() + b.waiting());
  }
}
