package io.penstock.connector.http;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says on every call who calls and whom to reach. Platforms demand it for certification. */
final class NamedRung implements Rung {
  private final Map.Entry<String, String> userAgent;
  private final Rung next;

  NamedRung(String userAgent, Rung next) {
    this.userAgent = Map.entry("User-Agent", userAgent);
    this.next = next;
  }

  @Override
  public Future<Answer> pass(Call call, @Nullable BodyReader reader) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(call.headers().size() + 1);
    for (Map.Entry<String, String> header : call.headers()) {
      if (!header.getKey().equalsIgnoreCase("User-Agent")) {
        headers.add(header);
      }
    }
    headers.add(userAgent);
    return next.pass(
        new Call(
            call.method(), call.path(), headers, call.body(), call.timeLimit(), call.priority()),
        reader);
  }
}
