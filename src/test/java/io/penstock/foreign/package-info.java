/**
 * Programs of other people that judge what Penstock gives out: npm's {@code standardwebhooks},
 * Redocly, Spectral and promtool. Called by the integration tests of the rooms whose output they
 * judge. Invariant: a tool that cannot be had is never a pass; the test is skipped with the reason,
 * or fails where the environment variable {@code CI} is {@code true}.
 */
@NullMarked
package io.penstock.foreign;

import org.jspecify.annotations.NullMarked;
