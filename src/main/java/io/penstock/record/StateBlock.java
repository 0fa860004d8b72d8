package io.penstock.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Many states, packed: keys and values one after another in one array, what goes with them in
 * columns. States travel by the million, and an object for each would cost more than the push
 * itself; a block is filled, handed on, read, cleared and filled again.
 *
 * <p>What a value looks like is {@link StateForm}'s business. Used by one thread at a time; whoever
 * hands a block on does not touch it until it comes back. Holds at most {@link #BYTES_MAX} bytes.
 */
public final class StateBlock {
  /** Bytes of keys and values in one block. */
  public static final int BYTES_MAX = 1 << 30;

  private static final int FIRST_ENTRIES = 16;
  private static final int ENTRY_BYTES = 32;

  private static final byte[] NO_BYTES = new byte[0];
  private static final int[] NO_NUMBERS = new int[0];
  private static final long[] NO_TIMES = new long[0];

  // Nothing until the first entry: a plug that has nothing to send has a block all the same.
  private byte[] bytes = NO_BYTES;
  private int[] keyEnds = NO_NUMBERS;
  private int[] valueEnds = NO_NUMBERS;
  private int[] groups = NO_NUMBERS;
  private long[] changedAts = NO_TIMES;
  private int size;
  private int used;

  public int size() {
    return size;
  }

  /** Bytes of all keys and values. */
  public int length() {
    return used;
  }

  /** Empty again, with the room it has grown to. */
  public void clear() {
    size = 0;
    used = 0;
  }

  /**
   * Appends one state.
   *
   * @param group the caller's own number, see {@link #group}
   * @param changedAt nanoseconds since 1970, see {@link Nanos}
   */
  public void add(
      int group,
      long changedAt,
      byte[] key,
      int keyFrom,
      int keyLength,
      byte[] value,
      int valueFrom,
      int valueLength) {
    room(keyLength + valueLength);
    System.arraycopy(key, keyFrom, bytes, used, keyLength);
    System.arraycopy(value, valueFrom, bytes, used + keyLength, valueLength);
    close(group, changedAt, keyLength, valueLength);
  }

  public void add(int group, SyncRecord state) {
    byte[] key = state.key().getBytes(StandardCharsets.UTF_8);
    byte[] value = StateForm.encode(state);
    add(group, Nanos.of(state.changedAt()), key, 0, key.length, value, 0, value.length);
  }

  private void room(int more) {
    if (size == keyEnds.length) {
      int entries = Math.max(FIRST_ENTRIES, 2 * size);
      keyEnds = Arrays.copyOf(keyEnds, entries);
      valueEnds = Arrays.copyOf(valueEnds, entries);
      groups = Arrays.copyOf(groups, entries);
      changedAts = Arrays.copyOf(changedAts, entries);
    }
    if (used + more > bytes.length) {
      if ((long) used + more > BYTES_MAX) {
        throw new IllegalArgumentException("a block holds at most " + BYTES_MAX + " bytes");
      }
      int least = Math.max(2 * bytes.length, FIRST_ENTRIES * ENTRY_BYTES);
      bytes = Arrays.copyOf(bytes, Math.max(least, used + more));
    }
  }

  private void close(int group, long changedAt, int keyLength, int valueLength) {
    keyEnds[size] = used + keyLength;
    used += keyLength + valueLength;
    valueEnds[size] = used;
    groups[size] = group;
    changedAts[size] = changedAt;
    size++;
  }

  /** The array that all keys and values lie in; only to be read, and only while the block lasts. */
  public byte[] bytes() {
    return bytes;
  }

  public int keyFrom(int at) {
    return at == 0 ? 0 : valueEnds[at - 1];
  }

  /** Where the key ends and the value begins. */
  public int keyTo(int at) {
    return keyEnds[at];
  }

  public int valueTo(int at) {
    return valueEnds[at];
  }

  /** What the state belongs to, in the words of whoever filled the block. */
  public int group(int at) {
    return groups[at];
  }

  /** Nanoseconds since 1970. */
  public long changedAt(int at) {
    return changedAts[at];
  }

  public String key(int at) {
    int from = keyFrom(at);
    return new String(bytes, from, keyTo(at) - from, StandardCharsets.UTF_8);
  }

  /** The state as an object, for whoever does not count them by the million. */
  public SyncRecord record(int at, RecordType type) {
    return StateForm.decode(type, key(at), changedAts[at], bytes, keyTo(at), valueTo(at));
  }
}
