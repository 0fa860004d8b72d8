package io.penstock.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox's own interface for people and tests, under {@code /_sandbox/}. It asks for no login:
 * keep the listener on this machine.
 */
final class ControlApi {
  static final String PATH = "/_sandbox/";

  private static final int CALLS_SHOWN = 100;
  private static final int ORDERS_AT_ONCE_MAX = 100_000;

  private final List<Platform> platforms;
  private final List<TrafficEngine> engines;
  private final Recorder recorder;
  private final FaultBox faults;

  ControlApi(
      List<Platform> platforms, List<TrafficEngine> engines, Recorder recorder, FaultBox faults) {
    this.platforms = platforms;
    this.engines = engines;
    this.recorder = recorder;
    this.faults = faults;
  }

  Reply handle(Call call) {
    String what = call.path().substring(PATH.length());
    HttpMethod method = call.method();
    try {
      if (method.equals(HttpMethod.GET)) {
        return get(what, call);
      }
      if (method.equals(HttpMethod.POST)) {
        return post(what, call);
      }
      if (method.equals(HttpMethod.DELETE)
          && (what.equals("faults") || what.startsWith("faults/"))) {
        return removeFaults(what);
      }
      return Reply.error(405, method + " is not possible on " + call.path());
    } catch (DecodeException e) {
      return Reply.error(400, "The body is not a JSON object");
    } catch (ClassCastException e) {
      return Reply.error(400, "A value in the body has the wrong type");
    } catch (IllegalArgumentException e) {
      return Reply.error(400, String.valueOf(e.getMessage()));
    }
  }

  private Reply get(String what, Call call) {
    String tenant = text(call.parameter("tenant"), "");
    return switch (what) {
      case "status" -> Reply.json(200, status());
      case "calls" -> Reply.json(200, calls(tenant, number(call.parameter("limit"), CALLS_SHOWN)));
      case "violations" -> Reply.json(200, violations(tenant));
      case "faults" -> Reply.json(200, faultsNow());
      case "tenants" -> Reply.stream(lines(credentials(), ControlApi::credentialsForm));
      case "truth/orders" -> truth(tenant, one -> orders(one).iterator());
      case "truth/products" -> truth(tenant, one -> products(one).iterator());
      case "event-history" -> Reply.html(owner(tenant).eventHistoryPage(tenant));
      default ->
          Reply.error(
              404,
              "Known are status, calls, violations, faults, tenants, truth/orders, truth/products and"
                  + " event-history");
    };
  }

  private Reply post(String what, Call call) {
    JsonObject body = call.body().length() == 0 ? new JsonObject() : call.body().toJsonObject();
    return switch (what) {
      case "faults" -> addFault(body);
      case "orders" -> createOrders(body);
      case "traffic" -> traffic(body);
      default -> Reply.error(404, "One can post to faults, orders and traffic");
    };
  }

  private Reply addFault(JsonObject body) {
    String profile = body.getString("profile");
    if (profile != null) {
      try {
        faults.profile(FaultProfile.valueOf(profile.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "profile must be none, light or heavy, but is \"" + profile + "\"", e);
      }
      return Reply.json(200, faultsNow());
    }
    String id = faults.add(FaultForm.read(body));
    return Reply.json(201, new JsonObject().put("id", id));
  }

  private Reply removeFaults(String what) {
    if (what.equals("faults")) {
      faults.clear();
      return Reply.json(200, faultsNow());
    }
    String id = what.substring("faults/".length());
    return faults.remove(id)
        ? Reply.json(200, faultsNow())
        : Reply.error(404, "There is no fault rule " + id);
  }

  private Reply createOrders(JsonObject body) {
    int count = body.getInteger("count", 1);
    if (count < 1 || count > ORDERS_AT_ONCE_MAX) {
      throw new IllegalArgumentException(
          "count must be between 1 and " + ORDERS_AT_ONCE_MAX + ", but is " + count);
    }
    String tenant = body.getString("tenant", "");
    long made = 0;
    List<String> wanted =
        tenant.isEmpty()
            ? credentials().stream().map(TenantCredentials::codeName).distinct().toList()
            : List.of(tenant);
    for (String one : wanted) {
      made += owner(one).createOrders(one, count).size();
    }
    return Reply.json(201, new JsonObject().put("created", made));
  }

  private Reply traffic(JsonObject body) {
    Number rate = body.getNumber("ordersPerSecond");
    if (rate == null) {
      throw new IllegalArgumentException("ordersPerSecond is missing");
    }
    engines.forEach(engine -> engine.ordersPerSecond(rate.doubleValue()));
    return Reply.json(200, new JsonObject().put("ordersPerSecond", rate));
  }

  private JsonObject status() {
    JsonObject shown = new JsonObject();
    for (int i = 0; i < platforms.size(); i++) {
      Platform.Counts counts = platforms.get(i).counts();
      shown.put(
          platforms.get(i).name(),
          new JsonObject()
              .put("tenants", counts.tenants())
              .put("products", counts.products())
              .put("orders", counts.orders())
              .put("orderChanges", counts.orderChanges())
              .put("logEvents", counts.logEvents())
              .put("ordersPerSecond", engines.get(i).ordersPerSecond())
              .put("stepsWaiting", engines.get(i).stepsWaiting()));
    }
    JsonObject tenants = new JsonObject();
    recorder.tallies().forEach((tenant, tally) -> tenants.put(tenant, tallyForm(tally)));
    return new JsonObject()
        .put("platforms", shown)
        .put("seen", tallyForm(recorder.total()))
        .put("seenByTenant", tenants)
        .put("faultsDone", new JsonObject(Map.copyOf(recorder.faults())));
  }

  private static JsonObject tallyForm(Recorder.Tally tally) {
    return new JsonObject()
        .put("calls", tally.calls())
        .put("refused", tally.refused())
        .put("failed", tally.failed())
        .put("early", tally.early())
        .put("over", tally.over())
        .put("nameless", tally.nameless())
        .put("withoutContact", tally.withoutContact())
        .put("undeclared", tally.undeclared());
  }

  private Buffer calls(String tenant, int limit) {
    JsonArray shown = new JsonArray();
    for (SeenCall call : recorder.calls(tenant, limit)) {
      shown.add(
          new JsonObject()
              .put("at", call.at().toString())
              .put("method", call.method())
              .put("path", call.path())
              .put("query", call.query())
              .put("tenant", call.tenant())
              .put("userAgent", call.userAgent())
              .put("protocol", call.protocol())
              .put("status", call.status())
              .put("fault", call.fault())
              .put("bodyStart", call.bodyStart()));
    }
    return shown.toBuffer();
  }

  private Buffer violations(String tenant) {
    JsonArray shown = new JsonArray();
    for (Violation violation : recorder.violations()) {
      if (tenant.isEmpty() || tenant.equals(violation.tenant())) {
        shown.add(
            new JsonObject()
                .put("at", violation.at().toString())
                .put("tenant", violation.tenant())
                .put("kind", violation.kind())
                .put("what", violation.what()));
      }
    }
    return shown.toBuffer();
  }

  private JsonObject faultsNow() {
    JsonArray rules = new JsonArray();
    faults.rules().forEach((id, rule) -> rules.add(FaultForm.write(id, rule)));
    return new JsonObject()
        .put("profile", faults.profile().name().toLowerCase(Locale.ROOT))
        .put("rules", rules);
  }

  private List<TenantCredentials> credentials() {
    return platforms.stream().flatMap(platform -> platform.credentials().stream()).toList();
  }

  private static JsonObject credentialsForm(TenantCredentials tenant) {
    return new JsonObject()
        .put("codeName", tenant.codeName())
        .put("connectionId", tenant.connectionId())
        .put("login", tenant.login())
        .put("password", tenant.password());
  }

  private Reply truth(String tenant, Function<String, Iterator<JsonObject>> of) {
    List<String> wanted =
        tenant.isEmpty()
            ? credentials().stream().map(TenantCredentials::codeName).distinct().toList()
            : List.of(owner(tenant)).stream().map(platform -> tenant).toList();
    Iterator<JsonObject> all =
        wanted.stream()
            .flatMap(
                one -> {
                  Iterable<JsonObject> each = () -> of.apply(one);
                  return java.util.stream.StreamSupport.stream(each.spliterator(), false);
                })
            .iterator();
    return Reply.stream(JsonLines.array(all));
  }

  private List<JsonObject> orders(String tenant) {
    return owner(tenant).orderTruth(tenant).stream()
        .map(
            order ->
                new JsonObject()
                    .put("tenant", tenant)
                    .put("localId", order.localId())
                    .put("lastModified", order.lastModified().toString())
                    .put("orderStatus", order.orderStatus())
                    .put("paymentStatus", order.paymentStatus())
                    .put("shippingStatus", order.shippingStatus()))
        .toList();
  }

  private List<JsonObject> products(String tenant) {
    return owner(tenant).productTruth(tenant).stream()
        .map(
            product ->
                new JsonObject()
                    .put("tenant", tenant)
                    .put("sku", product.sku())
                    .put("localId", product.localId())
                    .put("stock", product.stock())
                    .put("prices", new JsonObject(Map.copyOf(product.prices()))))
        .toList();
  }

  private static <T> Chunks lines(List<T> entries, Function<T, JsonObject> form) {
    return JsonLines.array(entries.stream().map(form).iterator());
  }

  private Platform owner(String tenant) {
    for (Platform platform : platforms) {
      if (platform.knows(tenant)) {
        return platform;
      }
    }
    throw new IllegalArgumentException("There is no tenant " + tenant);
  }

  private static String text(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }

  private static int number(@Nullable String given, int otherwise) {
    if (given == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(given);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("limit must be a whole number, but is " + given, e);
    }
  }
}
