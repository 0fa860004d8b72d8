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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The other process: the sink that takes pushes and the feeder that sends updates. It is this jar
 * again, with the same Java; it is spoken to by lines and ends when its input ends.
 */
final class Outside implements AutoCloseable {
  private static final String MAIN = "io.penstock.Main";
  private static final String COMMAND = "bench-sink";
  private static final long END_SECONDS_MAX = 10;

  private final Process process;
  private final BufferedReader in;
  private final PrintWriter out;
  private final List<Integer> ports;
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
