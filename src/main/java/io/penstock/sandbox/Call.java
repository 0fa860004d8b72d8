package io.penstock.sandbox;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that has come in whole.
 *
 * @param path without the query, percent-decoded only in the query
 * @param origin scheme, host and port by which the caller reached us
 */
public record Call(
    HttpMethod method,
    String path,
    MultiMap query,
    String rawQuery,
    MultiMap headers,
    Buffer body,
    String origin,
    String protocol,
    Instant at) {

  public @Nullable String header(String name) {
    return headers.get(name);
  }

  public @Nullable String parameter(String name) {
    return query.get(name);
  }

  public boolean flag(String name) {
    return "true".equalsIgnoreCase(query.get(name));
  }
}
