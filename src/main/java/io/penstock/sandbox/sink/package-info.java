/**
 * The outside world at its fastest, for measuring: many TLS origins that take webhooks and answer
 * at once (or 429, where a quota is set), and a feeder that sends updates to a gateway as bytes
 * made beforehand. It runs as a process of its own, so that what it costs is not counted; the
 * command {@code bench} starts it and speaks with it by lines.
 *
 * <p>Feeder and origins share this process so that they share one memory of what was sent and what
 * came: both ends of each value are compared here, exactly.
 *
 * <p>Invariant: whatever comes, it is counted before it is answered.
 */
@NullMarked
package io.penstock.sandbox.sink;

import org.jspecify.annotations.NullMarked;
