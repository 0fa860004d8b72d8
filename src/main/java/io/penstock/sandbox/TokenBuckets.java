package io.penstock.sandbox;

import java.util.HashMap;
import java.util.Map;

/**
 * The emulated rate limit: so many calls a second for each tenant, with a burst. Owned by the
 * listener's event loop.
 */
final class TokenBuckets {
  private final int perSecond;
  private final int burst;
  private final Map<String, Bucket> buckets = new HashMap<>();

  private static final class Bucket {
    private double tokens;
    private long atNanos;

    Bucket(double tokens, long atNanos) {
      this.tokens = tokens;
      this.atNanos = atNanos;
    }
  }

  TokenBuckets(SandboxOptions.Limits limits) {
    this.perSecond = limits.callsPerSecondPerTenant();
    this.burst = limits.burstCalls();
  }

  boolean take(String tenant, long nowNanos) {
    if (perSecond == 0) {
      return true;
    }
    Bucket bucket = buckets.computeIfAbsent(tenant, name -> new Bucket(burst, nowNanos));
    double refill = (nowNanos - bucket.atNanos) * 1e-9 * perSecond;
    bucket.tokens = Math.min(burst, bucket.tokens + refill);
    bucket.atNanos = nowNanos;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens -= 1;
    return true;
  }
}
