package io.penstock.server.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that was probably meant. */
final class Nearest {
  /** A word of this many letters may have one more letter wrong. */
  private static final int LETTERS_PER_SLIP = 3;

  private static final int LENGTH_MAX = 100;

  private Nearest() {}

  /** The closest word, or null when none is close enough to be meant. */
  static @Nullable String to(String word, Collection<String> words) {
    if (word.length() > LENGTH_MAX) {
      return null;
    }
    String nearest = null;
    int least = Math.max(1, word.length() / LETTERS_PER_SLIP) + 1;
    for (String candidate : words) {
      int distance =
          distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT), least);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Letters to add, drop, change or swap with a neighbour; {@code enough} when it is no less. */
  static int distance(String left, String right, int enough) {
    if (Math.abs(left.length() - right.length()) >= enough) {
      return enough;
    }
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, left, right, i, j);
      }
    }
    return Math.min(enough, cost[left.length()][right.length()]);
  }

  private static int step(int[][] cost, String left, String right, int i, int j) {
    boolean same = left.charAt(i - 1) == right.charAt(j - 1);
    int best = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
    best = Math.min(best, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
