/**
 * Reads the files that people edit, strictly: {@link io.penstock.server.config.ConfigReader} binds
 * YAML onto option records, {@link io.penstock.server.config.TenantsFile} reads tenants. The
 * command line calls it before anything is started. {@link io.penstock.server.config.GatewayConfig}
 * puts together the option records of the rooms.
 *
 * <p>Invariant: a file is taken whole or not at all; all its mistakes are told at once, each with
 * its place, and no secret is in any of them.
 */
@NullMarked
package io.penstock.server.config;

import org.jspecify.annotations.NullMarked;
