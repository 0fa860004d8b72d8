package io.penstock.cli.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A stretch of steady work that was measured.
 *
 * @param requests that came to the sink
 * @param items in them
 * @param bytes of their bodies
 * @param outsideCpuSeconds of the process that feeds and takes; it must not be what limits
 */
record Window(
    Side side,
    double seconds,
    long requests,
    long items,
    long bytes,
    double cpuSeconds,
    long allocatedBytes,
    double outsideCpuSeconds) {

  static final String HEAD =
      "side        requests/s       items/s item/req  us CPU/req us CPU/item B alloc/item  cores outside";

  /** Whose work it was. */
  enum Side {
    BARE,
    GATEWAY;

    String word() {
      return this == BARE ? "bare" : "gateway";
    }
  }

  static Window between(Side side, Sample from, Sample to) {
    return new Window(
        side,
        (to.counts().nanos() - from.counts().nanos()) / 1e9,
        to.counts().requests() - from.counts().requests(),
        to.counts().items() - from.counts().items(),
        to.counts().bytes() - from.counts().bytes(),
        (to.usage().cpuNanos() - from.usage().cpuNanos()) / 1e9,
        to.usage().allocatedBytes() - from.usage().allocatedBytes(),
        (to.counts().cpuNanos() - from.counts().cpuNanos()) / 1e9);
  }

  /** Both ends at one moment. */
  record Sample(Counts counts, Usage usage) {}

  double requestsPerSecond() {
    return requests / seconds;
  }

  double itemsPerSecond() {
    return items / seconds;
  }

  double cpuMicrosPerRequest() {
    return 1e6 * cpuSeconds / Math.max(1, requests);
  }

  double cpuMicrosPerItem() {
    return 1e6 * cpuSeconds / Math.max(1, items);
  }

  double allocatedPerRequest() {
    return (double) allocatedBytes / Math.max(1, requests);
  }

  double allocatedPerItem() {
    return (double) allocatedBytes / Math.max(1, items);
  }

  /** The share of one core that was in use. */
  double cores() {
    return cpuSeconds / seconds;
  }

  /** Likewise of the other process. */
  double outsideCores() {
    return outsideCpuSeconds / seconds;
  }

  double itemsPerRequest() {
    return (double) items / Math.max(1, requests);
  }

  /** For people, below {@link #HEAD}. */
  String row() {
    return String.format(
        Locale.ROOT,
        "%-8s %,13.0f %,13.0f %8.1f %11.2f %11.3f %12.0f %6.2f %7.2f",
        side.word(),
        requestsPerSecond(),
        itemsPerSecond(),
        itemsPerRequest(),
        cpuMicrosPerRequest(),
        cpuMicrosPerItem(),
        allocatedPerItem(),
        cores(),
        outsideCores());
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("side", side.word());
    json.put("seconds", Figures.rounded(seconds));
    json.put("requestsPerSecond", Figures.rounded(requestsPerSecond()));
    json.put("itemsPerSecond", Figures.rounded(itemsPerSecond()));
    json.put("itemsPerRequest", Figures.rounded(itemsPerRequest()));
    json.put("bytesPerRequest", bytes / Math.max(1, requests));
    json.put("cpuMicrosPerRequest", Figures.rounded(cpuMicrosPerRequest()));
    json.put("cpuMicrosPerItem", Figures.rounded(cpuMicrosPerItem()));
    json.put("allocatedBytesPerRequest", Math.round(allocatedPerRequest()));
    json.put("allocatedBytesPerItem", Math.round(allocatedPerItem()));
    json.put("coresUsed", Figures.rounded(cores()));
    json.put("outsideCoresUsed", Figures.rounded(outsideCores()));
    return json;
  }
}
