package io.penstock.sandbox.sharespine;

import io.penstock.sandbox.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * A call that the platform answers with an error. Where the papers say nothing of errors, this is
 * assumption A2 and A3.
 */
@SuppressWarnings("serial") // never leaves the process
final class Refusal extends RuntimeException {
  private final int status;
  private final String field;
  private final Map<String, String> headers;

  private Refusal(int status, String message, String field, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.field = field;
    this.headers = headers;
  }

  static Refusal of(int status, String message) {
    return new Refusal(status, message, "", Map.of());
  }

  static Refusal field(String field, String message) {
    return new Refusal(400, message, field, Map.of());
  }

  static Refusal login() {
    return new Refusal(401, "Bad login", "", Map.of("WWW-Authenticate", "Basic realm=\"sandbox\""));
  }

  static Refusal verb(String allowed) {
    return new Refusal(
        405, "This is not possible here; allowed is " + allowed, "", Map.of("Allow", allowed));
  }

  static Refusal unknown(String what) {
    return of(404, "There is no " + what);
  }

  Reply reply() {
    String message = String.valueOf(getMessage());
    JsonArray errors = new JsonArray();
    if (!field.isEmpty()) {
      errors.add(new JsonObject().put("field", field).put("message", message));
    }
    return Reply.json(
            status,
            new JsonObject().put("status", status).put("message", message).put("errors", errors))
        .withHeaders(headers);
  }
}
