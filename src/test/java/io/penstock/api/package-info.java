/**
 * Holds the API to its contract: a real server, a real store, and every response checked against
 * {@code openapi.yaml}.
 *
 * <p>Invariant: a response that the contract does not name fails the test that saw it.
 */
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
