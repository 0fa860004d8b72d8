package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PushResult;
import io.penstock.connector.http.Answer;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an answer that is no success means for a record, and in whose words it is told. The error
 * body and most statuses are ASSUMED (A2, A3): whatever comes is survived.
 */
final class Refusals {
  static final int RAW_LENGTH_MAX = 4096;
  private static final Duration CREDENTIALS_WAIT = Duration.ofSeconds(60);
  private static final Duration WAIT_UNTOLD = Duration.ofSeconds(30);

  private Refusals() {}

  static Future<Answer> mustBeSuccess(Answer answer, String what) {
    return answer.isSuccess()
        ? Future.succeededFuture(answer)
        : Future.failedFuture(answer.failure(sentence(answer, what)));
  }

  /** How a write of one record ended. */
  static PushResult ofWrite(Answer answer, String what) {
    if (answer.isSuccess()) {
      return PushResult.accepted();
    }
    return ofStatus(answer.failure(sentence(answer, what)), true);
  }

  /**
   * How it ended when no answer to the write itself came.
   *
   * @param aboutRecord whether a refusal is about the record; if not, it was a call that the record
   *     only needed, such as the product list, and the record may still be good
   */
  static PushResult ofTrouble(Throwable failure, boolean aboutRecord) {
    if (!(failure instanceof PlatformException trouble)) {
      throw new IllegalStateException("a push failed for no reason of the platform's", failure);
    }
    String reason = String.valueOf(trouble.getMessage());
    return switch (trouble.kind()) {
      case HELD_BACK ->
          PushResult.deferred(
              trouble.retryAfter() == null ? WAIT_UNTOLD : trouble.retryAfter(), reason);
      case UNREACHABLE, OUTCOME_UNKNOWN, UNREADABLE ->
          PushResult.failed(null, reason, trouble.exchange());
      case STATUS -> ofStatus(trouble, aboutRecord);
    };
  }

  private static PushResult ofStatus(PlatformException trouble, boolean aboutRecord) {
    int status = trouble.status();
    String reason = String.valueOf(trouble.getMessage());
    Duration told = trouble.retryAfter();
    if (status == 429 || (status == 503 && told != null)) {
      return PushResult.deferred(told == null ? WAIT_UNTOLD : told, reason);
    }
    if (status == 401 || status == 403) {
      return PushResult.deferred(CREDENTIALS_WAIT, reason);
    }
    boolean refused = status >= 400 && status < 500 && status != 408 && status != 425;
    return refused && aboutRecord
        ? PushResult.rejected(reason, trouble.exchange())
        : PushResult.failed(told, reason, trouble.exchange());
  }

  private static String sentence(Answer answer, String what) {
    String words = words(answer);
    String end = words.isEmpty() ? "" : ": " + words;
    int status = answer.status();
    if (status == 401 || status == 403) {
      return "the platform refuses our credentials ("
          + status
          + ") for "
          + what
          + "; check login, password, tenant and connectionId, and whether the connection is active"
          + end;
    }
    if (status >= 300 && status < 400) {
      return "the platform answered " + what + " with a redirect; correct baseUrl" + end;
    }
    return "the platform answered " + what + " with " + status + end;
  }

  /** The platform's own words: message, error, errors[], or the raw text. */
  static String words(Answer answer) {
    String raw =
        new String(
            answer.body().getBytes(0, Math.min(answer.body().length(), 4 * RAW_LENGTH_MAX)),
            StandardCharsets.UTF_8);
    String told = raw;
    try {
      JsonNode body = Fields.JSON.readTree(raw);
      String found = body == null ? "" : told(body);
      if (!found.isEmpty()) {
        told = found;
      }
    } catch (IOException | NumberFormatException notJson) {
      told = raw;
    }
    String line = told.strip();
    return line.length() <= RAW_LENGTH_MAX ? line : line.substring(0, RAW_LENGTH_MAX);
  }

  private static String told(JsonNode body) {
    StringBuilder words = new StringBuilder();
    add(words, Fields.text(body, "message"));
    add(words, Fields.text(body, "error"));
    for (JsonNode one : body.path("errors")) {
      String field = Fields.text(one, "field");
      String message = one.isTextual() ? one.asText() : Fields.text(one, "message");
      add(words, field == null ? message : field + ": " + message);
    }
    return words.toString();
  }

  private static void add(StringBuilder words, @Nullable String more) {
    if (more != null && !more.isBlank()) {
      words.append(words.length() == 0 ? "" : "; ").append(more.strip());
    }
  }
}
