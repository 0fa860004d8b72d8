/**
 * Where operators, partners and orchestrators knock. {@link io.penstock.api.ApiServer} speaks the
 * contract in {@code openapi.yaml}; {@link io.penstock.api.ManagementServer} answers probes and
 * scrapes on a port of its own. The server room starts both and hands them their collaborators.
 *
 * <p>Invariant: a write is answered 2xx only after its commit, and every error has the one shape of
 * {@link io.penstock.api.Problem}.
 */
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
