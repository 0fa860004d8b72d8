package io.penstock.connector.sharespine;

import java.time.Duration;
import java.util.Map;

/** Options that differ from the defaults in what a test is about, and are in no hurry. */
final class Variant {
  int listCap;
  int pageMax = 500;
  SharespineOptions.Paging paging = SharespineOptions.Paging.NONE;
  boolean windowed = true;
  boolean logSummaries;
  Duration pricesFreshFor = Duration.ofMinutes(5);
  SharespineOptions.PlugStyle plugStyle = SharespineOptions.PlugStyle.TOKEN;
  SharespineOptions.ProductLookup lookup = SharespineOptions.ProductLookup.LIST;
  long recordMaxBytes = 1L << 20;
  boolean shipmentRemoteId = true;
  Map<String, String> orderStatusWords = Map.of();

  static SharespineOptions fast() {
    return new Variant().options();
  }

  SharespineOptions options() {
    SharespineOptions defaults = SharespineOptions.DEFAULTS;
    return new SharespineOptions(
        defaults.paths(),
        orderStatusWords,
        defaults.shippingStatusWords(),
        defaults.overlap(),
        paging,
        pageMax,
        listCap,
        windowed,
        defaults.windowLength(),
        defaults.firstReadSince(),
        OpenLink.FAST,
        defaults.pricesBatchMax(),
        logSummaries,
        defaults.logBatchMax(),
        plugStyle,
        lookup,
        defaults.productsMax(),
        pricesFreshFor,
        defaults.echoesMax(),
        shipmentRemoteId,
        recordMaxBytes);
  }
}
