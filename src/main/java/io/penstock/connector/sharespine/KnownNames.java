package io.penstock.connector.sharespine;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Arrays;

/**
 * Names of fields that were seen before: their hashes, and which name came after which. A platform
 * writes its fields in the same order again and again, and to compare a name with the one that is
 * guessed costs less than to read it. A wrong guess is only slower.
 *
 * <p>Of bounded size: each name has two places to be in, and the newest displaces another.
 */
final class KnownNames {
  /** The place of no name at all, and of those that are too long to be kept. */
  static final int NONE = 0;

  private static final int PLACES_BITS = 10;
  private static final int PLACES = 1 << PLACES_BITS;
  private static final int LENGTH_MAX = 64;
  private static final int SPREAD = 0x9e3779b9;
  private static final SerializedString EMPTY = new SerializedString("");

  private final SerializedString[] forms = new SerializedString[PLACES + 1];
  private final long[] hashes = new long[PLACES + 1];
  private final int[] next = new int[PLACES + 1];

  KnownNames() {
    Arrays.fill(forms, EMPTY);
    Arrays.fill(hashes, ContentHash.text(""));
  }

  /** The place of the name that came after this one the last time. */
  int guess(int before) {
    return next[before];
  }

  void follows(int before, int place) {
    next[before] = place;
  }

  SerializedString form(int place) {
    return forms[place];
  }

  String text(int place) {
    return forms[place].getValue();
  }

  long hash(int place) {
    return hashes[place];
  }

  /** Where the name is now, until the next one is looked for. */
  int place(String name) {
    int one = name.length() > LENGTH_MAX ? NONE : 1 + first(name);
    if (forms[one].getValue().equals(name)) {
      return one;
    }
    int other = one == NONE ? NONE : 1 + (one - 1 ^ 1);
    if (forms[other].getValue().equals(name)) {
      return other;
    }
    int place = forms[one] == EMPTY || forms[other] != EMPTY ? one : other;
    forms[place] = new SerializedString(name);
    hashes[place] = ContentHash.text(name);
    return place;
  }

  private static int first(String name) {
    return name.hashCode() * SPREAD >>> Integer.SIZE - PLACES_BITS;
  }
}
