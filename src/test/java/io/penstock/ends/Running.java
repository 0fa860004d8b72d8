package io.penstock.ends;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the jar. Closing kills it, so that a failed test leaves none behind. */
public final class Running implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TAIL_CHARACTERS = 4_000;

  private final Process process;
  private final String name;
  private final Path out;
  private final Path err;

  Running(Process process, String name, Path out, Path err) {
    this.process = process;
    this.name = name;
    this.out = out;
    this.err = err;
  }

  /**
   * Waits for the first line of data, which a long-running command prints when it is ready.
   *
   * @param field stands in that line and in no line about a mistake
   */
  public JsonNode ready(String field, Duration limit) {
    await(name + " to be ready")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !process.isAlive() || !lines().isEmpty());
    List<JsonNode> lines = lines();
    if (lines.isEmpty() || !lines.get(0).has(field)) {
      throw new AssertionError(name + " did not get ready" + said());
    }
    return lines.get(0);
  }

  /** The data printed so far; a line that is still being written is left out. */
  List<JsonNode> lines() {
    String text = text(out);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(this::json).toList();
  }

  JsonNode lastLine() {
    List<JsonNode> lines = lines();
    if (lines.isEmpty()) {
      throw new AssertionError(name + " printed no data" + said());
    }
    return lines.get(lines.size() - 1);
  }

  String messages() {
    return text(err);
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGINT, as Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    run("kill", "-INT");
  }

  /** SIGSTOP: it stands still and knows nothing of it, as a machine that sleeps. */
  void freeze() throws IOException, InterruptedException {
    run("kill", "-STOP");
  }

  void thaw() throws IOException, InterruptedException {
    run("kill", "-CONT");
  }

  /** From now on a write beyond so many bytes of a file fails; {@code unlimited} for none. */
  void limitFiles(String bytes) throws IOException, InterruptedException {
    run("prlimit", "--fsize=" + bytes + ":unlimited", "--pid");
  }

  long pid() {
    return process.pid();
  }

  /** A command whose last word is the process's number. */
  private void run(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(words));
    line.add(Long.toString(process.pid()));
    int code = new ProcessBuilder("bash", "-c", String.join(" ", line)).start().waitFor();
    if (code != 0) {
      throw new AssertionError(line + " ended with " + code);
    }
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(name + " still runs after " + limit.toSeconds() + " s" + said());
    }
    return process.exitValue();
  }

  /** The end of what it printed, for the message of a failed test. */
  String said() {
    return "\n--- " + name + " stdout\n" + tail(out) + "\n--- " + name + " stderr\n" + tail(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(name + " printed a line that is not JSON: " + line, e);
    }
  }

  private static String tail(Path file) {
    String text = text(file);
    return text.substring(Math.max(0, text.length() - TAIL_CHARACTERS));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
