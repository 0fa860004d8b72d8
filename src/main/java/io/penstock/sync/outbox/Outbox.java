package io.penstock.sync.outbox;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.sync.Ledger;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What waits. Facts are kept each and leave in order per (target, key), by {@link #claim}; of
 * states only the newest is kept, and they leave by {@link #states}.
 *
 * <p>All futures complete on the caller's context, and only when the change is on disk.
 */
public interface Outbox {
  /** Transfers one claim hands out at most. */
  int CLAIM_MAX = 500;

  /**
   * One commit: all of it or nothing. Facts already known by (source, id, version) are skipped, and
   * so are older versions of them. When an answer to the receipt's key is kept already, nothing
   * else happens either: the acceptance is a repeat, nothing of it is fresh, and {@link #receipt}
   * has the answer.
   *
   * <p>Fails with {@link io.penstock.sync.StoreUnavailableException} when nothing can be taken now.
   */
  Future<Accepted> accept(Acceptance acceptance);

  /**
   * The next facts for a target that are due, oldest first, none of {@code besides} and none whose
   * key has an older one waiting. Changes nothing on disk: what a crash interrupts is claimed
   * again.
   *
   * @param type of facts
   * @param besides transfers already under way
   * @param max at most {@link #CLAIM_MAX}
   */
  Future<List<Claimed>> claim(
      ConnectionRef target, RecordType type, Set<Long> besides, int max, Instant now);

  /**
   * When the earliest waiting fact of this target is due; null when none waits. Those under way
   * count too: they wait until they are settled.
   */
  Future<@Nullable Instant> nextDue(ConnectionRef target, RecordType type);

  /** Of facts. */
  Future<Void> settle(List<Settlement> settlements);

  States states();

  /** How far this plug was read; {@link Cursor#START} when never. */
  Future<Cursor> cursor(ConnectionRef source, RecordType type);

  /** What was answered to this key before; null when nothing was. */
  Future<@Nullable Receipt> receipt(String scope, String key);

  /**
   * All lines of one tenant, or of all when null. Read in one snapshot, so they balance exactly.
   */
  Future<List<Ledger>> ledger(@Nullable String tenant);

  /** What waits for each target of one tenant, or of all when null. */
  Future<List<Backlog>> backlog(@Nullable String tenant);

  /**
   * Sums by record type, for watching. Cheap however much waits and however many keys are known, so
   * it counts what changes and is not the proof that {@link #ledger} is.
   */
  Future<List<Total>> totals();

  /** Transfers that wait for one tenant, all targets; O(1), in memory, from any thread. */
  long waiting(String tenant);

  /**
   * @param oldest when the oldest of them was accepted
   * @param nextDue when the next of them may be tried
   * @param lastReason why the oldest is still here; empty when it was never tried
   */
  record Backlog(
      ConnectionRef target,
      RecordType type,
      long count,
      Instant oldest,
      Instant nextDue,
      String lastReason) {}

  /**
   * @param oldest when the oldest that waits was accepted; null when none waits. Where very much
   *     waits it is found in several calls, and until then what was found before is told
   */
  record Total(RecordType type, long waiting, long dead, @Nullable Instant oldest) {}
}
