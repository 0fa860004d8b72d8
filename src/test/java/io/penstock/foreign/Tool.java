package io.penstock.foreign;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Runs one program of the machine with a time limit, and decides what a missing one means. */
final class Tool {
  /** The program must end with one of its own codes; this one says that we ended it. */
  static final int TIMED_OUT = -1;

  private static final Map<String, String> QUIET =
      Map.of(
          "NO_COLOR", "1",
          "REDOCLY_TELEMETRY", "off",
          "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true",
          "npm_config_update_notifier", "false");

  private Tool() {}

  /** What a program said: its exit code and both its streams as one text. */
  record Result(int exitCode, String output) {
    boolean passed() {
      return exitCode == 0;
    }
  }

  /** Looks the way a shell does: the first executable file of that name on the PATH. */
  static Optional<Path> onPath(String program, @Nullable String path) {
    return Stream.of((path == null ? "" : path).split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /** Through files and not through pipes: a full pipe would stop the program and our waiting. */
  static Result run(Path folder, String input, Duration limit, List<String> command) {
    try {
      Path in = Files.createTempFile(folder, "in", ".tmp");
      Path out = Files.createTempFile(folder, "out", ".tmp");
      try {
        Files.writeString(in, input);
        return run(folder, in, out, limit, command);
      } finally {
        Files.delete(in);
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + command + " in " + folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command + " was running", e);
    }
  }

  private static Result run(Path folder, Path in, Path out, Duration limit, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(QUIET);
    Process process = builder.start();
    if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Result(process.exitValue(), Files.readString(out));
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    return new Result(
        TIMED_OUT, Files.readString(out) + "\nended by us after " + limit.toSeconds() + " s");
  }

  /** To be thrown: skips the test on a desk, fails it where {@code CI} is {@code true}. */
  static RuntimeException missing(String reason, @Nullable String ci) {
    if ("true".equals(ci)) {
      throw new AssertionError(reason + " (CI is true, so nothing may be skipped)");
    }
    return new TestAbortedException(reason);
  }
}
