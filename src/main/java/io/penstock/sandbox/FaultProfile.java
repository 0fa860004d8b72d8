package io.penstock.sandbox;

import java.time.Duration;
import java.util.List;

/**
 * How much goes wrong by itself. The share is that of calls; which fault a call gets is drawn from
 * the kinds that fit it.
 */
public enum FaultProfile {
  NONE(0.0, List.of()),
  LIGHT(
      0.02,
      List.of(
          new Fault.Latency(Duration.ofMillis(50), Duration.ofMillis(400)),
          new Fault.TooManyRequests(Fault.RetryAfter.SECONDS, Duration.ofSeconds(1)),
          new Fault.ServerError(503, Fault.RetryAfter.SECONDS, Duration.ofSeconds(1)),
          new Fault.ServerError(500, Fault.RetryAfter.MISSING, Duration.ZERO),
          new Fault.ConnectionReset(),
          new Fault.DuplicateEntries(),
          new Fault.ShuffledEntries(),
          new Fault.EqualStamps(Duration.ofSeconds(2)),
          new Fault.WriteThenSilence(Duration.ofMillis(500)))),
  HEAVY(
      0.15,
      List.of(
          new Fault.Latency(Duration.ofMillis(100), Duration.ofSeconds(2)),
          new Fault.TooManyRequests(Fault.RetryAfter.SECONDS, Duration.ofSeconds(1)),
          new Fault.TooManyRequests(Fault.RetryAfter.HTTP_DATE, Duration.ofSeconds(2)),
          new Fault.TooManyRequests(Fault.RetryAfter.MISSING, Duration.ZERO),
          new Fault.ServerError(503, Fault.RetryAfter.SECONDS, Duration.ofSeconds(1)),
          new Fault.ServerError(503, Fault.RetryAfter.MISSING, Duration.ZERO),
          new Fault.ServerError(500, Fault.RetryAfter.MISSING, Duration.ZERO),
          new Fault.ConnectionReset(),
          new Fault.CutBody(),
          new Fault.MalformedJson(),
          new Fault.HtmlBody(),
          new Fault.EmptyBody(),
          new Fault.WrongContentType(),
          new Fault.DuplicateEntries(),
          new Fault.ShuffledEntries(),
          new Fault.EqualStamps(Duration.ofSeconds(3)),
          new Fault.ClockSkew(Duration.ofSeconds(5)),
          new Fault.WriteThenSilence(Duration.ZERO),
          new Fault.WriteThenSilence(Duration.ofSeconds(2))));

  private final double share;
  private final List<Fault> faults;

  FaultProfile(double share, List<Fault> faults) {
    this.share = share;
    this.faults = faults;
  }

  public double share() {
    return share;
  }

  public List<Fault> faults() {
    return faults;
  }
}
