package io.penstock.api;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one shape of every error: RFC 9457 with code, retryable and requestId. */
final class Problem {
  static final String MEDIA_TYPE = "application/problem+json";

  /**
   * One of the mistakes in a request.
   *
   * @param index of the item, null where the request is not a list
   * @param pointer JSON Pointer into the body
   */
  record Fault(@Nullable Long index, String code, String detail, String pointer) {
    static Fault of(Rejection rejection) {
      return new Fault(
          rejection.place(), rejection.code().code, rejection.detail(), rejection.pointer());
    }
  }

  private Problem() {}

  static String type(ProblemCode code) {
    return "/problems/" + code.code;
  }

  /** Whole seconds, never earlier than the wait. */
  static String retryAfterSeconds(Duration wait) {
    return String.valueOf(Math.max(1, (wait.toMillis() + 999) / 1_000));
  }

  static Buffer body(ProblemException problem, String requestId) {
    ProblemCode code = problem.code;
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", type(code));
          json.writeStringField("title", code.title);
          json.writeNumberField("status", code.status);
          json.writeStringField("detail", problem.detail);
          json.writeStringField("code", code.code);
          json.writeBooleanField("retryable", code.retryable);
          json.writeStringField("requestId", requestId);
          if (problem.retryAfter != null) {
            json.writeNumberField("retryAfterMs", Math.max(1, problem.retryAfter.toMillis()));
          }
          if (!problem.faults.isEmpty()) {
            json.writeArrayFieldStart("errors");
            for (Fault fault : problem.faults) {
              json.writeStartObject();
              if (fault.index() != null) {
                json.writeNumberField("index", fault.index());
              }
              json.writeStringField("code", fault.code());
              json.writeStringField("detail", fault.detail());
              json.writeStringField("pointer", fault.pointer());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }
}
