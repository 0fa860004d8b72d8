package io.penstock.cli;

import io.penstock.server.config.Checks;
import io.penstock.server.config.Configured;
import io.penstock.server.config.GatewayFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config FILE}, mixed into each command that reads the gateway's configuration. */
public final class ConfigFile {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      required = true,
      description = "The gateway's configuration, such as conf/penstock.yaml.")
  private @Nullable Path file;

  public Path file() {
    return Objects.requireNonNull(file, "picocli gives a required option its value");
  }

  /**
   * Reads the configuration and the tenants file it names; mistakes end the command with exit code
   * 78. Warnings are told on stderr.
   */
  public Configured<GatewayFiles> read(
      Map<String, String> environment, Checks checks, Output output) {
    Configured<GatewayFiles> read = GatewayFiles.read(file(), environment, checks);
    read.warnings().forEach(warning -> output.message("penstock: warning: " + warning));
    return read;
  }
}
