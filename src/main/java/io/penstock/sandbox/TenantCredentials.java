package io.penstock.sandbox;

/**
 * What a client needs to speak for one tenant. Made up by the sandbox and worth nothing elsewhere.
 */
public record TenantCredentials(
    String codeName, String connectionId, String login, String password) {
  @Override
  public String toString() {
    return "TenantCredentials[codeName="
        + codeName
        + ", connectionId="
        + connectionId
        + ", login="
        + login
        + "]";
  }
}
