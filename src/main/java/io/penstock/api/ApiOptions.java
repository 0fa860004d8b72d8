package io.penstock.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the partner's API listens and what it bounds.
 *
 * @param port 0 for one that the system chooses
 * @param bodyMaxBytes one request's body; the stream of {@code /v1/updates} has no such bound
 * @param bodiesMaxBytes all bodies that are being read at the same time
 * @param itemsMax items in one array
 * @param lineMaxBytes one line of NDJSON
 * @param linesPerCommit lines of a stream that go to disk together
 * @param commitsOutstandingMax commits one stream may wait for before it is read on
 * @param rejectedLinesMax rejected lines after which a stream is not read any further
 * @param requestsMax requests under way at the same time
 * @param streamsMax order streams open at the same time
 * @param streamEvery how often an order stream looks for new orders
 * @param heartbeat how often a quiet order stream shows that it lives
 * @param idleTimeout after which a silent connection is closed; longer than the heartbeat
 * @param linger how long after an early answer the rest of a body is read and thrown away, before
 *     its sender is cut off
 * @param keysEvery how often the list of API keys is read again, so that revoked ones end
 * @param tls null for plain HTTP, behind a proxy that ends TLS
 */
public record ApiOptions(
    String host,
    int port,
    long bodyMaxBytes,
    long bodiesMaxBytes,
    int itemsMax,
    long lineMaxBytes,
    int linesPerCommit,
    int commitsOutstandingMax,
    int rejectedLinesMax,
    int requestsMax,
    int streamsMax,
    Duration streamEvery,
    Duration heartbeat,
    Duration idleTimeout,
    Duration linger,
    Duration keysEvery,
    @Nullable Tls tls) {

  public static final ApiOptions DEFAULTS =
      new ApiOptions(
          "0.0.0.0",
          8080,
          8L << 20,
          64L << 20,
          10_000,
          64L << 10,
          500,
          4,
          10_000,
          1_000,
          100,
          Duration.ofMillis(500),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          null);

  public ApiOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: name the address to listen on, such as 0.0.0.0");
    }
    between("port", port, 0, 65_535);
    between("bodyMaxBytes", bodyMaxBytes, 1_024, 256L << 20);
    between("bodiesMaxBytes", bodiesMaxBytes, bodyMaxBytes, 16L << 30);
    between("itemsMax", itemsMax, 1, 100_000);
    between("lineMaxBytes", lineMaxBytes, 256, 16L << 20);
    between("linesPerCommit", linesPerCommit, 1, 10_000);
    between("commitsOutstandingMax", commitsOutstandingMax, 1, 100);
    between("rejectedLinesMax", rejectedLinesMax, 1, 1_000_000);
    between("requestsMax", requestsMax, 1, 100_000);
    between("streamsMax", streamsMax, 0, 100_000);
    between("streamEvery", streamEvery, Duration.ofMillis(10), Duration.ofMinutes(1));
    between("heartbeat", heartbeat, Duration.ofMillis(50), Duration.ofMinutes(5));
    between("idleTimeout", idleTimeout, heartbeat.plusMillis(1), Duration.ofHours(1));
    between("linger", linger, Duration.ofMillis(10), Duration.ofMinutes(1));
    between("keysEvery", keysEvery, Duration.ofMillis(100), Duration.ofHours(1));
  }

  /**
   * Where the certificate is.
   *
   * @param certificate PEM file with the chain
   * @param key PEM file with the private key
   */
  public record Tls(String certificate, String key) {
    public Tls {
      if (certificate.isBlank()) {
        throw new IllegalArgumentException("tls.certificate: name the PEM file with the chain");
      }
      if (key.isBlank()) {
        throw new IllegalArgumentException("tls.key: name the PEM file with the private key");
      }
    }
  }

  static void between(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": must be between " + min + " and " + max + ", not " + value);
    }
  }

  static void between(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key + ": must be between " + min + " and " + max + ", not " + value);
    }
  }
}
