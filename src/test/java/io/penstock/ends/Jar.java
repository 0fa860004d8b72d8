package io.penstock.ends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The packaged jar and the Java that runs it. {@code penstock.jar} names the jar; {@code
 * penstock.java} names a Java's folder, which is the test's own when it is not given.
 */
public final class Jar {
  private final Path java;

  private Jar(Path home) {
    this.java = home.resolve("bin/java");
  }

  public static Jar here() {
    return on(Path.of(System.getProperty("penstock.java", System.getProperty("java.home"))));
  }

  public static Jar on(Path javaHome) {
    return new Jar(javaHome);
  }

  static Path file() {
    return Path.of(System.getProperty("penstock.jar", "target/penstock.jar")).toAbsolutePath();
  }

  /** The command line of a command of the jar, as a person would type it. */
  List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(List.of(java.toString(), "-jar", file().toString()));
    line.addAll(List.of(arguments));
    return line;
  }

  public Running start(Path folder, String name, Map<String, String> environment, String... line) {
    return start(folder, name, environment, line(line));
  }

  /**
   * @param folder gets what the process prints, as {@code name.out} and {@code name.err}
   */
  static Running start(
      Path folder, String name, Map<String, String> environment, List<String> line) {
    Path out = folder.resolve(name + ".out");
    Path err = folder.resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("PENSTOCK_"));
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(folder);
      return new Running(builder.start(), name, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + line, e);
    }
  }
}
