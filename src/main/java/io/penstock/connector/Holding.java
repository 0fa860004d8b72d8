package io.penstock.connector;

import io.penstock.record.SyncRecord;

/**
 * What a connected system holds of one type of states, as it was read at one time, to be compared
 * with what it was sent. Is memory until it is let go.
 */
@FunctionalInterface
public interface Holding {
  /** How the system's value of the same thing compares with this one. */
  Held compare(SyncRecord sent);

  /** What came of a comparison. */
  enum Kind {
    SAME,
    DIFFERENT,
    /** The system does not know what the state is about; sending it again would not help. */
    MISSING,
    /** The system does not show it, or not in a way that can be compared. */
    UNKNOWN
  }

  /**
   * @param words where it is different, the two values, short: "5 in place of 7"; else empty
   */
  record Held(Kind kind, String words) {
    public static final Held SAME = new Held(Kind.SAME, "");
    public static final Held MISSING = new Held(Kind.MISSING, "");
    public static final Held UNKNOWN = new Held(Kind.UNKNOWN, "");

    public static Held different(String words) {
      return new Held(Kind.DIFFERENT, words);
    }
  }
}
