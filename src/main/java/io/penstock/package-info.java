/**
 * The front door of Penstock. Nothing but {@link io.penstock.Main} lives here; the rooms below are
 * the architecture.
 */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
