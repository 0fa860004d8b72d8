package io.penstock.server.config;

import io.penstock.tenant.Tenant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All files of one gateway: its configuration, and the tenants file that the configuration names.
 */
public record GatewayFiles(GatewayConfig config, List<Tenant> tenants) {
  public GatewayFiles {
    tenants = List.copyOf(tenants);
  }

  /**
   * Reads both.
   *
   * @throws ConfigException with the mistakes of both files
   */
  public static Configured<GatewayFiles> read(
      Path file, Map<String, String> environment, Checks checks) {
    ConfigReader.Attempt<GatewayConfig> attempt =
        new ConfigReader(environment).attempt(GatewayConfig.class, file);
    GatewayConfig config = attempt.value();
    if (config == null) {
      throw new ConfigException(attempt.mistakes().all());
    }
    checks.ofConfig(config).forEach(attempt.problems());
    List<Mistake> mistakes = new ArrayList<>(attempt.mistakes().all());
    List<Tenant> tenants = List.of();
    Path tenantsFile = config.tenants().file();
    if (tenantsFile != null) {
      try {
        tenants =
            new TenantsFile(environment, tenant -> checks.ofTenant(config, tenant))
                .tenants(tenantsFile);
      } catch (ConfigException refused) {
        mistakes.addAll(refused.mistakes());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new ConfigException(mistakes);
    }
    return new Configured<>(new GatewayFiles(config, tenants), attempt.warnings());
  }
}
