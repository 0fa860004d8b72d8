package io.penstock.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What one commit did to the slots, packed into one row of {@code state_log}. An update of a known
 * key needs about a dozen bytes, for it names the slot by number.
 *
 * <pre>
 * row      = 0x01, time (8 bytes), entry...                 time: nanoseconds since 1970
 * LANE     = 1, lane, accepted, settled, superseded, dead    the lane's counters after the commit
 * SOURCE   = 2, text                                         of the entries that follow
 * NEW      = 3, lane, id, text key, changed, accepted, value a key that was never seen
 * VALUE    = 4, id, changed, accepted, value                 a newer value of a known key
 * DONE     = 5, id, version                                  that version was pushed
 * RETRY    = 6, id, version, due, attempts, text reason      it failed and is to be tried again
 * DEAD     = 7, id, version                                  it became a dead letter
 * REVIVE   = 8, id, version, accepted                        it died or was pushed, and waits again
 *
 * text, value: length, bytes      changed, accepted, due: difference to the row's time, zigzag
 * all numbers: 7 bits a byte, lowest first, the high bit says that more follow
 * </pre>
 */
final class SlotLog {
  static final byte FORM = 1;
  static final byte LANE = 1;
  static final byte SOURCE = 2;
  static final byte NEW = 3;
  static final byte VALUE = 4;
  static final byte DONE = 5;
  static final byte RETRY = 6;
  static final byte DEAD = 7;
  static final byte REVIVE = 8;

  private static final int NUMBER_BYTES_MAX = 10;

  private byte[] bytes = new byte[4096];
  private int used;
  private long time;
  private String source = "";

  boolean isEmpty() {
    return used == 0;
  }

  void clear() {
    used = 0;
  }

  byte[] row() {
    return Arrays.copyOf(bytes, used);
  }

  private void begin(byte entry, long at) {
    room(2 * NUMBER_BYTES_MAX);
    if (used == 0) {
      time = at;
      source = "";
      bytes[used++] = FORM;
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes[used++] = (byte) (at >> shift);
      }
    }
    bytes[used++] = entry;
  }

  void counters(SlotLane lane, long at) {
    begin(LANE, at);
    number(lane.lane.id());
    number(lane.accepted);
    number(lane.settled);
    number(lane.superseded);
    number(lane.dead);
  }

  void fresh(Slot slot) {
    source(slot);
    begin(NEW, slot.acceptedAt);
    number(slot.lane.lane.id());
    number(slot.id);
    text(slot.key, slot.key.length);
    value(slot);
  }

  void value(Slot slot, long at) {
    source(slot);
    begin(VALUE, at);
    number(slot.id);
    value(slot);
  }

  void done(Slot slot, long version, long at) {
    begin(DONE, at);
    number(slot.id);
    number(version);
  }

  void retry(Slot slot, long version, long dueAt, int attempts, String reason, long at) {
    begin(RETRY, at);
    number(slot.id);
    number(version);
    difference(dueAt);
    number(attempts);
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    text(text, text.length);
  }

  void dead(Slot slot, long version, long at) {
    begin(DEAD, at);
    number(slot.id);
    number(version);
  }

  void revive(Slot slot, long version, long at) {
    begin(REVIVE, at);
    number(slot.id);
    number(version);
    difference(at);
  }

  /** Sources hardly ever change between two entries, so they are told only when they do. */
  private void source(Slot slot) {
    if (used > 0 && slot.source.equals(source)) {
      return;
    }
    begin(SOURCE, slot.acceptedAt);
    byte[] text = slot.source.getBytes(StandardCharsets.UTF_8);
    text(text, text.length);
    source = slot.source;
  }

  private void value(Slot slot) {
    difference(slot.changedAt);
    difference(slot.acceptedAt);
    text(slot.value, slot.valueLength);
  }

  private void difference(long at) {
    long apart = at - time;
    number(apart << 1 ^ apart >> 63);
  }

  private void text(byte[] text, int length) {
    number(length);
    room(length);
    System.arraycopy(text, 0, bytes, used, length);
    used += length;
  }

  private void number(long value) {
    room(NUMBER_BYTES_MAX);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[used++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[used++] = (byte) rest;
  }

  private void room(int more) {
    if (used + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + more));
    }
  }
}
