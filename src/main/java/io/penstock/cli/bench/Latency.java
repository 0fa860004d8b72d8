package io.penstock.cli.bench;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** From the moment at which an update was to be sent to the moment at which it came out. */
record Latency(
    long count, double p50Millis, double p99Millis, double p999Millis, double maxMillis) {
  static Latency of(JsonObject told) {
    return new Latency(
        told.getLong("count"),
        told.getLong("p50Micros") / 1e3,
        told.getLong("p99Micros") / 1e3,
        told.getLong("p999Micros") / 1e3,
        told.getLong("maxMicros") / 1e3);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", count);
    json.put("p50Millis", Figures.rounded(p50Millis));
    json.put("p99Millis", Figures.rounded(p99Millis));
    json.put("p999Millis", Figures.rounded(p999Millis));
    json.put("maxMillis", Figures.rounded(maxMillis));
    return json;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%,d updates: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %.1f ms",
        count,
        p50Millis,
        p99Millis,
        p999Millis,
        maxMillis);
  }
}
