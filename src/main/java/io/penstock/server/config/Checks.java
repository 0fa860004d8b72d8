package io.penstock.server.config;

import io.penstock.tenant.Tenant;
import java.util.List;

/**
 * What the parts of the gateway say against a configuration that reads well. Each sentence starts
 * with the key it is about, so that it gets its place in the file. They call nobody.
 */
public interface Checks {
  /** Nothing but what the files themselves must be. */
  Checks NONE =
      new Checks() {
        @Override
        public List<String> ofConfig(GatewayConfig config) {
          return List.of();
        }

        @Override
        public List<String> ofTenant(GatewayConfig config, Tenant tenant) {
          return List.of();
        }
      };

  /** Sentences such as {@code http.contact: is required; ...}. */
  List<String> ofConfig(GatewayConfig config);

  /** Sentences such as {@code connections.shop.settings.baseUrl: ...}; see {@link TenantsFile}. */
  List<String> ofTenant(GatewayConfig config, Tenant tenant);
}
