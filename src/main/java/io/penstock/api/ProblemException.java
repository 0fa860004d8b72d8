package io.penstock.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request with a {@link Problem}. Has no stack trace: it is an answer, not our mistake; what
 * is our mistake arrives at the edge as any other exception and becomes {@code internal}.
 */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  final ProblemCode code;
  final String detail;
  final @Nullable Duration retryAfter;
  final transient List<Problem.Fault> faults;
  final transient Map<String, String> headers;

  private ProblemException(
      ProblemCode code,
      String detail,
      @Nullable Duration retryAfter,
      List<Problem.Fault> faults,
      Map<String, String> headers) {
    super(detail, null, false, false);
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.faults = faults;
    this.headers = headers;
  }

  ProblemException(ProblemCode code, String detail) {
    this(code, detail, null, List.of(), Map.of());
  }

  ProblemException after(Duration wait) {
    return new ProblemException(code, detail, wait, faults, headers);
  }

  ProblemException with(List<Problem.Fault> named) {
    return new ProblemException(code, detail, retryAfter, List.copyOf(named), headers);
  }

  ProblemException header(String name, String value) {
    return new ProblemException(code, detail, retryAfter, faults, Map.of(name, value));
  }
}
