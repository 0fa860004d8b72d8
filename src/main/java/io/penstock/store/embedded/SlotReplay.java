package io.penstock.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Does again what rows of {@code state_log} say, on the slots as their table has them. A slot whose
 * row is newer than the log's entry has it already. Reads what {@link SlotLog} wrote.
 */
final class SlotReplay {
  private final SlotBook book;
  private final SlotIndex index;
  private byte[] bytes = new byte[0];
  private int at;
  private long seq;
  private long time;
  private String source = "";

  SlotReplay(SlotBook book, SlotIndex index) {
    this.book = book;
    this.index = index;
  }

  /**
   * @throws IllegalStateException when the row is not one of ours
   */
  void row(long number, byte[] row) {
    bytes = row;
    at = 1;
    seq = number;
    source = "";
    if (row.length < 1 + Long.BYTES || row[0] != SlotLog.FORM) {
      throw damaged(null);
    }
    time = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      time = time << 8 | (bytes[at++] & 0xff);
    }
    try {
      while (at < bytes.length) {
        entry(bytes[at++]);
      }
    } catch (IndexOutOfBoundsException cut) {
      throw damaged(cut);
    }
  }

  private IllegalStateException damaged(@Nullable Throwable cause) {
    return new IllegalStateException("row " + seq + " of state_log is damaged", cause);
  }

  private void entry(byte kind) {
    switch (kind) {
      case SlotLog.LANE -> counters();
      case SlotLog.SOURCE -> source = new String(text(), StandardCharsets.UTF_8);
      case SlotLog.NEW -> fresh();
      case SlotLog.VALUE -> {
        Slot slot = slot();
        long changedAt = difference();
        long acceptedAt = difference();
        byte[] value = text();
        if (slot != null) {
          book.renew(slot, value, 0, value.length, changedAt, source, acceptedAt);
        }
      }
      case SlotLog.DONE -> {
        Slot slot = slot();
        long version = number();
        if (slot != null) {
          book.markDone(slot, version, time);
        }
      }
      case SlotLog.RETRY -> {
        Slot slot = slot();
        long version = number();
        long dueAt = difference();
        int attempts = (int) number();
        String reason = new String(text(), StandardCharsets.UTF_8);
        if (slot != null) {
          book.markRetry(slot, version, dueAt, attempts, reason);
        }
      }
      case SlotLog.DEAD -> {
        Slot slot = slot();
        long version = number();
        if (slot != null) {
          book.markDead(slot, version);
        }
      }
      case SlotLog.REVIVE -> {
        Slot slot = slot();
        long version = number();
        long again = difference();
        if (slot != null) {
          book.markRevived(slot, version, again);
        }
      }
      default -> throw damaged(null);
    }
  }

  private void counters() {
    SlotLane lane = book.known(number());
    long accepted = number();
    long settled = number();
    long superseded = number();
    long dead = number();
    if (lane != null) {
      lane.accepted = accepted;
      lane.settled = settled;
      lane.superseded = superseded;
      lane.dead = dead;
      book.soil(lane);
    }
  }

  private void fresh() {
    SlotLane lane = book.known(number());
    long id = number();
    byte[] key = text();
    long changedAt = difference();
    long acceptedAt = difference();
    byte[] value = text();
    if (lane == null || index.find(id) != null) {
      return;
    }
    Slot slot = book.make(lane, id, key);
    index.add(slot, 0);
    book.renew(slot, value, 0, value.length, changedAt, source, acceptedAt);
  }

  /** The slot that the entry is about; null when its row has the entry already, or it is gone. */
  private @Nullable Slot slot() {
    long id = number();
    Slot slot = index.find(id);
    return slot == null || index.seq(id) >= seq ? null : slot;
  }

  private byte[] text() {
    int length = Math.toIntExact(number());
    if (length < 0 || at + length > bytes.length) {
      throw damaged(null);
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private long difference() {
    long zigzag = number();
    return time + (zigzag >>> 1 ^ -(zigzag & 1));
  }

  private long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = bytes[at++];
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }
}
