package io.penstock.sync.outbox;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import java.util.List;

/**
 * What became of a {@link StateBatch}.
 *
 * @param superseded for each group how many of its entries were older than what was known
 * @param ready plugs that had nothing to push before and have now; those that had are at it already
 */
public record StatesTaken(int[] superseded, List<Plug> ready) {
  /** One record type of one target. */
  public record Plug(ConnectionRef target, RecordType type) {}
}
