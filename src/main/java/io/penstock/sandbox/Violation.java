package io.penstock.sandbox;

import java.time.Instant;

/**
 * One call that a platform would hold against its caller.
 *
 * @param tenant which tenant it named, or the empty string
 * @param kind {@code over} a window, or {@code early}: before the time that was told
 * @param what the window, or the empty string
 */
public record Violation(Instant at, String tenant, String kind, String what) {}
