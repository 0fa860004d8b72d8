package io.penstock.tenant;

/** Names one connection of one tenant: where records come from or go to. */
public record ConnectionRef(String tenant, String connection) {
  @Override
  public String toString() {
    return tenant + "/" + connection;
  }
}
