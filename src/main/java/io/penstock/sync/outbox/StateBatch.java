package io.penstock.sync.outbox;

import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.tenant.ConnectionRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * States that came in together, of one or many tenants, packed. Each entry of the block belongs to
 * the {@link Group} that its number names. Filled, handed to {@link States#accept}, and not touched
 * until that has answered; then {@link #clear} makes it ready for the next.
 */
public final class StateBatch {
  /**
   * What entries have in common.
   *
   * @param source where they came from; its connection is {@code api} for the gateway's own API
   * @param targets connections of the same tenant that want them; at least one
   */
  public record Group(ConnectionRef source, RecordType type, List<String> targets) {
    public Group {
      targets = List.copyOf(targets);
      if (type.isFact()) {
        throw new IllegalArgumentException("a " + type.code() + " is no state");
      }
    }
  }

  private final StateBlock block = new StateBlock();
  private final List<Group> groups = new ArrayList<>();
  private final BitSet refused = new BitSet();
  private Instant at = Instant.EPOCH;

  /** The entries; {@link StateBlock#group} is a number that {@link #group(Group)} gave. */
  public StateBlock block() {
    return block;
  }

  /** Adds a group and says its number. */
  public int group(Group group) {
    groups.add(group);
    return groups.size() - 1;
  }

  public List<Group> groups() {
    return groups;
  }

  /** How many entries each group has. */
  public int[] counts() {
    int[] counts = new int[groups.size()];
    for (int i = 0; i < block.size(); i++) {
      counts[block.group(i)]++;
    }
    return counts;
  }

  /** Leaves a group's entries out, as if they had never come. */
  public void refuse(int group) {
    refused.set(group);
  }

  public boolean isRefused(int group) {
    return refused.get(group);
  }

  /** The time of arrival. */
  public Instant at() {
    return at;
  }

  public void arrivedAt(Instant now) {
    at = now;
  }

  public void clear() {
    block.clear();
    groups.clear();
    refused.clear();
  }
}
