package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** The report for people and dashboards, by the draft health+json. Plain; time is an argument. */
record HealthReport(String status, Buffer json) {
  static final String MEDIA_TYPE = "application/health+json";

  /**
   * @param needed without which the gateway is useless
   * @param observed what only warns
   */
  static HealthReport of(
      String version,
      Instant at,
      List<CachedCheck.Outcome> needed,
      List<CachedCheck.Outcome> observed) {
    boolean failed = !needed.stream().allMatch(CachedCheck.Outcome::passed);
    boolean warned = !observed.stream().allMatch(CachedCheck.Outcome::passed);
    String status = failed ? "fail" : warned ? "warn" : "pass";
    Buffer json =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeStringField("status", status);
              out.writeStringField("version", version);
              out.writeStringField("serviceId", "penstock");
              out.writeObjectFieldStart("checks");
              for (CachedCheck.Outcome outcome : needed) {
                check(out, outcome, "fail", at);
              }
              for (CachedCheck.Outcome outcome : observed) {
                check(out, outcome, "warn", at);
              }
              out.writeEndObject();
              out.writeEndObject();
            });
    return new HealthReport(status, json);
  }

  private static void check(
      JsonGenerator out, CachedCheck.Outcome outcome, String whenNot, Instant at)
      throws IOException {
    out.writeArrayFieldStart(outcome.check().name());
    out.writeStartObject();
    out.writeStringField("componentType", outcome.check().component());
    out.writeStringField("status", outcome.passed() ? "pass" : whenNot);
    out.writeStringField("time", at.toString());
    if (!outcome.passed()) {
      out.writeStringField("output", outcome.error());
    }
    out.writeEndObject();
    out.writeEndArray();
  }
}
