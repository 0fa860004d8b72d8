/**
 * The partner's own system: orders leave as signed webhooks (Standard Webhooks 1.0). What the
 * partner sends, stock and prices, comes in by the gateway's API, so nothing is polled here. The
 * server registers {@link io.penstock.connector.partner.PartnerConnector}; sync.push drives its
 * links.
 *
 * <p>Invariant: a delivery has the same webhook id at every attempt, and the same body.
 */
@NullMarked
package io.penstock.connector.partner;

import org.jspecify.annotations.NullMarked;
