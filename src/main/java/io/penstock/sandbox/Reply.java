package io.penstock.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * An answer before it is sent.
 *
 * @param body where the body comes from, piece by piece; read once
 */
public record Reply(int status, String contentType, Map<String, String> headers, Chunks body) {
  public static final String JSON = "application/json";

  public static Reply of(int status, String contentType, Buffer body) {
    return new Reply(status, contentType, Map.of(), Chunks.of(body));
  }

  public static Reply json(int status, Buffer body) {
    return of(status, JSON, body);
  }

  public static Reply json(int status, JsonObject body) {
    return of(status, JSON, body.toBuffer());
  }

  /** An error in the one shape that all emulated platforms use where their papers are silent. */
  public static Reply error(int status, String message) {
    return json(
        status,
        new JsonObject()
            .put("status", status)
            .put("message", message)
            .put("errors", new JsonArray()));
  }

  public static Reply html(String page) {
    return of(200, "text/html; charset=utf-8", Buffer.buffer(page));
  }

  public static Reply stream(Chunks body) {
    return new Reply(200, JSON, Map.of(), body);
  }

  public Reply withHeaders(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new Reply(status, contentType, Map.copyOf(all), body);
  }

  public Reply withContentType(String type) {
    return new Reply(status, type, headers, body);
  }

  /** The same answer with a changed first piece. */
  Reply mapStart(UnaryOperator<Buffer> change) {
    Buffer start = body.next();
    if (start == null) {
      return this;
    }
    Buffer changed = change.apply(start);
    Chunks rest = body;
    AtomicBoolean begun = new AtomicBoolean();
    return new Reply(
        status,
        contentType,
        headers,
        () -> begun.compareAndSet(false, true) ? changed : rest.next());
  }

  /** The same answer with a changed first piece and nothing after it. */
  Reply onlyStart(UnaryOperator<Buffer> change) {
    Buffer start = body.next();
    return of(status, contentType, change.apply(start == null ? Buffer.buffer() : start))
        .withHeaders(headers);
  }
}
