package io.penstock.cli.bench;

import io.vertx.core.json.JsonObject;
import java.net.URI;

/** Words a feeder's order; see the sink's own description of each. */
final class Feeding {
  private final JsonObject order = new JsonObject().put("do", "feed");

  private Feeding() {}

  /** As fast as it is taken, without bound, one line after the other in one lane. */
  static Feeding of(URI gateway, String apiKey, int tenantFrom, int tenantTo) {
    Feeding feeding = new Feeding();
    feeding
        .order
        .put("gateway", gateway.toString())
        .put("apiKey", apiKey)
        .put("tenantFrom", tenantFrom)
        .put("tenantTo", tenantTo)
        .put("lanes", 1)
        .put("lines", 1)
        .put("runOf", 1)
        .put("window", 0L)
        .put("perSecond", 0.0)
        .put("most", 0L);
    return feeding;
  }

  Feeding lanes(int lanes) {
    order.put("lanes", lanes);
    return this;
  }

  Feeding lines(int lines) {
    order.put("lines", lines);
    return this;
  }

  Feeding runOf(int runOf) {
    order.put("runOf", runOf);
    return this;
  }

  Feeding window(long window) {
    order.put("window", window);
    return this;
  }

  Feeding perSecond(double perSecond) {
    order.put("perSecond", perSecond);
    return this;
  }

  Feeding most(long most) {
    order.put("most", most);
    return this;
  }

  JsonObject named(String name) {
    return order.put("name", name);
  }
}
