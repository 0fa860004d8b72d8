package io.penstock.cli.bench;

import io.vertx.core.json.JsonObject;

/**
 * What the other process has counted so far.
 *
 * @param nanos by the other process's clock; only differences mean anything
 * @param cpuNanos that the other process has used
 * @param started updates written for sending
 * @param acknowledged updates in requests that the gateway answered with 2xx
 * @param outstanding sent, and not yet come out at the sink
 * @param strange bodies and items that nobody sent
 */
record Counts(
    long nanos,
    long cpuNanos,
    long requests,
    long items,
    long bytes,
    long started,
    long acknowledged,
    long outstanding,
    long strange,
    boolean feeding) {
  static Counts of(JsonObject told) {
    return new Counts(
        told.getLong("nanos"),
        told.getLong("cpuNanos"),
        told.getLong("requests"),
        told.getLong("items"),
        told.getLong("bytes"),
        told.getLong("started"),
        told.getLong("acknowledged"),
        told.getLong("outstanding"),
        told.getLong("strange"),
        told.getBoolean("feeding"));
  }

  /** The same moment with other figures for what is measured. */
  Counts with(long otherRequests, long otherItems) {
    return new Counts(
        nanos,
        cpuNanos,
        otherRequests,
        otherItems,
        bytes,
        started,
        acknowledged,
        outstanding,
        strange,
        feeding);
  }
}
