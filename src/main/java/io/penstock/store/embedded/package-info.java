/**
 * The default store: one SQLite file in a folder of its own, one writer thread that commits in
 * groups, a few readers. Opened by {@code server} and, for the API keys alone, by {@code cli}.
 *
 * <p>Invariant: only the writer's thread changes anything, and what readers and counters see in
 * memory changes after the commit, never before.
 */
@NullMarked
package io.penstock.store.embedded;

import org.jspecify.annotations.NullMarked;
