package io.penstock.connector;

import io.penstock.tenant.Connection;
import io.penstock.tenant.Tenant;
import java.util.List;

/** Our code for one kind of system. Stateless towards tenants: all state is in the links. */
public interface Connector {
  /** The word in configuration, such as {@code sharespine}. */
  String kind();

  /**
   * Every mistake in a connection's settings, secrets and plugs, each as one sentence that starts
   * with the key and says what is allowed. Empty when the connection can be opened. Calls nobody.
   */
  List<String> problems(Connection connection);

  /**
   * Opens the tenant's use of this system. Makes no call yet and never fails for a connection
   * without {@link #problems}. Called on the event loop that will use the link.
   */
  Link open(Tenant tenant, Connection connection);
}
