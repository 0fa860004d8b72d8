package io.penstock.ends;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

  private final Jar jar = Jar.here();
  private final Path folder;
  private final Map<String, String> environment;
  private final int apiPort;
  private final String key;
  private final Running sandbox;
  private Running gateway;
  private JsonNode ports;
  private int starts;

  private RunningPair(Path folder, List<String> sandboxOptions) throws Exception {
    this.folder = folder;
    // The partner has to know the address before the gateway runs, and it must outlive a restart.
    apiPort = freePort();
    environment = new HashMap<>();
    environment.put("PENSTOCK_API_PORT", Integer.toString(apiPort));
    environment.put("PENSTOCK_MANAGEMENT_PORT", "0");
    environment.put("PENSTOCK_DATA_FOLDER", folder.resolve("data").toString());
    key = makeKey();
    sandbox = startSandbox(sandboxOptions);
    environment.put("PENSTOCK_TENANTS_FILE", tenantsFile().toString());
    gateway = startGateway();
    try {
      ports = gateway.ready("management", READY_MAX);
    } catch (Throwable failed) {
      close();
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
    return URI.create("http://127.0.0.1:" + apiPort).resolve(path);
  }

  public URI management(String path) {
    int port = ports.path("management").asInt();
    return URI.create("http://127.0.0.1:" + port).resolve(path);
  }

  public String key() {
    return key;
  }

  Running sandbox() {
    return sandbox;
  }

  Running gateway() {
    return gateway;
  }

  /** A tenant that the sandbox has made. */
  public String anyTenant() throws IOException {
    Matcher id = TENANT_ID.matcher(Files.readString(tenantsFile()));
    if (!id.find()) {
      throw new AssertionError("the sandbox wrote no tenant into its tenants file");
    }
    return id.group(1);
  }

  /** kill -9, and the same gateway once more on the same folder. */
  void killAndRestartGateway() throws Exception {
    gateway.kill();
    gateway = startGateway();
    ports = gateway.ready("management", READY_MAX);
  }

  /** What both said, for the message of a failed test. */
  public String said() {
    return sandbox.said() + gateway.said();
  }

  @Override
  public void close() {
    gateway.close();
    sandbox.close();
  }

  private Running startGateway() {
    starts++;
    return jar.start(
        folder, "serve-" + starts, environment, "serve", "--config", gatewayConfig(), "--json");
  }

  private Running startSandbox(List<String> options) throws IOException {
    Path keyFile = Files.writeString(folder.resolve("key.txt"), key);
    List<String> line = new ArrayList<>(List.of("sandbox", "--json"));
    line.addAll(List.of("--config", Path.of("conf/sandbox.yaml").toAbsolutePath().toString()));
    line.addAll(List.of("--port", "0", "--partner-port", "0"));
    line.addAll(List.of("--tenants-file", tenantsFile().toString()));
    line.addAll(List.of("--gateway", api("").toString(), "--api-key-file", keyFile.toString()));
    line.addAll(options);
    Running started = jar.start(folder, "sandbox", Map.of(), line.toArray(new String[0]));
    try {
      started.ready("partner", READY_MAX);
      return started;
    } catch (Throwable failed) {
      started.close();
      throw failed;
    }
  }

  private String makeKey() throws Exception {
    String[] line = {
      "api-key", "create", "--name", "partner", "--config", gatewayConfig(), "--json"
    };
    try (Running command = jar.start(folder, "api-key", environment, line)) {
      if (command.exitCode(READY_MAX) != 0) {
        throw new AssertionError("no API key was made" + command.said());
      }
      return command.lastLine().path("key").asText();
    }
  }

  private Path tenantsFile() {
    return folder.resolve("tenants.yaml");
  }

  private static String gatewayConfig() {
    return Path.of("conf/penstock.yaml").toAbsolutePath().toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
