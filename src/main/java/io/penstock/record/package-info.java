/**
 * What travels: {@link io.penstock.record.SyncRecord} and its kinds, their JSON form, and the
 * {@link io.penstock.record.Cursor} that says how far a plug was read. Everybody may use this room.
 *
 * <p>Invariant: a record is immutable and complete; it never refers to a tenant or to a platform.
 */
@NullMarked
package io.penstock.record;

import org.jspecify.annotations.NullMarked;
