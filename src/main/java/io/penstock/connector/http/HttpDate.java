package io.penstock.connector.http;

import io.netty.handler.codec.DateFormatter;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Reads the three forms of a date in HTTP (RFC 9110, 5.6.7). */
public final class HttpDate {
  /** The longest of them has 33; Netty refuses to look at more than 64. */
  private static final int LENGTH_MAX = 64;

  private HttpDate() {}

  /** Null where there is none, or nothing that is a date. */
  public static @Nullable Instant read(@Nullable String header) {
    if (header == null || header.length() > LENGTH_MAX) {
      return null;
    }
    Date date = DateFormatter.parseHttpDate(header);
    return date == null ? null : date.toInstant();
  }
}
