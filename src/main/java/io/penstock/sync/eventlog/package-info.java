/**
 * What happened, in words a support person can follow: one {@link io.penstock.sync.eventlog.Event}
 * for each ending. Written by intake and push, read by the API.
 *
 * <p>Invariant: an event names its tenant, and holds no secret.
 */
@NullMarked
package io.penstock.sync.eventlog;

import org.jspecify.annotations.NullMarked;
