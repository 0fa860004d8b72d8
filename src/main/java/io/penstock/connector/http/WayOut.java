package io.penstock.connector.http;

import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.net.URI;

/** What lies beyond the last rung that decides anything: from here on a call is on its way. */
interface WayOut {
  /** The lowest rung of one connection's ladder. */
  Rung to(Host host, ConnectionRef who, URI base);

  /** Ends what is left of the ways; close the exchanges first. */
  Future<Void> close();
}
