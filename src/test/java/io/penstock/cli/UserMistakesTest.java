package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A user's mistake gets a sentence and an exit code, never a stack trace. */
class UserMistakesTest {
  @TempDir Path folder;

  static Stream<Arguments> wrongUsage() {
    return Stream.of(
        wrong("demo --for 60", "'60' is not a duration"),
        wrong("demo --for soon", "'soon' is not a duration"),
        wrong("demo --faults some", "--faults"),
        wrong("demo --tenants 0", "--tenants must be at least 1"),
        wrong("demo --tenants 10001", "tenants must be between 0 and 10000"),
        wrong("demo --orders-per-second -1", "ordersPerSecond must be between 0 and 100000"),
        wrong("demo --updates-per-second 0", "--updates-per-second must be above 0"),
        wrong("sandbox --platform other", "there is no platform 'other'"),
        wrong("sandbox --faults some", "--faults"),
        wrong("sandbox --for 1", "'1' is not a duration"),
        wrong("sandbox --tenants -1", "tenants must be between 0 and 10000"),
        wrong("sandbox --port 70000", "port must be between 0 and 65535"),
        wrong("sandbox --partner-port -1", "--partner-port must be between 0 and 65535"),
        wrong("sandbox --gateway http://127.0.0.1:1", "--gateway and --api-key-file"),
        wrong("sandbox --gateway here --api-key-file x", "--gateway must be a whole address"),
        wrong("serve", "--config"));
  }

  private static Arguments wrong(String line, String said) {
    return Arguments.of(line, said);
  }

  @ParameterizedTest
  @MethodSource("wrongUsage")
  void wrongUsageIsSaidInOneSentence(String line, String said) {
    ended(ExitCode.USAGE, said, Map.of(), line.split(" "));
  }

  @Test
  void apiKeyFileThatIsNotThereOrEmptyIsSaid() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    Path missing = folder.resolve("missing");
    String[] line = {"sandbox", "--gateway", "http://127.0.0.1:1", "--api-key-file", ""};

    line[4] = missing.toString();
    ended(ExitCode.UNAVAILABLE, missing + ": there is no such file", Map.of(), line);
    line[4] = empty.toString();
    ended(ExitCode.UNAVAILABLE, empty + ": must hold one API key", Map.of(), line);
    line[4] = folder.toString();
    ended(ExitCode.UNAVAILABLE, "Is a directory", Map.of(), line);
  }

  @Test
  void tenantsFileThatCannotBeWrittenIsSaid() {
    Path nowhere = folder.resolve("no-such-folder/tenants.yaml");
    String line = "sandbox --port 0 --partner-port 0 --tenants 1 --for 1ms --tenants-file ";

    ended(
        ExitCode.UNAVAILABLE,
        nowhere + ": there is no such file or folder",
        Map.of(),
        (line + nowhere).split(" "));
    ended(ExitCode.UNAVAILABLE, "Is a directory", Map.of(), (line + folder).split(" "));
  }

  @Test
  void demoWhoseFolderIsAFileIsSaid() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    ended(
        ExitCode.UNAVAILABLE,
        file + ": is a file where a folder is needed",
        Map.of(),
        "demo",
        "--data",
        file.toString());
  }

  @Test
  void wrongSandboxFileIsAConfigurationMistake() throws IOException {
    Path file =
        Files.writeString(folder.resolve("sandbox.yaml"), "traffic: {profile: wild}\nsede: 1\n");

    Ran ran = ended(ExitCode.CONFIGURATION, ":1:20: traffic.profile", Map.of(), sandbox(file));
    assertThat(ran.err()).contains(":2:1: sede", "did you mean 'seed'?");
  }

  private static String[] sandbox(Path file) {
    return new String[] {"sandbox", "--config", file.toString()};
  }

  @Test
  void portInUseIsSaid() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      for (String part : List.of("API", "MANAGEMENT")) {
        Map<String, String> environment =
            Map.of(
                "PENSTOCK_DATA_FOLDER",
                folder.resolve("data").toString(),
                "PENSTOCK_API_HOST",
                "127.0.0.1",
                "PENSTOCK_API_PORT",
                part.equals("API") ? port : "0",
                "PENSTOCK_MANAGEMENT_HOST",
                "127.0.0.1",
                "PENSTOCK_MANAGEMENT_PORT",
                part.equals("API") ? "0" : port);
        String[] line = {"serve", "--config", "conf/penstock.yaml"};
        Ran ran =
            ended(ExitCode.UNAVAILABLE, "cannot listen on 127.0.0.1:" + port, environment, line);
        assertThat(ran.err()).contains("or choose another port");
      }
      String line = "sandbox --partner-port 0 --tenants 1 --for 1ms --port " + port;
      ended(ExitCode.UNAVAILABLE, "cannot listen on 127.0.0.1:" + port, Map.of(), line.split(" "));
    }
  }

  @Test
  void dataFolderThatCannotBeMadeIsSaid() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Map<String, String> environment =
        Map.of("PENSTOCK_DATA_FOLDER", file.resolve("data").toString());

    ended(
        ExitCode.UNAVAILABLE,
        "cannot be used",
        environment,
        "serve",
        "--config",
        "conf/penstock.yaml");
  }

  private static Ran ended(
      int code, String said, Map<String, String> environment, String... arguments) {
    Ran ran = Ran.shipped(environment, arguments);
    assertThat(ran.err()).startsWith(code == ExitCode.CONFIGURATION ? "/" : "penstock: ");
    assertThat(ran.err()).contains(said).doesNotContain("\tat ", "our own mistake");
    assertThat(ran.code()).isEqualTo(code);
    return ran;
  }
}
