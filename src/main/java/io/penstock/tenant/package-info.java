/**
 * For whom: a {@link io.penstock.tenant.Tenant}, its {@link io.penstock.tenant.Connection}s and
 * {@link io.penstock.tenant.Plug}s, who wants what ({@link io.penstock.tenant.Routes}), and the
 * {@link io.penstock.tenant.TenantDirectory} that knows them all.
 *
 * <p>Invariant: a secret leaves a {@link io.penstock.tenant.Secret} only by {@code reveal()}, which
 * connectors and the store alone call.
 */
@NullMarked
package io.penstock.tenant;

import org.jspecify.annotations.NullMarked;
