package io.penstock.sandbox.partner;

import java.net.URI;
import java.time.Duration;

/**
 * How the partner sends its stock and prices.
 *
 * @param gateway base address of the gateway's HTTP API
 * @param updatesPerSecond over all tenants, stock and prices together
 * @param form how a request carries updates
 * @param linesPerRequest updates in one request at most
 * @param inFlightMax requests under way, or waiting to be sent again, at most
 * @param answerMax how long an answer may take before the request is sent again
 * @param drainMax how long {@link PartnerTraffic#stop} waits for the last acknowledgement
 */
public record TrafficOptions(
    URI gateway,
    String apiKey,
    double updatesPerSecond,
    long seed,
    Form form,
    int linesPerRequest,
    int inFlightMax,
    Duration answerMax,
    Duration drainMax) {

  /** How a request carries updates. */
  public enum Form {
    /** {@code POST /v1/updates}: one NDJSON stream for many tenants. */
    STREAM,
    /** {@code POST /v1/tenants/{tenant}/stock} and {@code /prices}: JSON arrays. */
    ARRAYS
  }

  public TrafficOptions {
    if (!(updatesPerSecond > 0 && updatesPerSecond <= 1_000_000)) {
      throw new IllegalArgumentException("updatesPerSecond: must be above 0, at most 1000000");
    }
    if (linesPerRequest < 1 || linesPerRequest > 10_000) {
      throw new IllegalArgumentException("linesPerRequest: must be 1 to 10000");
    }
    if (inFlightMax < 1 || inFlightMax > 1_000) {
      throw new IllegalArgumentException("inFlightMax: must be 1 to 1000");
    }
  }

  /** Streams of 400 lines, eight at once. */
  public static TrafficOptions of(URI gateway, String apiKey, double updatesPerSecond, long seed) {
    return new TrafficOptions(
        gateway,
        apiKey,
        updatesPerSecond,
        seed,
        Form.STREAM,
        400,
        8,
        Duration.ofSeconds(30),
        Duration.ofSeconds(120));
  }

  public TrafficOptions withForm(Form other) {
    return new TrafficOptions(
        gateway,
        apiKey,
        updatesPerSecond,
        seed,
        other,
        linesPerRequest,
        inFlightMax,
        answerMax,
        drainMax);
  }

  public TrafficOptions withRequests(int lines, int inFlight) {
    return new TrafficOptions(
        gateway, apiKey, updatesPerSecond, seed, form, lines, inFlight, answerMax, drainMax);
  }

  public TrafficOptions withPatience(Duration answer, Duration drain) {
    return new TrafficOptions(
        gateway, apiKey, updatesPerSecond, seed, form, linesPerRequest, inFlightMax, answer, drain);
  }

  @Override
  public String toString() {
    return "TrafficOptions[" + gateway + ", " + updatesPerSecond + "/s, " + form + "]";
  }
}
