package io.penstock.sync.push;

import java.util.Map;

/**
 * What one sweep of one plug has found.
 *
 * @param compared states that the system shows in a way that can be compared
 * @param repaired of those that differed: sent again
 * @param left of those that differed: not sent again
 * @param missing states of things that the system does not know
 * @param differing the version of each key that differed, to be known again by the next sweep
 */
public record DriftFound(
    int compared, int repaired, int left, int missing, Map<String, Long> differing) {
  boolean isNothing() {
    return repaired == 0 && left == 0 && missing == 0;
  }
}
