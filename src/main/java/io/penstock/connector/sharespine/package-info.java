/**
 * The Sharespine Integration Platform's Tenant API: orders out of it; stock, prices, order statuses
 * and shipments into it; plug declaration and log events. Opened by whoever holds a {@link
 * io.penstock.connector.sharespine.SharespineConnector}; everybody else sees a {@link
 * io.penstock.connector.Link}.
 *
 * <p>Invariant: what the platform's public pages do not say is in this folder and in {@link
 * io.penstock.connector.sharespine.SharespineOptions} only, marked ASSUMED with the number that
 * names the question (A1 to A34).
 */
@NullMarked
package io.penstock.connector.sharespine;

import org.jspecify.annotations.NullMarked;
