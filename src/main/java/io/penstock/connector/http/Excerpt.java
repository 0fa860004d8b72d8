package io.penstock.connector.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls and answers in short, for people who look for a cause. Secrets are masked here. */
final class Excerpt {
  static final int BODY_LENGTH_MAX = 1024;
  private static final int HEADER_LENGTH_MAX = 200;
  private static final int HEADERS_MAX = 30;
  private static final Set<String> SECRET =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "set-cookie",
          "x-api-key",
          "webhook-signature");

  private Excerpt() {}

  static String of(Call call) {
    StringBuilder text = new StringBuilder();
    text.append(call.method()).append(' ').append(cut(call.path(), BODY_LENGTH_MAX));
    headers(text, call.headers());
    body(text, call.body());
    return text.toString();
  }

  static String of(Answer answer) {
    StringBuilder text = new StringBuilder(of(answer.call()));
    text.append("\n\n").append(answer.status());
    headers(text, answer.headers().entries());
    body(text, answer.body());
    return text.toString();
  }

  private static void headers(StringBuilder text, Iterable<Map.Entry<String, String>> headers) {
    int shown = 0;
    for (Map.Entry<String, String> header : headers) {
      if (shown++ == HEADERS_MAX) {
        text.append("\n…");
        return;
      }
      boolean secret = SECRET.contains(header.getKey().toLowerCase(Locale.ROOT));
      text.append('\n').append(header.getKey()).append(": ");
      text.append(secret ? "***" : cut(header.getValue(), HEADER_LENGTH_MAX));
    }
  }

  private static void body(StringBuilder text, @Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      return;
    }
    // Four bytes are the most a character takes, so no body is decoded further than it is shown.
    int shown = Math.min(body.length(), 4 * BODY_LENGTH_MAX);
    String readable = new String(body.getBytes(0, shown), StandardCharsets.UTF_8);
    text.append("\n\n").append(cut(readable, BODY_LENGTH_MAX));
    if (readable.length() > BODY_LENGTH_MAX || shown < body.length()) {
      text.append(" (").append(body.length()).append(" bytes)");
    }
  }

  private static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max) + "…";
  }
}
