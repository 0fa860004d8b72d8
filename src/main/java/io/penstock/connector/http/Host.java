package io.penstock.connector.http;

import java.net.URI;
import java.util.Locale;

/** The other end of a call: what connections and breakers are shared by. */
record Host(boolean tls, String name, int port) {
  static Host of(URI base) {
    boolean tls = base.getScheme().equalsIgnoreCase("https");
    int port = base.getPort() != -1 ? base.getPort() : tls ? 443 : 80;
    return new Host(tls, base.getHost().toLowerCase(Locale.ROOT), port);
  }

  @Override
  public String toString() {
    return name + ":" + port;
  }
}
