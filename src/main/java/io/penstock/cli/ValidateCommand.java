package io.penstock.cli;

import io.penstock.server.config.Checks;
import io.penstock.server.config.Configured;
import io.penstock.server.config.GatewayFiles;
import io.penstock.tenant.Tenant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads all that {@code serve} would read, and starts nothing. */
@Command(
    name = "validate",
    description = "Check the configuration and the tenants file; tell all mistakes at once.",
    footerHeading = "Examples:%n",
    footer = {
      "  java -jar penstock.jar validate --config conf/penstock.yaml",
      "  PENSTOCK_TENANTS_FILE=tenants.yaml java -jar penstock.jar validate -c conf/penstock.yaml",
      ""
    })
public final class ValidateCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final ConfigFile configFile = new ConfigFile();

  private final Map<String, String> environment;
  private final Checks checks;

  /**
   * @param checks what the parts of the gateway say against the files
   */
  public ValidateCommand(Map<String, String> environment, Checks checks) {
    this.environment = environment;
    this.checks = checks;
  }

  @Override
  public Integer call() {
    Configured<GatewayFiles> read = configFile.read(environment, checks, output);
    List<Tenant> tenants = read.value().tenants();
    int connections = tenants.stream().mapToInt(tenant -> tenant.connections().size()).sum();
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("file", configFile.file().toString());
    verdict.put("tenants", tenants.size());
    verdict.put("connections", connections);
    verdict.put("warnings", read.warnings());
    verdict.put("mistakes", List.of());
    output.data(
        configFile.file()
            + " is fine: tenants in files "
            + tenants.size()
            + ", their connections "
            + connections
            + ".",
        verdict);
    return ExitCode.DONE;
  }
}
