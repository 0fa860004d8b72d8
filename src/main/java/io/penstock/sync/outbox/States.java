package io.penstock.sync.outbox;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/**
 * The states that wait: one slot per (target, type, key), newest by {@code changedAt}, at equal
 * times the later arrival. What waits is bounded by the catalogue, not by the traffic.
 *
 * <p>Why the slot stays after its push: a value that arrives late, with an older {@code changedAt}
 * than what was already pushed, must never go out.
 *
 * <p>All futures complete on the caller's context, and only when the change is on disk.
 */
public interface States {
  /** States that one claim hands out at most. */
  int CLAIM_MAX = 500;

  /**
   * One commit: all of it or nothing. Fails with {@link io.penstock.sync.StoreUnavailableException}
   * when nothing can be taken now.
   */
  Future<StatesTaken> accept(StateBatch batch);

  /** An empty claim for one plug, to be filled again and again. */
  StateClaim newClaim(ConnectionRef target, RecordType type);

  /**
   * Fills the claims, one after the other, with the next states of their plug that are due, oldest
   * first. What is claimed is handed out to nobody else until it is settled. Changes nothing on
   * disk: what a crash interrupts is claimed again.
   *
   * @param claims all of one plug
   * @param soon how many of them are to leave at once, and so are filled with what there is. The
   *     others are filled whole or not at all: what leaves later had better stay where a newer
   *     value can take its place.
   * @param max states in one claim, at most {@link #CLAIM_MAX}
   */
  Future<Void> claim(List<StateClaim> claims, int soon, int max, Instant now);

  /** Ends the tries of some claims and gives back all of them. To be repeated when it fails. */
  Future<Void> settle(List<StateEndings> endings);

  /** Gives back whatever is claimed of a plug: for a pusher that starts. */
  Future<Void> giveBack(ConnectionRef target, RecordType type);

  /**
   * Some of the states that a plug's system should hold: pushed before that time, and no newer
   * value known. What became a dead letter is not among them. To be read on from {@link
   * Resting#next()}; a key that is new meanwhile may be passed over, others may come twice.
   *
   * @param place 0, or what the part before says
   */
  Future<Resting> resting(ConnectionRef target, RecordType type, int place, Instant before);

  /**
   * Lets states wait again that the system no longer holds as they were pushed. Each counts as
   * accepted once more; one that has a newer value meanwhile, or waits, or died, is left alone.
   *
   * @param states at most {@link #CLAIM_MAX}
   * @return how many wait again
   */
  Future<Integer> again(
      ConnectionRef target, RecordType type, List<Resting.State> states, Instant now);
}
