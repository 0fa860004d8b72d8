package io.penstock.sync.outbox;

import io.penstock.record.SyncRecord;
import java.util.List;

/**
 * Some states that were pushed and have no newer value.
 *
 * @param states in no order
 * @param next where to read on; {@link #END} when there are no more
 */
public record Resting(List<State> states, int next) {
  public static final int END = -1;

  /**
   * @param version names this value of the key
   */
  public record State(SyncRecord record, long version) {}
}
