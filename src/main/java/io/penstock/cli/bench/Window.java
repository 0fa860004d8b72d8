package io.penstock.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A stretch of steady work that was measured.
 *
 * @param requests that came to the sink
 * @param items in them
 * @param bytes of their bodies
 */
record Window(
    Side side,
    double seconds,
    long requests,
    long items,
    long bytes,
    double cpuSeconds,
    long allocatedBytes) {

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
        to.usage().allocatedBytes() - from.usage().allocatedBytes());
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

  double itemsPerRequest() {
    return (double) items / Math.max(1, requests);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("side", side.word());
    json.put("seconds", Figures.rounded(seconds));
    json.put("requestsPerSecond", Figures.rounded(requestsPerSecond()));
    json.put("updatesPerSecond", Figures.rounded(itemsPerSecond()));
    json.put("updatesPerRequest", Figures.rounded(itemsPerRequest()));
    json.put("bytesPerRequest", bytes / Math.max(1, requests));
    json.put("cpuMicrosPerRequest", Figures.rounded(cpuMicrosPerRequest()));
    json.put("cpuMicrosPerUpdate", Figures.rounded(cpuMicrosPerItem()));
    json.put("allocatedBytesPerRequest", Math.round(allocatedPerRequest()));
    json.put("allocatedBytesPerUpdate", Math.round(allocatedPerItem()));
    json.put("coresUsed", Figures.rounded(cores()));
    return json;
  }
}
