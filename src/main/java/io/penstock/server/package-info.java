/**
 * Puts it together and keeps it up: {@link io.penstock.server.Gateway} opens the store, deploys one
 * {@link io.penstock.server.TenantVerticle} for each tenant, and drains them on the way out.
 *
 * <p>Invariant: one tenant's mistake quarantines that tenant only; start-up never fails for it.
 */
@NullMarked
package io.penstock.server;

import org.jspecify.annotations.NullMarked;
