package io.penstock.cli.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A gateway in a process of its own; it runs where this one does, which has nothing to do
 * meanwhile.
 *
 * @param readySeconds from its start until it listens
 */
record Serving(
    Process process, long startedNanos, int port, double readySeconds, double readyCpuSeconds)
    implements AutoCloseable {
  private static final String MAIN = "io.penstock.Main";

  /** With time to write what it has learned for the next start. */
  private static final long STOP_SECONDS_MAX = 180;

  static Serving start(Path config, List<String> jvmOptions) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(List.of("serve", "--json", "--config", config.toString()));
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String ready = out.readLine();
    String said = "nothing";
    while (ready != null && !ready.startsWith("{\"api\"")) {
      said = ready;
      ready = out.readLine();
    }
    if (ready == null) {
      throw new BenchTrouble("serve did not start; it said last: " + said);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    int port = new JsonObject(ready).getInteger("api");
    return new Serving(process, started, port, seconds, cpuSeconds(process));
  }

  URI api() {
    return URI.create("http://127.0.0.1:" + port);
  }

  double seconds() {
    return (System.nanoTime() - startedNanos) / 1e9;
  }

  double cpuSeconds() {
    return cpuSeconds(process);
  }

  private static double cpuSeconds(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
