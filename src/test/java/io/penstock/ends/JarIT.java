package io.penstock.ends;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jar on the oldest Java we support, and on Java 25 where there is one. */
class JarIT {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  static List<Path> javaHomes() throws IOException {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    String named = System.getenv("JAVA25_HOME");
    if (named != null) {
      homes.add(Path.of(named));
    } else if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> installed = Files.list(INSTALLED)) {
        installed.filter(JarIT::isJava25).findFirst().ifPresent(homes::add);
      }
    }
    return homes;
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void itRunsWithoutAWarningOfTheJvm(Path javaHome) throws Exception {
    assertQuiet(javaHome, "version");
    assertQuiet(javaHome, "--help");
    String data = folder.resolve("demo-data").toString();
    assertQuiet(javaHome, "demo", "--for", "3s", "--tenants", "5", "--json", "--data", data);
  }

  private void assertQuiet(Path javaHome, String... line) throws Exception {
    try (Running command = Jar.on(javaHome).start(folder, line[0], Map.of(), line)) {
      assertThat(command.exitCode(LIMIT)).as(command.said()).isZero();
      assertThat(command.messages()).doesNotContain("WARNING:");
    }
  }

  private static boolean isJava25(Path home) {
    try {
      Path release = home.resolve("release");
      return Files.isExecutable(home.resolve("bin/java"))
          && Files.exists(release)
          && Files.readString(release).contains("JAVA_VERSION=\"25");
    } catch (IOException e) {
      return false;
    }
  }
}
