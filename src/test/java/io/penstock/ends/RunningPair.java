package io.penstock.ends;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sandbox and gateway as two processes with the shipped configuration files. Only what has to
 * differ from run to run comes from the environment and from options: ports and folders.
 */
public final class RunningPair implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofMinutes(1);
  private static final Pattern TENANT_ID = Pattern.compile("(?m)^ *- id: (\\S+)$");

  private final Path folder;
  private final RunningGateway gateway;
  private final Running sandbox;

  private RunningPair(Path folder, List<String> sandboxOptions) throws Exception {
    this.folder = folder;
    gateway = new RunningGateway(folder);
    sandbox = startSandbox(sandboxOptions);
    gateway.set("PENSTOCK_TENANTS_FILE", tenantsFile().toString());
    try {
      gateway.start();
    } catch (Throwable failed) {
      sandbox.close();
      throw failed;
    }
  }

  /**
   * Makes an API key, starts the sandbox whose partner sends stock levels and prices, starts the
   * gateway.
   *
   * @param sandboxOptions beyond addresses and files, such as {@code --tenants}
   */
  public static RunningPair start(Path folder, String... sandboxOptions) throws Exception {
    return new RunningPair(folder, List.of(sandboxOptions));
  }

  public URI api(String path) {
    return gateway.api(path);
  }

  public URI management(String path) {
    return gateway.management(path);
  }

  public String key() {
    return gateway.key();
  }

  Running sandbox() {
    return sandbox;
  }

  Running gateway() {
    return gateway.process();
  }

  /** A tenant that the sandbox has made. */
  public String anyTenant() throws IOException {
    Matcher id = TENANT_ID.matcher(Files.readString(tenantsFile()));
    if (!id.find()) {
      throw new AssertionError("the sandbox wrote no tenant into its tenants file");
    }
    return id.group(1);
  }

  void killAndRestartGateway() throws Exception {
    gateway.killAndRestart();
  }

  /** What both said, for the message of a failed test. */
  public String said() {
    return sandbox.said() + gateway.process().said();
  }

  @Override
  public void close() {
    gateway.close();
    sandbox.close();
  }

  private Running startSandbox(List<String> options) throws IOException {
    Path keyFile = Files.writeString(folder.resolve("key.txt"), key());
    List<String> line = new ArrayList<>(List.of("sandbox", "--json"));
    line.addAll(List.of("--config", Path.of("conf/sandbox.yaml").toAbsolutePath().toString()));
    line.addAll(List.of("--port", "0", "--partner-port", "0"));
    line.addAll(List.of("--tenants-file", tenantsFile().toString()));
    line.addAll(List.of("--gateway", api("").toString(), "--api-key-file", keyFile.toString()));
    line.addAll(options);
    Running started = Jar.here().start(folder, "sandbox", Map.of(), line.toArray(new String[0]));
    try {
      started.ready("partner", READY_MAX);
      return started;
    } catch (Throwable failed) {
      started.close();
      throw failed;
    }
  }

  private Path tenantsFile() {
    return folder.resolve("tenants.yaml");
  }
}
