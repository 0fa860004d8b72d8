package io.penstock.sandbox;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/**
 * How a fault rule is written in the control interface. Reading refuses what it does not know, and
 * says what it knows.
 */
final class FaultForm {
  private static final long MILLIS_MAX = 3_600_000;
  static final String KINDS =
      "latency, too-many-requests, server-error, connection-reset, cut-body, malformed-json, html-body, empty-body, wrong-content-type, duplicate-entries, shuffled-entries, entry-without-id, equal-stamps, clock-skew, write-then-silence";

  private FaultForm() {}

  static FaultRule read(JsonObject json) {
    return new FaultRule(
        fault(json),
        json.getNumber("probability", 1).doubleValue(),
        json.getInteger("next", 0),
        json.getString("tenant", ""),
        json.getString("path", ""));
  }

  static JsonObject write(String id, FaultRule rule) {
    return new JsonObject()
        .put("id", id)
        .put("kind", rule.fault().kind())
        .put("probability", rule.probability())
        .put("next", rule.next())
        .put("tenant", rule.tenant())
        .put("path", rule.path());
  }

  private static Fault fault(JsonObject json) {
    String kind = json.getString("kind", "");
    return switch (kind) {
      case "latency" -> {
        Duration least = millis(json, "leastMillis", 100);
        yield new Fault.Latency(least, millis(json, "mostMillis", least.toMillis()));
      }
      case "too-many-requests" ->
          new Fault.TooManyRequests(retryAfter(json), millis(json, "millis", 1_000));
      case "server-error" ->
          new Fault.ServerError(
              json.getInteger("status", 503), retryAfter(json), millis(json, "millis", 1_000));
      case "connection-reset" -> new Fault.ConnectionReset();
      case "cut-body" -> new Fault.CutBody();
      case "malformed-json" -> new Fault.MalformedJson();
      case "html-body" -> new Fault.HtmlBody();
      case "empty-body" -> new Fault.EmptyBody();
      case "wrong-content-type" -> new Fault.WrongContentType();
      case "duplicate-entries" -> new Fault.DuplicateEntries();
      case "shuffled-entries" -> new Fault.ShuffledEntries();
      case "entry-without-id" -> new Fault.EntryWithoutId();
      case "equal-stamps" -> new Fault.EqualStamps(millis(json, "millis", 2_000));
      case "clock-skew" -> new Fault.ClockSkew(millis(json, "millis", 5_000));
      case "write-then-silence" -> new Fault.WriteThenSilence(millis(json, "millis", 0));
      default ->
          throw new IllegalArgumentException(
              "kind must be one of " + KINDS + ", but is \"" + kind + "\"");
    };
  }

  private static Fault.RetryAfter retryAfter(JsonObject json) {
    String form = json.getString("retryAfter", "seconds");
    return switch (form.toLowerCase(Locale.ROOT)) {
      case "seconds" -> Fault.RetryAfter.SECONDS;
      case "date" -> Fault.RetryAfter.HTTP_DATE;
      case "none" -> Fault.RetryAfter.MISSING;
      default ->
          throw new IllegalArgumentException(
              "retryAfter must be seconds, date or none, but is \"" + form + "\"");
    };
  }

  private static Duration millis(JsonObject json, String key, long otherwise) {
    long value = json.getLong(key, otherwise);
    if (Math.abs(value) > MILLIS_MAX) {
      throw new IllegalArgumentException(
          key + " must be at most " + MILLIS_MAX + ", but is " + value);
    }
    return Duration.ofMillis(value);
  }
}
