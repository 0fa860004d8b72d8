package io.penstock.connector.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the gateway calls out; one for all connections.
 *
 * @param application what we are called, the first word of every User-Agent
 * @param contact whom a platform reaches in an emergency, an e-mail address; required in
 *     production, and by the platforms' certification
 * @param connectTimeout for the TCP connection, and again for the TLS handshake
 * @param requestTimeout for a whole call, where the call has none of its own
 * @param http1PoolMax HTTP/1.1 connections to one host
 * @param http2PoolMax HTTP/2 connections to one host
 * @param poolWaitersMax calls that may wait for a connection to one host
 * @param answerMaxBytes largest answer that is read as a whole
 * @param streamMaxBytes largest answer that is read piece by piece
 * @param plainHttp where a base address may be {@code http://}
 * @param trustedCertificates PEM files trusted beside the system's authorities
 * @param protocols by host name; a host not named is {@link Protocol#AUTO}
 * @param connectionBreakerFailures failures in a row that open one connection's breaker
 * @param hostBreakerFailures failures in a row that open a host's breaker for all its connections
 * @param breakerOpenFor how long an open breaker stops all calls before it lets one try
 * @param longestWait how long a call may wait here in all, for its permit, a shared quota and a
 *     place at its host; one that would wait longer is held back and told when to come again
 * @param callsWaitingMax calls of one connection that may wait here for a permit, and of one tenant
 *     for each thing that it shares
 * @param hostInFlightStart calls that one host may get at once before it is known what it manages
 * @param hostInFlightMax and at most, however well it does; more than the pools can carry would
 *     only wait there
 */
public record HttpOptions(
    String application,
    String contact,
    Duration connectTimeout,
    Duration requestTimeout,
    int http1PoolMax,
    int http2PoolMax,
    int poolWaitersMax,
    long answerMaxBytes,
    long streamMaxBytes,
    PlainHttp plainHttp,
    List<Path> trustedCertificates,
    Map<String, Protocol> protocols,
    int connectionBreakerFailures,
    int hostBreakerFailures,
    Duration breakerOpenFor,
    Duration longestWait,
    int callsWaitingMax,
    int hostInFlightStart,
    int hostInFlightMax) {

  /** Lacks a {@link #contact}, which nobody can guess. */
  public static final HttpOptions DEFAULTS =
      new HttpOptions(
          "penstock",
          "",
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          64,
          4,
          2_000,
          8L << 20,
          4L << 30,
          PlainHttp.LOOPBACK,
          List.of(),
          Map.of(),
          5,
          20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          200,
          64,
          400);

  public HttpOptions {
    trustedCertificates = List.copyOf(trustedCertificates);
    protocols = Map.copyOf(protocols);
    between("connectTimeout", connectTimeout, Duration.ofMillis(1), Duration.ofMinutes(5));
    between("requestTimeout", requestTimeout, Duration.ofMillis(1), Duration.ofMinutes(30));
    between("http1PoolMax", http1PoolMax, 1, 10_000);
    between("http2PoolMax", http2PoolMax, 1, 1_000);
    between("poolWaitersMax", poolWaitersMax, 1, 1_000_000);
    between("answerMaxBytes", answerMaxBytes, 1L << 10, 256L << 20);
    between("streamMaxBytes", streamMaxBytes, 1L << 10, 1L << 40);
    between("connectionBreakerFailures", connectionBreakerFailures, 1, 10_000);
    between("hostBreakerFailures", hostBreakerFailures, 1, 10_000);
    between("breakerOpenFor", breakerOpenFor, Duration.ofMillis(1), Duration.ofHours(1));
    between("longestWait", longestWait, Duration.ZERO, Duration.ofMinutes(1));
    between("callsWaitingMax", callsWaitingMax, 0, 100_000);
    between("hostInFlightStart", hostInFlightStart, 1, 1_000_000);
    between("hostInFlightMax", hostInFlightMax, 1, 1_000_000);
  }

  /** Every mistake that a person can repair, each starting with its key. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!headerSafe(contact) || contact.indexOf('(') >= 0 || contact.indexOf(')') >= 0) {
      problems.add("contact: must be plain printable ASCII without parentheses");
    }
    if (application.isBlank() || !headerSafe(application) || application.indexOf(' ') >= 0) {
      problems.add("application: must be one word of plain printable ASCII");
    }
    for (Path certificate : trustedCertificates) {
      if (!Files.isReadable(certificate)) {
        problems.add("trustedCertificates: cannot read " + certificate);
      }
    }
    return problems;
  }

  /** The same options with another contact. */
  public HttpOptions withContact(String other) {
    return with(other, plainHttp);
  }

  /** The same options with another rule for plain HTTP. */
  public HttpOptions withPlainHttp(PlainHttp other) {
    return with(contact, other);
  }

  /** The same options without what is only fit for trying things out. */
  public HttpOptions forProduction() {
    return withPlainHttp(PlainHttp.NEVER);
  }

  private HttpOptions with(String newContact, PlainHttp newPlainHttp) {
    return new HttpOptions(
        application,
        newContact,
        connectTimeout,
        requestTimeout,
        http1PoolMax,
        http2PoolMax,
        poolWaitersMax,
        answerMaxBytes,
        streamMaxBytes,
        newPlainHttp,
        trustedCertificates,
        protocols,
        connectionBreakerFailures,
        hostBreakerFailures,
        breakerOpenFor,
        longestWait,
        callsWaitingMax,
        hostInFlightStart,
        hostInFlightMax);
  }

  private static boolean headerSafe(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
  }

  private static void between(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": must be between " + min + " and " + max + ", not " + value);
    }
  }

  private static void between(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key + ": must be between " + min + " and " + max + ", not " + value);
    }
  }
}
