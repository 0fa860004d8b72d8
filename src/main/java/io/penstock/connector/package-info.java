/**
 * The contract with the outside: a {@link io.penstock.connector.Connector} per kind of system, a
 * {@link io.penstock.connector.Link} per open connection. Sync calls it; the folders below fill it.
 *
 * <p>Invariant: being told to wait is a {@link io.penstock.connector.PushResult}, never an
 * exception; whatever a platform does not document stays in that platform's folder.
 */
@NullMarked
package io.penstock.connector;

import org.jspecify.annotations.NullMarked;
