/**
 * The Sharespine Integration Platform as its public pages describe it: Tenant API under {@code
 * /api}, Reseller API under {@code /reseller}. What the pages leave open is an assumption, chosen
 * here and switchable by {@link io.penstock.sandbox.SandboxOptions}.
 *
 * <p>Found by {@link io.penstock.sandbox.Sandbox} as a service. Invariant: a record's {@code
 * lastModified} moves exactly when its content does, and never backwards within a tenant.
 */
@NullMarked
package io.penstock.sandbox.sharespine;

import org.jspecify.annotations.NullMarked;
