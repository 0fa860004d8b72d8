package io.penstock.sandbox.sink;

import io.vertx.core.json.JsonObject;
import java.net.URI;

/**
 * What a feeder sends and how fast.
 *
 * @param apiKey may write for all tenants; goes by a pipe, never by a command line
 * @param tenantFrom the first tenant that gets updates
 * @param tenantTo the one behind the last
 * @param lanes requests under way at once; each tenant belongs to one lane, so that its updates
 *     keep their order
 * @param lines updates in one request, at most
 * @param runOf updates in a row for the same tenant
 * @param window updates that may be sent and not yet have come out at the other end; 0 for no bound
 * @param perSecond updates a second by a fixed schedule, whose values are their scheduled times; 0
 *     for as fast as the gateway takes them
 * @param most updates in all; 0 for no bound
 */
record Feed(
    URI gateway,
    String apiKey,
    int tenantFrom,
    int tenantTo,
    int lanes,
    int lines,
    int runOf,
    long window,
    double perSecond,
    long most) {

  static Feed of(JsonObject told) {
    return new Feed(
        URI.create(told.getString("gateway")),
        told.getString("apiKey"),
        told.getInteger("tenantFrom"),
        told.getInteger("tenantTo"),
        told.getInteger("lanes"),
        told.getInteger("lines"),
        told.getInteger("runOf"),
        told.getLong("window"),
        told.getDouble("perSecond"),
        told.getLong("most"));
  }

  boolean isScheduled() {
    return perSecond > 0;
  }

  @Override
  public String toString() {
    return "Feed[" + tenantFrom + ".." + tenantTo + ", " + perSecond + "/s]";
  }
}
