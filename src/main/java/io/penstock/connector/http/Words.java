package io.penstock.connector.http;

import io.penstock.tenant.ConnectionRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What platforms have said to connections that are closed, until they are opened again or it has
 * lost its meaning: a tenant that is changed, paused or resumed must not call before its platform
 * allows it. Kept in memory, so a restart forgets it. Thread-safe.
 */
final class Words {
  /** Of more connections than that, those that closed first are forgotten. */
  static final int KEPT_MAX = 10_000;

  private static final int SWEPT_FROM = 64;

  private record Key(ConnectionRef who, Host host) {}

  private record Kept(Gate.Word word, long until) {}

  private final LongSupplier nanos;
  private final Map<Key, Kept> kept = new LinkedHashMap<>();
  private int sweepAt = SWEPT_FROM;

  Words(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized void keep(ConnectionRef who, Host host, Gate.Word word) {
    long now = nanos.getAsLong();
    long holds = word.holdsFor(now);
    if (holds <= 0) {
      return;
    }
    kept.put(new Key(who, host), new Kept(word, now + holds));
    if (kept.size() >= sweepAt) {
      kept.values().removeIf(each -> each.until() - now <= 0);
      sweepAt = Math.max(SWEPT_FROM, 2 * kept.size());
    }
    if (kept.size() > KEPT_MAX) {
      kept.remove(kept.keySet().iterator().next());
    }
  }

  synchronized Gate.@Nullable Word take(ConnectionRef who, Host host) {
    Kept found = kept.remove(new Key(who, host));
    return found == null ? null : found.word();
  }

  synchronized int size() {
    return kept.size();
  }
}
