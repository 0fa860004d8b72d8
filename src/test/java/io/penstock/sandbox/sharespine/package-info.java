/**
 * What the emulated Sharespine platform promises, point by point of the papers' minimum list.
 * Invariant: each test runs a sandbox of its own.
 */
@NullMarked
package io.penstock.sandbox.sharespine;

import org.jspecify.annotations.NullMarked;
