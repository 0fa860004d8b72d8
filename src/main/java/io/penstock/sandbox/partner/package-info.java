/**
 * The partner's own system, emulated: {@link io.penstock.sandbox.partner.PartnerSystem} receives
 * signed webhooks and remembers what it was told, {@link
 * io.penstock.sandbox.partner.PartnerTraffic} sends stock and prices and remembers what was
 * accepted. Used by the demo, the sandbox command and the tests; it has its own reading of every
 * paper and shares no class with the gateway.
 *
 * <p>Invariant: a webhook is answered 2xx only after it was recorded, and an update is forgotten
 * only after it was acknowledged.
 */
@NullMarked
package io.penstock.sandbox.partner;

import org.jspecify.annotations.NullMarked;
