package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The other process: the sink that takes pushes and the feeder that sends updates. It is this jar
 * again, with the same Java; it is spoken to by lines and ends when its input ends.
 */
final class Outside implements AutoCloseable {
  private static final String MAIN = "io.penstock.Main";
  private static final String COMMAND = "bench-sink";
  private static final long END_SECONDS_MAX = 10;
  private static final int WARM_WINDOWS_COMPARED = 3;
  private static final double WARM_TOLERANCE = 0.05;

  /** Above this, updates still wait for those that came before the compiler was done. */
  private static final double CAUGHT_UP_MILLIS = 1_000;

  private static final Duration WARM_WINDOW = Duration.ofSeconds(3);

  private final Process process;
  private final BufferedReader in;
  private final PrintWriter out;
  private final List<Integer> ports;
  private final int pagesPort;
  private final Path certificate;
  private final long startMillis;

  private Outside(Process process, BufferedReader in, PrintWriter out, JsonObject ready) {
    this.process = process;
    this.in = in;
    this.out = out;
    JsonArray told = ready.getJsonArray("ports");
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      all.add(told.getInteger(i));
    }
    this.ports = List.copyOf(all);
    this.pagesPort = ready.getInteger("pagesPort");
    this.certificate = Path.of(ready.getString("certificate"));
    this.startMillis = ready.getLong("startMillis");
  }

  static Outside start(Machine machine, Goods goods, int origins) {
    List<String> line = new ArrayList<>(machine.elsewhere());
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xms256m", "-Xmx1g", "-cp", System.getProperty("java.class.path"), MAIN));
    line.addAll(List.of(COMMAND, "--origins", Integer.toString(origins)));
    line.addAll(List.of("--tenants", Integer.toString(goods.tenants())));
    line.addAll(List.of("--skus", Integer.toString(goods.skus())));
    try {
      Process process =
          new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      PrintWriter out =
          new PrintWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
      String ready = line(in);
      if (ready == null) {
        process.destroyForcibly();
        throw new BenchTrouble("the sink did not start; see its words above");
      }
      return new Outside(process, in, out, new JsonObject(ready));
    } catch (IOException cannot) {
      throw new BenchTrouble("the sink cannot be started: " + cannot.getMessage());
    }
  }

  /** The next line of its own; what a library prints there is passed over. Null at the end. */
  private static @Nullable String line(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && !line.startsWith("{")) {
      line = in.readLine();
    }
    return line;
  }

  List<Integer> ports() {
    return ports;
  }

  /** Where the platform is that is polled. */
  int pagesPort() {
    return pagesPort;
  }

  Path certificate() {
    return certificate;
  }

  long startMillis() {
    return startMillis;
  }

  Counts counts() {
    return Counts.of(ask("count"));
  }

  JsonObject ask(String what) {
    return ask(new JsonObject().put("do", what));
  }

  JsonObject ask(JsonObject question) {
    out.println(question.encode());
    String answer;
    try {
      answer = line(in);
    } catch (IOException broken) {
      answer = null;
    }
    if (answer == null) {
      throw new BenchTrouble("the sink has ended");
    }
    JsonObject read = new JsonObject(answer);
    @Nullable String error = read.getString("error");
    if (error != null) {
      throw new BenchTrouble("the sink cannot " + question.getString("do") + ": " + error);
    }
    return read;
  }

  void feed(JsonObject order) {
    ask(order);
  }

  /**
   * Ends a feeder; returns when all it sent is acknowledged.
   *
   * @param hears that requests had to be sent again, if so
   */
  void endFeed(String name, Consumer<String> hears) {
    JsonObject ended = ask(new JsonObject().put("do", "stop").put("name", name));
    if (ended.getLong("refused") > 0) {
      hears.accept(
          ended.getLong("refused")
              + " requests were refused and sent again; the last: "
              + ended.getString("trouble"));
    }
  }

  /** Values are counts, or from now on the times at which they were to be sent. */
  void timed(boolean timed, int fromTenant) {
    ask(new JsonObject().put("do", "timed").put("timed", timed).put("from", fromTenant));
  }

  /**
   * Lets the gateway's requests wait for their answer, or answers them again.
   *
   * @param which {@code holdPolls} or {@code holdPushes}
   */
  void hold(String which, boolean held) {
    ask(new JsonObject().put("do", which).put("held", held));
  }

  Latency latency() {
    return Latency.of(ask("latency"));
  }

  /**
   * At a fixed rate CPU is not what falls when code gets warm; the latency is, and so it is watched
   * instead.
   */
  void warmByLatency(BenchOptions options, int fromTenant) {
    WarmUp warmUp = new WarmUp(WARM_WINDOWS_COMPARED, WARM_TOLERANCE);
    long end = System.nanoTime() + options.warmMax().toNanos();
    boolean warm = false;
    while (!warm && System.nanoTime() - end < 0) {
      timed(true, fromTenant);
      Await.pause(WARM_WINDOW);
      Latency latency = latency();
      options.tell("warming  " + latency.line());
      boolean steady = latency.count() > 0 && warmUp.isWarmAfter(latency.p99Millis());
      warm = steady && latency.p50Millis() < CAUGHT_UP_MILLIS;
    }
  }

  Balance balance(GatewaySide gateway) {
    JsonObject check = ask("check");
    Counts counts = counts();
    return new Balance(
        gateway.ledger(),
        counts.acknowledged(),
        check.getLong("keys"),
        check.getLong("wrong"),
        counts.strange());
  }

  @Override
  public void close() {
    out.close();
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
