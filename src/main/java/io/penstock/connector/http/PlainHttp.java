package io.penstock.connector.http;

import java.util.Locale;

/** Where a base address may be plain {@code http://}, which shows credentials on the way. */
public enum PlainHttp {
  /** Nowhere; what production asks for. */
  NEVER,
  /** To this machine itself, such as a sandbox on it. */
  LOOPBACK,
  /** Anywhere; for a test network that nobody listens on. */
  ALWAYS;

  boolean allows(String host) {
    return switch (this) {
      case NEVER -> false;
      case LOOPBACK -> isLoopback(host.toLowerCase(Locale.ROOT));
      case ALWAYS -> true;
    };
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
