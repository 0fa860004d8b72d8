package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard.PlugKey;
import io.penstock.sync.PlugBoard.PlugStatus;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers "does my flow work, and if not, why?" for one tenant, from what is already known. */
final class HealthApi {
  private final ApiParts parts;
  private final Map<String, Instant> pausedSince = new ConcurrentHashMap<>();

  HealthApi(ApiParts parts) {
    this.parts = parts;
    parts.directory().onChange(this::changed);
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/tenants/:tenant/health", this::health));
  }

  TenantState state(Tenant tenant) {
    return TenantState.of(tenant, parts.plugBoard(), pausedSince.get(tenant.id()));
  }

  private void changed(TenantDirectory.Change change) {
    Tenant now = change.now();
    if (now == null || !now.paused()) {
      pausedSince.remove(change.tenantId());
    } else if (change.before() == null || !change.before().paused()) {
      pausedSince.put(change.tenantId(), parts.clock().instant());
    }
  }

  private record Target(ConnectionRef connection, RecordType type) {}

  private Future<Void> health(Call call) {
    Tenant tenant = call.tenant(parts.directory()).tenant();
    call.allowQuery();
    return call.stored(parts.outbox().backlog(tenant.id()))
        .compose(
            lines -> {
              Map<Target, Outbox.Backlog> backlogs = new HashMap<>();
              lines.forEach(line -> backlogs.put(new Target(line.target(), line.type()), line));
              return call.json(200, json -> write(json, tenant, backlogs));
            });
  }

  private void write(JsonGenerator json, Tenant tenant, Map<Target, Outbox.Backlog> backlogs)
      throws IOException {
    TenantState state = state(tenant);
    json.writeStartObject();
    json.writeStringField("tenant", tenant.id());
    json.writeStringField("state", state.state().word());
    json.writeStringField("reason", state.reason());
    json.writeStringField("sentence", state.sentence());
    Json.instant(json, "since", state.since());
    json.writeArrayFieldStart("plugs");
    for (Connection connection : tenant.connections()) {
      ConnectionRef ref = new ConnectionRef(tenant.id(), connection.id());
      Map<PlugKey, PlugStatus> statuses = parts.plugBoard().of(ref);
      for (Plug plug : connection.plugs()) {
        PlugStatus status =
            statuses.getOrDefault(new PlugKey(plug.type(), plug.direction()), PlugStatus.FRESH);
        Outbox.Backlog backlog =
            plug.direction() == Direction.IMPORT
                ? backlogs.get(new Target(ref, plug.type()))
                : null;
        plug(json, tenant, connection, plug, status, backlog);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void plug(
      JsonGenerator json,
      Tenant tenant,
      Connection connection,
      Plug plug,
      PlugStatus status,
      Outbox.@Nullable Backlog backlog)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("connection", connection.id());
    json.writeStringField("type", plug.type().code());
    json.writeStringField("direction", plug.direction().name());
    Json.instant(json, "lastSuccess", status.lastSuccess());
    Json.instant(json, "lastFailure", status.lastFailure());
    json.writeStringField("lastError", status.lastError());
    json.writeNumberField("failures", status.failures());
    if (plug.direction() == Direction.IMPORT) {
      json.writeNumberField("backlog", backlog == null ? 0 : backlog.count());
      Json.instant(json, "oldest", backlog == null ? null : backlog.oldest());
    }
    json.writeStringField("waitsFor", waitsFor(tenant, status, backlog));
    Instant until = status.waitsUntil();
    if (until == null && backlog != null && !tenant.paused()) {
      until = backlog.nextDue();
    }
    Json.instant(json, "until", until);
    String why =
        backlog == null || backlog.lastReason().isEmpty()
            ? status.lastError()
            : backlog.lastReason();
    json.writeStringField("why", why);
    json.writeEndObject();
  }

  private static String waitsFor(
      Tenant tenant, PlugStatus status, Outbox.@Nullable Backlog backlog) {
    if (tenant.paused()) {
      return "the tenant to be resumed";
    }
    if (!status.waitsFor().isEmpty()) {
      return status.waitsFor();
    }
    return backlog == null || backlog.count() == 0 ? "" : "its turn; it is being pushed";
  }
}
