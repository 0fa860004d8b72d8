package io.penstock.api;

import io.penstock.sync.eventlog.Event;
import io.penstock.tenant.Names;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes, shows, removes, pauses and resumes tenants. Each change is in effect when it is answered.
 */
final class TenantsApi {
  private static final String PATH = "/v1/tenants/:tenant";
  private static final int LIMIT_MAX = 1_000;

  private final ApiParts parts;
  private final HealthApi health;

  TenantsApi(ApiParts parts, HealthApi health) {
    this.parts = parts;
    this.health = health;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/tenants", this::list),
        Endpoint.get(PATH, this::show),
        new Endpoint(HttpMethod.PUT, PATH, Call.JSON, false, this::put),
        new Endpoint(HttpMethod.DELETE, PATH, Call.JSON, false, this::remove),
        Endpoint.post(PATH + "/pause", call -> pause(call, true)),
        Endpoint.post(PATH + "/resume", call -> pause(call, false)));
  }

  private Future<Void> list(Call call) {
    call.allowQuery("state", "after", "limit");
    String word = call.query("state");
    TenantState.State wanted = word == null ? null : TenantState.State.find(word);
    if (word != null && wanted == null) {
      throw Call.bad("state", "must be healthy, degraded, failing, paused or quarantined");
    }
    int limit = call.limit(LIMIT_MAX, LIMIT_MAX);
    String after = call.query("after");
    List<Shown> page =
        tenants(call)
            .filter(tenant -> after == null || tenant.id().compareTo(after) > 0)
            .sorted(Comparator.comparing(Tenant::id))
            .map(tenant -> new Shown(tenant, health.state(tenant)))
            .filter(shown -> wanted == null || shown.state().state() == wanted)
            .limit(limit)
            .toList();
    return call.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("tenants");
          for (Shown shown : page) {
            json.writeStartObject();
            json.writeStringField("id", shown.tenant().id());
            json.writeStringField("state", shown.state().state().word());
            json.writeStringField("reason", shown.state().reason());
            json.writeNumberField("connections", shown.tenant().connections().size());
            json.writeEndObject();
          }
          json.writeEndArray();
          if (page.size() == limit) {
            json.writeStringField("next", page.get(limit - 1).tenant().id());
          }
          json.writeEndObject();
        });
  }

  private record Shown(Tenant tenant, TenantState state) {}

  private Stream<Tenant> tenants(Call call) {
    return parts.directory().all().stream()
        .map(TenantDirectory.Entry::tenant)
        .filter(tenant -> call.key().covers(tenant.id()));
  }

  private Future<Void> show(Call call) {
    Tenant tenant = call.tenant(parts.directory()).tenant();
    call.allowQuery();
    return answer(call, 200, tenant);
  }

  private static Future<Void> answer(Call call, int status, Tenant tenant) {
    return call.json(status, json -> TenantWriter.write(json, tenant));
  }

  private Future<Void> put(Call call) {
    String id = call.path("tenant");
    if (!Names.isValid(id)) {
      throw new ProblemException(
          ProblemCode.BAD_PARAMETER,
          "a tenant's id must match " + Names.FORM + "; the one in the path does not");
    }
    if (!call.key().covers(id)) {
      call.tenant(parts.directory(), id);
    }
    call.allowQuery();
    call.mediaType(Call.JSON);
    return call.body(JsonTree.MAX_BYTES)
        .compose(
            body -> {
              Tenant before = parts.directory().tenant(id);
              Tenant tenant =
                  TenantReader.read(id, JsonTree.object(body), before, parts.connectors());
              return call.stored(parts.directory().put(tenant))
                  .compose(done -> tell(call, before, tenant))
                  .compose(done -> answer(call, before == null ? 201 : 200, tenant));
            });
  }

  private Future<Void> remove(Call call) {
    String id = call.tenant(parts.directory()).tenant().id();
    call.allowQuery();
    return call.stored(parts.directory().remove(id)).compose(done -> call.empty(204));
  }

  private Future<Void> pause(Call call, boolean now) {
    Tenant before = call.tenant(parts.directory()).tenant();
    call.allowQuery();
    if (before.paused() == now) {
      return answer(call, 200, before);
    }
    Tenant tenant = before.paused(now);
    return call.stored(parts.directory().put(tenant))
        .compose(done -> tell(call, before, tenant))
        .compose(done -> answer(call, 200, tenant));
  }

  private Future<Void> tell(Call call, @Nullable Tenant before, Tenant now) {
    String code = "tenant.changed";
    String what = "The configuration was changed";
    if (before == null) {
      code = "tenant.created";
      what = "The tenant was made";
    } else if (before.equals(now)) {
      return Future.succeededFuture();
    } else if (before.paused() != now.paused()) {
      code = now.paused() ? "tenant.paused" : "tenant.resumed";
      what = now.paused() ? "The tenant was paused" : "The tenant was resumed";
    }
    Event event =
        new Event(
            0,
            parts.clock().instant(),
            now.id(),
            "",
            Event.Severity.INFO,
            null,
            null,
            code,
            what + " with the API key " + call.key().id(),
            "",
            "");
    return call.stored(parts.eventLog().append(List.of(event)));
  }
}
