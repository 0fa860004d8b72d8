package io.penstock.connector.sharespine;

import io.penstock.connector.http.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How the gateway speaks with Sharespine; one for all tenants. Whatever the platform does not
 * document and may therefore turn out differently is here.
 *
 * @param paths where things are, below the base address
 * @param orderStatusWords what to write for an order status; a word not named is written as it is.
 *     ASSUMED (A7): the platform's own articles disagree about the words
 * @param shippingStatusWords likewise for the shipping status
 * @param overlap read again before each cursor. ASSUMED (A21): stamps are whole seconds and a
 *     change may become visible late
 * @param paging ASSUMED (A9): no paging is documented
 * @param pageMax records asked for at once with {@link Paging#OFFSET}
 * @param listCap an answer with so many records is taken for cut off and read in smaller windows; 0
 *     where lists are never cut (A9)
 * @param windowedFirstRead whether the first read goes through the query endpoint, window by window
 * @param windowLength of the first window; empty ones double it
 * @param firstReadSince where the first window starts, if the connection does not say
 * @param pace ASSUMED (A10): no limits are documented
 * @param pricesBatchMax price changes taken at once, so that those of one product are one write
 * @param logSummaries whether good news is told to the platform, too. ASSUMED (A11)
 * @param logBatchMax events in one call. ASSUMED (A11)
 * @param plugStyle ASSUMED (A17)
 * @param productLookup how the product of a SKU is found. ASSUMED (A26)
 * @param productsMax products kept in memory for each connection
 * @param pricesFreshFor how long a product's known prices are trusted before they are read again: a
 *     write replaces all of them (A28)
 * @param echoesMax orders for which we remember what we wrote, for each connection (A23)
 * @param shipmentRemoteId whether a shipment carries our own id. ASSUMED (4.4)
 * @param recordMaxBytes largest record in a list; a larger one is unreadable. ASSUMED (A29)
 */
public record SharespineOptions(
    Paths paths,
    Map<String, String> orderStatusWords,
    Map<String, String> shippingStatusWords,
    Duration overlap,
    Paging paging,
    int pageMax,
    int listCap,
    boolean windowedFirstRead,
    Duration windowLength,
    Instant firstReadSince,
    Pace pace,
    int pricesBatchMax,
    boolean logSummaries,
    int logBatchMax,
    PlugStyle plugStyle,
    ProductLookup productLookup,
    int productsMax,
    Duration pricesFreshFor,
    int echoesMax,
    boolean shipmentRemoteId,
    long recordMaxBytes) {

  /** How lists are asked for. */
  public enum Paging {
    NONE,
    OFFSET
  }

  /** How a plug is written: {@code OrderExport}, or record type and direction. */
  public enum PlugStyle {
    TOKEN,
    PAIR
  }

  /**
   * All products once and then one by one; one by one only; or our SKU is the product's remoteId on
   * this connection.
   */
  public enum ProductLookup {
    LIST,
    QUERY,
    REMOTE_ID
  }

  /**
   * Paths below the base address, and the words in them.
   *
   * @param order documented
   * @param product documented for creation; SEEN for the rest
   * @param query added to the two above; documented
   * @param byRemoteId added to a record's path, with remoteId as its parameter; documented for
   *     order, ASSUMED for product (A4)
   * @param shipment added to an order; documented
   * @param logEvent documented
   * @param connection documented
   * @param plug added to a connection; documented, its verbs and body are ASSUMED (A17)
   * @param modifiedAtOrAfter documented
   * @param offset ASSUMED (A9)
   * @param limit ASSUMED (A9)
   */
  public record Paths(
      String order,
      String product,
      String query,
      String byRemoteId,
      String shipment,
      String logEvent,
      String connection,
      String plug,
      String modifiedAtOrAfter,
      String offset,
      String limit) {
    public static final Paths DEFAULTS =
        new Paths(
            "/order",
            "/product",
            "/query",
            "/by-remote-id",
            "/shipment",
            "/log/event",
            "/connection",
            "/plug",
            "modifiedAtOrAfter",
            "offset",
            "limit");
  }

  public static final SharespineOptions DEFAULTS =
      new SharespineOptions(
          Paths.DEFAULTS,
          Map.of(),
          Map.of(),
          Duration.ofSeconds(120),
          Paging.NONE,
          500,
          0,
          true,
          Duration.ofDays(90),
          Instant.parse("2010-01-01T00:00:00Z"),
          new Pace(4, 4, 2),
          20,
          false,
          100,
          PlugStyle.TOKEN,
          ProductLookup.LIST,
          50_000,
          Duration.ofMinutes(5),
          2_000,
          true,
          1L << 20);

  public SharespineOptions {
    orderStatusWords = Map.copyOf(orderStatusWords);
    shippingStatusWords = Map.copyOf(shippingStatusWords);
    notNegative("overlap", overlap);
    between("pageMax", pageMax, 1, 100_000);
    between("listCap", listCap, 0, 10_000_000);
    between("pricesBatchMax", pricesBatchMax, 1, 1_000);
    between("logBatchMax", logBatchMax, 1, 1_000);
    between("productsMax", productsMax, 0, 10_000_000);
    between("echoesMax", echoesMax, 0, 1_000_000);
    between("recordMaxBytes", recordMaxBytes, 1L << 10, 16L << 20);
    notNegative("pricesFreshFor", pricesFreshFor);
    if (windowLength.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("windowLength: must be at least 1s, not " + windowLength);
    }
  }

  private static void between(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": must be between " + min + " and " + max + ", not " + value);
    }
  }

  private static void notNegative(String key, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(key + ": must not be negative, but is " + value);
    }
  }
}
