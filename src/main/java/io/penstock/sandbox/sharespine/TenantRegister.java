package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.SandboxOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All tenants of the one reseller. Safe from any thread. */
final class TenantRegister {
  private final SandboxOptions options;
  private final LoginLinks logins;
  private final Map<String, SharespineTenant> tenants = new LinkedHashMap<>();
  private int made;

  TenantRegister(SandboxOptions options) {
    this.options = options;
    this.logins = new LoginLinks(options.seed());
  }

  String resellerCode() {
    return options.reseller().codeName();
  }

  boolean admits(String login, String password) {
    return options.reseller().login().equals(login)
        && options.reseller().password().equals(password);
  }

  LoginLinks logins() {
    return logins;
  }

  /** Makes a tenant; its code name is prefix, reference and number (A15). */
  synchronized SharespineTenant create(ObjectNode profile) {
    String reference =
        Json.text(profile, "customerReference")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]", "");
    int number = made++;
    String codeName = "ps" + reference + "-" + (number + 1);
    profile.remove("codeName");
    SharespineTenant tenant = new SharespineTenant(codeName, number, options, profile);
    tenants.put(codeName, tenant);
    return tenant;
  }

  synchronized @Nullable SharespineTenant find(String codeName) {
    return tenants.get(codeName);
  }

  SharespineTenant tenant(String codeName) {
    SharespineTenant tenant = find(codeName);
    if (tenant == null) {
      throw Refusal.unknown("tenant " + codeName);
    }
    return tenant;
  }

  synchronized void remove(String codeName) {
    tenants.remove(codeName);
  }

  synchronized List<SharespineTenant> all() {
    return List.copyOf(tenants.values());
  }
}
