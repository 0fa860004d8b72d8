package io.penstock.connector.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param path added to the base address, with the query; empty for the base address itself
 * @param timeLimit for the whole call once it is let through; null for {@link
 *     HttpOptions#requestTimeout()}
 * @param priority {@link Priority#HIGH} unless said otherwise
 */
public record Call(
    HttpMethod method,
    String path,
    List<Map.Entry<String, String>> headers,
    @Nullable Buffer body,
    @Nullable Duration timeLimit,
    Priority priority) {

  public Call {
    headers = List.copyOf(headers);
  }

  public static Call get(String path) {
    return new Call(HttpMethod.GET, path, List.of(), null, null, Priority.HIGH);
  }

  public static Call post(String path, Buffer body) {
    return new Call(HttpMethod.POST, path, List.of(), body, null, Priority.HIGH);
  }

  public static Call put(String path, Buffer body) {
    return new Call(HttpMethod.PUT, path, List.of(), body, null, Priority.HIGH);
  }

  /** The same call with one more header. */
  public Call header(String name, String value) {
    return headers(Map.entry(name, value));
  }

  /** The same call with several more, in one step. */
  @SafeVarargs
  public final Call headers(Map.Entry<String, String>... more) {
    List<Map.Entry<String, String>> all = new ArrayList<>(headers.size() + more.length);
    all.addAll(headers);
    all.addAll(Arrays.asList(more));
    return new Call(method, path, all, body, timeLimit, priority);
  }

  /** The same call with its own time limit. */
  public Call within(Duration limit) {
    return new Call(method, path, headers, body, limit, priority);
  }

  /** The same call with its own priority. */
  public Call with(Priority other) {
    return new Call(method, path, headers, body, timeLimit, other);
  }

  /** In short and with secrets masked, so that it may be logged. */
  @Override
  public String toString() {
    return Excerpt.of(this);
  }
}
