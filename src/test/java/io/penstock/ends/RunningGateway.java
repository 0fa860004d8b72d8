package io.penstock.ends;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code serve} as a process of its own, with the shipped configuration file and an API key. Only
 * what has to differ from run to run comes from the environment: ports and folders.
 */
public final class RunningGateway implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofMinutes(1);

  private final Jar jar = Jar.here();
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final int apiPort;
  private final String key;
  private @Nullable Running process;
  private @Nullable JsonNode ports;
  private int starts;

  /** Makes an API key; {@link #start} starts it. */
  RunningGateway(Path folder) throws Exception {
    this.folder = folder;
    // Whoever calls has to know the address before the gateway runs, and it must outlive a restart.
    apiPort = freePort();
    environment.put("PENSTOCK_API_PORT", Integer.toString(apiPort));
    environment.put("PENSTOCK_MANAGEMENT_PORT", "0");
    environment.put("PENSTOCK_DATA_FOLDER", folder.resolve("data").toString());
    key = makeKey();
  }

  /** Further settings, for the next start. */
  void set(String name, String value) {
    environment.put(name, value);
  }

  RunningGateway start() throws Exception {
    starts++;
    List<String> line = jar.line("serve", "--config", config(), "--json");
    Running started = Jar.start(folder, "serve-" + starts, environment, line);
    process = started;
    try {
      ports = started.ready("management", READY_MAX);
    } catch (Throwable failed) {
      close();
      throw failed;
    }
    return this;
  }

  /** kill -9, and the same gateway once more on the same folder. */
  void killAndRestart() throws Exception {
    process().kill();
    start();
  }

  Running process() {
    return Objects.requireNonNull(process, "start it first");
  }

  URI api(String path) {
    return URI.create("http://127.0.0.1:" + apiPort).resolve(path);
  }

  URI management(String path) {
    int port = Objects.requireNonNull(ports, "start it first").path("management").asInt();
    return URI.create("http://127.0.0.1:" + port).resolve(path);
  }

  String key() {
    return key;
  }

  private String makeKey() throws Exception {
    String[] line = {"api-key", "create", "--name", "partner", "--config", config(), "--json"};
    try (Running command = jar.start(folder, "api-key", environment, line)) {
      if (command.exitCode(READY_MAX) != 0) {
        throw new AssertionError("no API key was made" + command.said());
      }
      return command.lastLine().path("key").asText();
    }
  }

  private static String config() {
    return Path.of("conf/penstock.yaml").toAbsolutePath().toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    Running running = process;
    if (running != null) {
      running.close();
    }
  }
}
