package io.penstock.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every way a request can fail as a whole. The code is part of the contract. */
enum ProblemCode {
  BAD_REQUEST(400, false, "The request is malformed", "Build the request by the contract."),
  BAD_JSON(400, false, "The body is not JSON", "Repair the JSON at the position in the detail."),
  BAD_PARAMETER(
      400,
      false,
      "A parameter or header is wrong",
      "Repair the parameter that the detail names; unknown ones are refused."),
  BAD_CURSOR(
      400,
      false,
      "The cursor is not from this list",
      "Use the cursor of the same path and filter, or leave it out to start at the beginning."),
  UNAUTHORIZED(
      401,
      false,
      "A valid API key is needed",
      "Send 'Authorization: Bearer psk_...' with a key that was not revoked."),
  NOT_FOUND(404, false, "There is no such path", "Look the path up in /openapi.json."),
  UNKNOWN_TENANT(
      404,
      false,
      "There is no such tenant",
      "Check the tenant's id, and whether the key is for this tenant."),
  UNKNOWN_CONNECTION(
      404,
      false,
      "The tenant has no such connection",
      "Look the tenant's connections up with GET /v1/tenants/{tenant}."),
  UNKNOWN_DEAD_LETTER(
      404, false, "There is no such dead letter", "List the dead letters; it may have expired."),
  UNKNOWN_REPLAY(
      404,
      false,
      "There is no such replay",
      "List the replays; a restart forgets them, and of those that ended only the newest are kept."),
  METHOD_NOT_ALLOWED(
      405, false, "The path does not know this method", "Use a method of the Allow header."),
  NOT_ACCEPTABLE(
      406,
      false,
      "The answer has another media type than you accept",
      "Send the Accept header that the detail names, or none."),
  REQUEST_IN_PROGRESS(
      409,
      true,
      "A request with this Idempotency-Key is under way",
      "Wait for its answer, or repeat after Retry-After."),
  NOT_REPLAYABLE(
      409,
      false,
      "This dead letter cannot be replayed",
      "It could not be read when it came in. Repair it at its source, which sends it again."),
  NOT_RESYNCABLE(
      409,
      false,
      "This plug cannot be read again now",
      "Name an EXPORT plug that is polled, of a tenant that is neither paused nor quarantined."),
  RESYNC_UNDER_WAY(
      409,
      true,
      "A resync of this connection is under way",
      "Wait until GET on the same path shows that it ended."),
  REPLAY_UNDER_WAY(
      409,
      true,
      "Other replays are under way",
      "Wait until GET /v1/replays shows that the one in the way ended, or cancel it."),
  TOO_LARGE(
      413,
      false,
      "The request is too large",
      "Send less at once, or stream through /v1/updates, which has no bound."),
  URI_TOO_LONG(414, false, "The request line is too long", "Shorten the query."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      false,
      "The body has a media type that is not read here",
      "Send the Content-Type that the detail names, in UTF-8 and without compression."),
  INVALID(
      422,
      false,
      "The content is not valid",
      "Repair what the errors name by pointer. Nothing was taken."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      false,
      "This Idempotency-Key was used for another body",
      "Use a new key for a new request."),
  TENANT_OVER_LIMIT(
      429,
      true,
      "This tenant is over its own bound",
      "Nothing was taken. Send the same again after Retry-After."),
  HEADERS_TOO_LARGE(431, false, "The headers are too large", "Send fewer or shorter headers."),
  INTERNAL(
      500,
      true,
      "The gateway failed by its own mistake",
      "Repeat later; report the requestId if it stays."),
  STORE_UNAVAILABLE(
      503,
      true,
      "The gateway cannot write to its disk now",
      "Nothing was taken. Send the same again after Retry-After."),
  OVERLOADED(
      503,
      true,
      "The gateway is full now",
      "Nothing was taken. Send the same again after Retry-After.");

  final int status;
  final boolean retryable;
  final String title;
  final String whatToDo;
  final String code;

  ProblemCode(int status, boolean retryable, String title, String whatToDo) {
    this.status = status;
    this.retryable = retryable;
    this.title = title;
    this.whatToDo = whatToDo;
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static @Nullable ProblemCode find(String code) {
    for (ProblemCode problem : values()) {
      if (problem.code.equals(code)) {
        return problem;
      }
    }
    return null;
  }
}
