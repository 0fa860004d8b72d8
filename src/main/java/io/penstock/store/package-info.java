/**
 * Remembers all that must survive a restart. {@code sync} and {@code tenant} hold the contracts;
 * the folders below fill them.
 *
 * <p>Invariant: a future completes only when what it stands for is on disk.
 */
@NullMarked
package io.penstock.store;

import org.jspecify.annotations.NullMarked;
