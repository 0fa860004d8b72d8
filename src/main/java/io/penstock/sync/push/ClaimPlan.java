package io.penstock.sync.push;

/**
 * Decides how many batches a pusher takes up with its next claim.
 *
 * <p>Usually just what can be sent at once: a state that stays in the outbox can still be replaced
 * by a newer one. Only when an answer comes back and finds nothing to send, because a claim is
 * still on its way, are whole batches taken up ahead; more of them each time it happens, none any
 * more as soon as the outbox has less than was asked for. So a slow platform gets the newest values
 * and a quick one never waits for the disk.
 */
final class ClaimPlan {
  /** Batches taken up ahead for each that may be under way, at most. */
  private static final int AHEAD_MAX = 2;

  /** How many a claim asks for at most; doubles while all of them come back filled. */
  private int askMax = 1;

  /** How many may wait to be sent. */
  private int depth;

  /**
   * @param room batches that may be under way
   * @param sending batches under way
   * @param ahead batches that wait to be sent
   * @return zero when there is enough
   */
  int toClaim(int room, int sending, int ahead) {
    boolean more = sending < room || 2 * ahead < depth;
    return more ? Math.min(askMax, room - sending + Math.max(0, depth - ahead)) : 0;
  }

  void claimed(int asked, int filled) {
    if (filled < asked) {
      askMax = 1;
      depth = 0;
    } else {
      askMax = 2 * asked;
    }
  }

  /** An answer came, nothing was at hand, and a claim is on its way. */
  void starved(int room) {
    if (askMax > 1) {
      depth = Math.min(AHEAD_MAX * room, Math.max(1, 2 * depth));
    }
  }
}
