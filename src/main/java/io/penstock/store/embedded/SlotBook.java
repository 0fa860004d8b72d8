package io.penstock.store.embedded;

import io.penstock.record.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All slots, in memory, conflated; the truth while the store is open. What a commit changed here
 * goes to disk as one row of {@link SlotLog}, so a state costs per commit and not per item; {@link
 * SlotRows} carries changed slots on into their table, so that the log stays short.
 *
 * <p>Plain and deterministic: the same calls in the same order make the same book, which is what a
 * restart relies on. Used by the writer's thread only. A transaction changes the book shortly
 * before it commits; when the commit fails, the book is loaded again from the disk. Who had claimed
 * what is remembered over that, for the pushes go on: a state that is on its way must not be sent
 * beside itself, nor a newer value beside an older one.
 *
 * <p>A value that replaces a waiting one counts that one as superseded at once, claimed or not. So
 * each value is counted exactly once, whatever happens to its push later.
 */
final class SlotBook {
  /** What became of a value that was offered. */
  enum Offered {
    /** A newer one is known. */
    OLD,
    TAKEN,
    /** Taken, and nothing was in its lane's line before. */
    FIRST_IN_LINE
  }

  private final Map<Lane.Name, SlotLane> lanes = new HashMap<>();
  private final Map<Long, SlotLane> byNumber = new HashMap<>();
  private final SlotLog log = new SlotLog();
  private final List<SlotLane> touched = new ArrayList<>();
  private List<Slot> dirtySlots = new ArrayList<>();
  private List<SlotLane> dirtyLanes = new ArrayList<>();
  private long seq;
  private long latest;
  private boolean loading;
  private long generation;

  /** Claims that end with the commit under way, and go on if it fails. */
  private final List<Slot> ending = new ArrayList<>();

  /** Numbers of the slots that were claimed when the book was given up to be loaded again. */
  private final Set<Long> claimed = new HashSet<>();

  /** Rises when the book is loaded again, which makes all slots known before worthless. */
  long generation() {
    return generation;
  }

  SlotLog log() {
    return log;
  }

  /** The number of the last row of the log. */
  long seq() {
    return seq;
  }

  long nextSeq() {
    return ++seq;
  }

  @Nullable SlotLane find(Lane.Name name) {
    return lanes.get(name);
  }

  @Nullable SlotLane known(long number) {
    return byNumber.get(number);
  }

  Iterable<SlotLane> lanes() {
    return lanes.values();
  }

  /** The book's page for a lane that is, or is about to be, in its table. */
  SlotLane open(Lane lane) {
    SlotLane known = lanes.get(lane.name());
    if (known == null) {
      known = new SlotLane(lane);
      lanes.put(lane.name(), known);
      byNumber.put(lane.id(), known);
    }
    return known;
  }

  void forget(String tenant) {
    lanes
        .values()
        .removeIf(
            lane -> {
              if (!lane.lane.name().tenant().equals(tenant)) {
                return false;
              }
              lane.gone = true;
              lane.forEach(slot -> slot.gone = true);
              byNumber.remove(lane.lane.id());
              return true;
            });
  }

  // --- what a transaction does

  /**
   * @param numbers gives a slot's number when the key is new
   */
  Offered offer(
      SlotLane lane,
      byte[] bytes,
      int keyFrom,
      int keyTo,
      int valueTo,
      long changedAt,
      String source,
      long at,
      LongSupplier numbers) {
    touch(lane, at);
    lane.accepted++;
    int hash = Hash.of(bytes, keyFrom, keyTo);
    Slot slot = lane.find(bytes, keyFrom, keyTo, hash);
    boolean first = lane.isLineEmpty();
    if (slot == null) {
      slot = new Slot(lane, numbers.getAsLong(), Arrays.copyOfRange(bytes, keyFrom, keyTo), hash);
      lane.add(slot);
      renew(slot, bytes, keyTo, valueTo - keyTo, changedAt, source, at);
      log.fresh(slot);
    } else if (changedAt < slot.changedAt) {
      lane.superseded++;
      return Offered.OLD;
    } else {
      if (slot.waiting) {
        lane.superseded++;
      }
      renew(slot, bytes, keyTo, valueTo - keyTo, changedAt, source, at);
      log.value(slot, at);
    }
    return first && !lane.isLineEmpty() ? Offered.FIRST_IN_LINE : Offered.TAKEN;
  }

  void done(Slot slot, long version, long at) {
    touch(slot.lane, at);
    if (slot.isExactly(version)) {
      slot.lane.settled++;
    }
    markDone(slot, version, at);
    log.done(slot, version, at);
  }

  void retry(Slot slot, long version, long dueAt, int attempts, String reason, long at) {
    touch(slot.lane, at);
    if (markRetry(slot, version, dueAt, attempts, reason)) {
      log.retry(slot, version, dueAt, attempts, reason, at);
    }
  }

  /** Whether that version is still the newest, so that it dies. */
  boolean dead(Slot slot, long version, long at) {
    touch(slot.lane, at);
    if (!markDead(slot, version)) {
      return false;
    }
    slot.lane.dead++;
    log.dead(slot, version, at);
    return true;
  }

  /** Whether the value waits again; if not, a newer one is known and this one is superseded. */
  boolean revive(SlotLane lane, byte[] key, long id, long version, long at) {
    touch(lane, at);
    lane.dead--;
    Slot slot = lane.find(key);
    if (slot == null || slot.id != id || !markRevived(slot, version, at)) {
      lane.superseded++;
      return false;
    }
    log.revive(slot, version, at);
    return true;
  }

  /** Whether a value that was pushed waits again; not where it is no longer the newest. */
  boolean again(SlotLane lane, byte[] key, long version, long at) {
    Slot slot = lane.find(key);
    if (slot == null || !slot.isResting() || slot.version != version) {
      return false;
    }
    touch(lane, at);
    lane.accepted++;
    markRevived(slot, version, at);
    log.revive(slot, version, at);
    return true;
  }

  /** Ends a claim. */
  void giveBack(Slot slot) {
    if (slot.underWay) {
      slot.underWay = false;
      if (slot.waiting && !slot.gone) {
        slot.lane.join(slot);
      }
    }
  }

  /** Ends a claim when the commit is on disk; until then its state is as good as on its way. */
  void giveBackAtCommit(Slot slot) {
    ending.add(slot);
  }

  /** Takes the first of the line when it is due; null when none is. */
  @Nullable Slot take(SlotLane lane, long now) {
    Slot slot = lane.first();
    if (slot == null || slot.dueAt > now) {
      return null;
    }
    lane.leave(slot);
    slot.underWay = true;
    return slot;
  }

  private void touch(SlotLane lane, long at) {
    if (!lane.touched) {
      lane.touched = true;
      lane.waitingBefore = lane.waiting;
      touched.add(lane);
      soil(lane);
    }
    latest = at;
  }

  /** The counters of the lanes that this transaction touched join the log. */
  void closeLog() {
    for (SlotLane lane : touched) {
      if (!lane.gone) {
        log.counters(lane, latest);
      }
    }
  }

  List<SlotLane> touched() {
    return touched;
  }

  /** After the commit. */
  void committed() {
    touched.forEach(lane -> lane.touched = false);
    touched.clear();
    log.clear();
    for (int i = 0; i < ending.size(); i++) { // and no method for each: that is an object a commit
      giveBack(ending.get(i));
    }
    ending.clear();
  }

  // --- how a slot changes, live and when the log is read again

  Slot make(SlotLane lane, long id, byte[] key) {
    Slot slot = new Slot(lane, id, key, Hash.of(key, 0, key.length));
    lane.add(slot);
    return slot;
  }

  void renew(
      Slot slot, byte[] from, int start, int length, long changedAt, String source, long at) {
    slot.value(from, start, length);
    slot.version++;
    slot.changedAt = changedAt;
    slot.acceptedAt = at;
    slot.source = source;
    slot.attempts = 0;
    if (!slot.waiting) {
      slot.waiting = true;
      slot.lane.waiting++;
      slot.reason = "";
      wait(slot, at, at);
    } else if (at < slot.dueAt) {
      leave(slot);
      wait(slot, slot.since, at);
    }
    soil(slot);
  }

  /** The target was reached: what came meanwhile waits only since it came. */
  void markDone(Slot slot, long version, long at) {
    slot.pushed |= slot.waiting && version <= slot.version;
    if (slot.isExactly(version)) {
      rest(slot, at);
    } else if (slot.waiting && version < slot.version) {
      leave(slot);
      wait(slot, slot.acceptedAt, slot.acceptedAt);
    }
    soil(slot);
  }

  boolean markRetry(Slot slot, long version, long dueAt, int attempts, String reason) {
    if (!slot.isExactly(version)) {
      return false;
    }
    leave(slot);
    slot.attempts = attempts;
    slot.reason = reason;
    wait(slot, slot.since, dueAt);
    soil(slot);
    return true;
  }

  boolean markDead(Slot slot, long version) {
    if (!slot.isExactly(version)) {
      return false;
    }
    rest(slot, Slot.NEVER);
    soil(slot);
    return true;
  }

  boolean markRevived(Slot slot, long version, long at) {
    if (slot.waiting || slot.version != version) {
      return false;
    }
    slot.waiting = true;
    slot.lane.waiting++;
    slot.attempts = 0;
    slot.acceptedAt = at;
    slot.reason = "";
    wait(slot, at, at);
    soil(slot);
    return true;
  }

  private void rest(Slot slot, long since) {
    leave(slot);
    slot.waiting = false;
    slot.since = since;
    slot.lane.waiting--;
  }

  private void leave(Slot slot) {
    if (!loading && !slot.underWay) {
      slot.lane.leave(slot);
    }
  }

  private void wait(Slot slot, long since, long dueAt) {
    slot.since = since;
    slot.dueAt = dueAt;
    if (!loading && !slot.underWay) {
      slot.lane.join(slot);
    }
  }

  // --- what is to be carried on into the tables

  private void soil(Slot slot) {
    if (!slot.dirty) {
      slot.dirty = true;
      dirtySlots.add(slot);
    }
  }

  void soil(SlotLane lane) {
    if (!lane.dirty) {
      lane.dirty = true;
      dirtyLanes.add(lane);
    }
  }

  int dirtySlots() {
    return dirtySlots.size();
  }

  boolean isClean() {
    return dirtySlots.isEmpty() && dirtyLanes.isEmpty();
  }

  /** Hands over what differs from its row; from here on it counts as equal. */
  List<Slot> takeDirtySlots() {
    List<Slot> taken = dirtySlots;
    taken.forEach(slot -> slot.dirty = false);
    dirtySlots = new ArrayList<>();
    return taken;
  }

  List<SlotLane> takeDirtyLanes() {
    List<SlotLane> taken = dirtyLanes;
    taken.forEach(lane -> lane.dirty = false);
    dirtyLanes = new ArrayList<>();
    return taken;
  }

  // --- how it is loaded

  void beginLoad() {
    loading = true;
    generation++;
    ending.clear();
    // Nothing is forgotten when a load fails half way and begins again.
    lanes.values().forEach(lane -> lane.forEach(this::remember));
    lanes.clear();
    byNumber.clear();
    touched.clear();
    log.clear();
    dirtySlots = new ArrayList<>();
    dirtyLanes = new ArrayList<>();
    seq = 0;
  }

  private void remember(Slot slot) {
    if (slot.underWay) {
      claimed.add(slot.id);
    }
  }

  void atLeast(long number) {
    seq = Math.max(seq, number);
  }

  void endLoad() {
    loading = false;
    for (SlotLane lane : lanes.values()) {
      List<Slot> waiting = new ArrayList<>(lane.waiting);
      lane.forEach(
          slot -> {
            slot.underWay = claimed.contains(slot.id);
            if (slot.waiting && !slot.underWay) {
              waiting.add(slot);
            }
          });
      waiting.sort(SlotLane.BY_DUE);
      waiting.forEach(lane::join);
    }
    claimed.clear();
  }
}
