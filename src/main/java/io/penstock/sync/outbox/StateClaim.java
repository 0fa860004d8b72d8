package io.penstock.sync.outbox;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.tenant.ConnectionRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * States that a pusher has taken up for one plug: a copy of the values as they were, with what
 * names the exact version of each. Made by {@link States#newClaim}, filled by {@link States#claim},
 * used again after {@link States#settle}; one at a time.
 */
public abstract class StateClaim {
  private final ConnectionRef target;
  private final RecordType type;

  protected final StateBlock block = new StateBlock();
  protected @Nullable Instant nextDue;

  protected StateClaim(ConnectionRef target, RecordType type) {
    this.target = target;
    this.type = type;
  }

  public final ConnectionRef target() {
    return target;
  }

  public final RecordType type() {
    return type;
  }

  public final int size() {
    return block.size();
  }

  /** Keys, values and times of what was claimed, oldest first. */
  public final StateBlock block() {
    return block;
  }

  /** When the next of those that were not claimed is due; null when none waits. */
  public final @Nullable Instant nextDue() {
    return nextDue;
  }

  /** Nanoseconds since 1970. */
  public abstract long acceptedAt(int at);

  public abstract int attempts(int at);

  /** The same with all that is known of it, for whoever needs one and not a million. */
  public final Claimed claimed(int at) {
    return new Claimed(
        id(at),
        version(at),
        deliveryId(at),
        target,
        source(at),
        block.record(at, type),
        first(at),
        attempts(at),
        Nanos.instant(acceptedAt(at)));
  }

  protected abstract long id(int at);

  protected abstract long version(int at);

  protected abstract String deliveryId(int at);

  protected abstract String source(int at);

  protected abstract boolean first(int at);
}
