package io.penstock.server.config;

import io.penstock.tenant.Tenant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
   * @param connectorProblems given the configuration, what the connectors say against a tenant; see
   *     {@link TenantsFile}
   * @throws ConfigException with the mistakes of both files
   */
  public static Configured<GatewayFiles> read(
      Path file,
      Map<String, String> environment,
      Function<GatewayConfig, Function<Tenant, List<String>>> connectorProblems) {
    ConfigReader.Attempt<GatewayConfig> attempt =
        new ConfigReader(environment).attempt(GatewayConfig.class, file);
    List<Mistake> mistakes = new ArrayList<>(attempt.mistakes().all());
    List<Tenant> tenants = List.of();
    GatewayConfig config = attempt.value();
    Path tenantsFile = config == null ? null : config.tenants().file();
    if (config != null && tenantsFile != null) {
      try {
        tenants =
            new TenantsFile(environment, config.production(), connectorProblems.apply(config))
                .tenants(tenantsFile);
      } catch (ConfigException refused) {
        mistakes.addAll(refused.mistakes());
      }
    }
    if (config == null || !mistakes.isEmpty()) {
      throw new ConfigException(mistakes);
    }
    return new Configured<>(new GatewayFiles(config, tenants), attempt.warnings());
  }
}
