package io.penstock.sandbox;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One thing the sandbox does wrong on purpose. Each case carries its own behaviour; the server asks
 * every question below at its place in the walk of a call, and a fault answers the ones that
 * concern it. No fault changes what a platform holds as true.
 */
public sealed interface Fault {

  /** How the answer leaves the house. */
  enum Delivery {
    WHOLE,
    /** Half of the body, then the end of the connection (HTTP/1.1) or of the stream (HTTP/2). */
    CUT,
    /** Nothing: the connection is closed at once. */
    CLOSED,
    /** Nothing for a while; then the end of the connection or the stream. */
    SILENT
  }

  /** The forms in which a platform tells when to come back. */
  enum RetryAfter {
    SECONDS,
    HTTP_DATE,
    MISSING;

    Map<String, String> header(Instant now, Duration wait) {
      long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
      return switch (this) {
        case SECONDS -> Map.of("Retry-After", Long.toString(seconds));
        case HTTP_DATE -> Map.of("Retry-After", httpDate(now.plusSeconds(seconds + 1)));
        case MISSING -> Map.of();
      };
    }
  }

  /** The name used by the control interface and the records of calls. */
  String kind();

  /** Whether this fault can show on such a call at all. */
  default boolean fits(CallKind call) {
    return true;
  }

  /** How long the platform dawdles before it does anything. */
  default Duration delay(SplittableRandom random) {
    return Duration.ZERO;
  }

  /** An answer given in place of the platform's; then the platform never hears of the call. */
  default Optional<Reply> instead(Instant now) {
    return Optional.empty();
  }

  /** Whether the platform does the call's work. */
  default boolean reachesPlatform() {
    return true;
  }

  default Twist twist() {
    return Twist.NONE;
  }

  /** What becomes of the platform's own answer. */
  default Reply spoil(Reply reply) {
    return reply;
  }

  default Delivery delivery() {
    return Delivery.WHOLE;
  }

  /** How long {@link Delivery#SILENT} lasts. */
  default Duration silence() {
    return Duration.ZERO;
  }

  /** An instant as HTTP writes it: whole seconds, always two digits of day. */
  static String httpDate(Instant instant) {
    return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", java.util.Locale.ENGLISH)
        .format(instant.atOffset(ZoneOffset.UTC));
  }

  record Latency(Duration least, Duration most) implements Fault {
    public Latency {
      if (least.isNegative() || most.compareTo(least) < 0) {
        throw new IllegalArgumentException(
            "latency needs 0 <= leastMillis <= mostMillis, but they are "
                + least.toMillis()
                + " and "
                + most.toMillis());
      }
    }

    @Override
    public String kind() {
      return "latency";
    }

    @Override
    public Duration delay(SplittableRandom random) {
      return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }
  }

  record TooManyRequests(RetryAfter form, Duration pause) implements Fault {
    @Override
    public String kind() {
      return "too-many-requests";
    }

    @Override
    public Optional<Reply> instead(Instant now) {
      return Optional.of(
          Reply.error(429, "Too many requests").withHeaders(form.header(now, pause)));
    }

    @Override
    public boolean reachesPlatform() {
      return false;
    }
  }

  record ServerError(int status, RetryAfter form, Duration pause) implements Fault {
    public ServerError {
      if (status < 500 || status > 599) {
        throw new IllegalArgumentException("status must be 500 to 599, but is " + status);
      }
    }

    @Override
    public String kind() {
      return "server-error";
    }

    @Override
    public Optional<Reply> instead(Instant now) {
      return Optional.of(
          Reply.error(status, "Temporary failure").withHeaders(form.header(now, pause)));
    }

    @Override
    public boolean reachesPlatform() {
      return false;
    }
  }

  record ConnectionReset() implements Fault {
    @Override
    public String kind() {
      return "connection-reset";
    }

    @Override
    public boolean reachesPlatform() {
      return false;
    }

    @Override
    public Delivery delivery() {
      return Delivery.CLOSED;
    }
  }

  record CutBody() implements Fault {
    @Override
    public String kind() {
      return "cut-body";
    }

    @Override
    public Delivery delivery() {
      return Delivery.CUT;
    }
  }

  record MalformedJson() implements Fault {
    @Override
    public String kind() {
      return "malformed-json";
    }

    @Override
    public Reply spoil(Reply reply) {
      return reply.onlyStart(
          start ->
              Buffer.buffer()
                  .appendBuffer(start.slice(0, start.length() * 2 / 3))
                  .appendString(",{\"broken\":tru"));
    }
  }

  record HtmlBody() implements Fault {
    @Override
    public String kind() {
      return "html-body";
    }

    @Override
    public Reply spoil(Reply reply) {
      return Reply.of(
          reply.status(),
          "text/html; charset=utf-8",
          Buffer.buffer(
              "<!doctype html><title>Service</title><h1>We are updating our systems</h1>"));
    }
  }

  record EmptyBody() implements Fault {
    @Override
    public String kind() {
      return "empty-body";
    }

    @Override
    public Reply spoil(Reply reply) {
      return Reply.of(reply.status(), Reply.JSON, Buffer.buffer());
    }
  }

  record WrongContentType() implements Fault {
    @Override
    public String kind() {
      return "wrong-content-type";
    }

    @Override
    public Reply spoil(Reply reply) {
      return reply.withContentType("text/plain");
    }
  }

  record DuplicateEntries() implements Fault {
    @Override
    public String kind() {
      return "duplicate-entries";
    }

    @Override
    public boolean fits(CallKind call) {
      return call == CallKind.LIST;
    }

    @Override
    public Twist twist() {
      return new Twist(true, false, Duration.ZERO, Duration.ZERO);
    }
  }

  record ShuffledEntries() implements Fault {
    @Override
    public String kind() {
      return "shuffled-entries";
    }

    @Override
    public boolean fits(CallKind call) {
      return call == CallKind.LIST;
    }

    @Override
    public Twist twist() {
      return new Twist(false, true, Duration.ZERO, Duration.ZERO);
    }
  }

  /**
   * A list begins with an entry that has no id, and a status nobody has heard of. Only for tests
   * that ask for it: no profile draws it.
   */
  record EntryWithoutId() implements Fault {
    private static final String ENTRY =
        "{\"remoteOrderNo\":\"no-id\",\"orderStatus\":\"unheard-of\"}";

    @Override
    public String kind() {
      return "entry-without-id";
    }

    @Override
    public boolean fits(CallKind call) {
      return call == CallKind.LIST;
    }

    @Override
    public Reply spoil(Reply reply) {
      return reply.mapStart(
          start -> {
            if (start.length() < 2 || start.getByte(0) != '[') {
              return start;
            }
            String between = start.getByte(1) == ']' ? "" : ",";
            return Buffer.buffer("[" + ENTRY + between)
                .appendBuffer(start.slice(1, start.length()));
          });
    }
  }

  /**
   * After a list was read, further changes keep carrying the newest stamp: equal time stamps on
   * both sides of a poll's border.
   */
  record EqualStamps(Duration held) implements Fault {
    @Override
    public String kind() {
      return "equal-stamps";
    }

    @Override
    public boolean fits(CallKind call) {
      return call == CallKind.LIST;
    }

    @Override
    public Twist twist() {
      return new Twist(false, false, Duration.ZERO, held);
    }
  }

  /**
   * The platform's clock is off while it serves the call: the Date header, and the stamps it writes
   * (which still never go backwards).
   */
  record ClockSkew(Duration skew) implements Fault {
    @Override
    public String kind() {
      return "clock-skew";
    }

    @Override
    public Twist twist() {
      return new Twist(false, false, skew, Duration.ZERO);
    }
  }

  /** The write takes effect, its answer is never heard. */
  record WriteThenSilence(Duration silence) implements Fault {
    @Override
    public String kind() {
      return "write-then-silence";
    }

    @Override
    public boolean fits(CallKind call) {
      return call == CallKind.WRITE;
    }

    @Override
    public Delivery delivery() {
      return Delivery.SILENT;
    }
  }
}
