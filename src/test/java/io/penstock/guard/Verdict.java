package io.penstock.guard;

import java.util.List;

/**
 * What a benchmark's measurement means for its guard.
 *
 * @param troubles sentences; it holds when there are none
 * @param hints sentences on what got better
 * @param renewed the guard with what was measured; itself where nothing moved
 */
record Verdict(Guard guard, List<String> troubles, List<String> hints, Guard renewed) {
  boolean holds() {
    return troubles.isEmpty();
  }
}
