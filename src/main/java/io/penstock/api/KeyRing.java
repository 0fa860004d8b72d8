package io.penstock.api;

import io.penstock.tenant.ApiKey;
import io.penstock.tenant.ApiKeys;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the API keys by their hashes, in memory. A key that is made or revoked by the command line
 * while the gateway runs is noticed without a restart: an unknown hash reads the list again, at
 * most once a second, and so does a list that has grown old.
 *
 * <p>Looking a hash up in a map is not constant in time, and need not be: who can measure it learns
 * about SHA-256 of a key of 256 random bits, from which no key can be built. Lives on one event
 * loop.
 */
final class KeyRing {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
  private static final Duration MISS_EVERY = Duration.ofSeconds(1);
  private static final String SCHEME = "Bearer ";
  private static final String PREFIX = "psk_";
  private static final int LENGTH_MAX = 256;

  private final ApiKeys apiKeys;
  private final LongSupplier nanoClock;
  private final long refreshNanos;
  private Map<String, ApiKey> byHash = Map.of();
  private long readAtNanos;
  private @Nullable Future<Void> reading;

  KeyRing(ApiKeys apiKeys, Duration refreshEvery, LongSupplier nanoClock) {
    this.apiKeys = apiKeys;
    this.nanoClock = nanoClock;
    this.refreshNanos = refreshEvery.toNanos();
    this.readAtNanos = nanoClock.getAsLong() - MISS_EVERY.toNanos();
  }

  /** The key behind an Authorization header; null when it is not a known one. */
  Future<@Nullable ApiKey> find(@Nullable String authorization) {
    String hash = hash(authorization);
    if (hash == null) {
      return Future.succeededFuture();
    }
    ApiKey known = byHash.get(hash);
    long age = nanoClock.getAsLong() - readAtNanos;
    if (known != null) {
      if (age >= refreshNanos) {
        read().onFailure(cause -> LOG.warn("API keys not read again: {}", cause.getMessage()));
      }
      return Future.succeededFuture(known);
    }
    if (reading == null && age < MISS_EVERY.toNanos()) {
      return Future.succeededFuture();
    }
    return read().map(done -> byHash.get(hash));
  }

  /** Whether the key has not been revoked since. */
  Future<Boolean> stillKnows(ApiKey key) {
    boolean old = nanoClock.getAsLong() - readAtNanos >= refreshNanos;
    Future<Void> fresh = old ? read() : Future.succeededFuture();
    return fresh.map(done -> byHash.containsKey(key.hash()));
  }

  private Future<Void> read() {
    Future<Void> running = reading;
    if (running != null) {
      return running;
    }
    readAtNanos = nanoClock.getAsLong();
    Future<Void> started =
        apiKeys
            .list()
            .map(
                keys -> {
                  byHash = index(keys);
                  return (Void) null;
                });
    reading = started;
    started.onComplete(
        done -> {
          reading = null;
          if (done.failed()) {
            // Not read, so the next unknown key must be asked for again and not be called wrong.
            readAtNanos -= MISS_EVERY.toNanos();
          }
        });
    return started;
  }

  private static Map<String, ApiKey> index(List<ApiKey> keys) {
    Map<String, ApiKey> index = new HashMap<>();
    keys.forEach(key -> index.put(key.hash(), key));
    return index;
  }

  private static @Nullable String hash(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String key = authorization.substring(SCHEME.length()).trim();
    if (!key.startsWith(PREFIX) || key.length() > LENGTH_MAX) {
      return null;
    }
    return Sha256.hex(key.getBytes(StandardCharsets.UTF_8));
  }
}
