package io.penstock.sync;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How each plug is doing, kept in memory by pollers and pushers, read by whoever explains delays.
 * Safe from any thread. A plug's entry goes when its connection is closed.
 */
public final class PlugBoard {
  /** Names a plug of one connection. */
  public record PlugKey(RecordType type, Direction direction) {}

  /**
   * @param waitsFor why nothing moves now, in plain words; empty when nothing stands in the way
   * @param waitsUntil when it is tried again; null where that is not known
   * @param failures in a row, up to now
   */
  public record PlugStatus(
      @Nullable Instant lastSuccess,
      @Nullable Instant lastFailure,
      String lastError,
      int failures,
      String waitsFor,
      @Nullable Instant waitsUntil) {
    public static final PlugStatus FRESH = new PlugStatus(null, null, "", 0, "", null);

    public PlugStatus succeeded(Instant at) {
      return new PlugStatus(at, lastFailure, lastError, 0, "", null);
    }

    public PlugStatus failed(Instant at, String error, @Nullable Instant retryAt) {
      return new PlugStatus(lastSuccess, at, error, failures + 1, error, retryAt);
    }

    public PlugStatus waiting(String reason, @Nullable Instant until) {
      return new PlugStatus(lastSuccess, lastFailure, lastError, failures, reason, until);
    }
  }

  private final ConcurrentHashMap<ConnectionRef, Map<PlugKey, PlugStatus>> plugs =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, String> quarantined = new ConcurrentHashMap<>();

  public void update(ConnectionRef connection, PlugKey plug, UnaryOperator<PlugStatus> change) {
    plugs
        .computeIfAbsent(connection, key -> new ConcurrentHashMap<>())
        .merge(plug, change.apply(PlugStatus.FRESH), (old, fresh) -> change.apply(old));
  }

  /** A copy, in the order of the plugs' names. */
  public Map<PlugKey, PlugStatus> of(ConnectionRef connection) {
    Map<PlugKey, PlugStatus> copy =
        new TreeMap<>(Comparator.comparing(PlugKey::type).thenComparing(PlugKey::direction));
    copy.putAll(plugs.getOrDefault(connection, Map.of()));
    return copy;
  }

  public void forget(ConnectionRef connection) {
    plugs.remove(connection);
  }

  /** Marks a tenant as not runnable, with the reason people should read. */
  public void quarantine(String tenant, String reason) {
    quarantined.put(tenant, reason);
  }

  public void release(String tenant) {
    quarantined.remove(tenant);
  }

  public @Nullable String quarantineReason(String tenant) {
    return quarantined.get(tenant);
  }

  public int quarantinedCount() {
    return quarantined.size();
  }
}
