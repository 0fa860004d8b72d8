/**
 * The one way out: every call that leaves the gateway climbs down {@link
 * io.penstock.connector.http.Ladder}, where it waits for its connection's permit, for a quota that
 * is shared and for a place at its host, meets the circuit breakers, gets its User-Agent and is
 * measured. The connectors in the neighbouring folders call it; the server opens one {@link
 * io.penstock.connector.http.Outlets} for all of them.
 *
 * <p>Invariant: nothing here tries a call twice, and no secret gets into an exception or a log.
 */
@NullMarked
package io.penstock.connector.http;

import org.jspecify.annotations.NullMarked;
