package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.server.Gateway;
import io.penstock.server.GatewayVertx;
import io.penstock.server.config.ConfigReader;
import io.penstock.server.config.GatewayConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The api-key command on a real store, without a gateway on it and beside one. */
class ApiKeyStoreTest {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void keyIsMadeListedAndRevokedWithoutAGateway() throws IOException {
    Ran made = apiKey("create", "--name", "erp", "--tenant", "acme");
    assertThat(made.err()).contains("only now");
    assertThat(made.code()).isEqualTo(ExitCode.DONE);
    String key = made.out().strip();
    String id = key.split("_")[1];

    Ran listed = apiKey("list");
    assertThat(listed.out()).contains(id, "erp", "acme").doesNotContain(key);
    for (Path file : files()) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain(key);
    }

    assertThat(apiKey("revoke", id).code()).isEqualTo(ExitCode.DONE);
    assertThat(apiKey("list").err()).contains("There are no keys");
    assertThat(apiKey("revoke", id).code()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void storeIsReadableByItsOwnerAlone() throws IOException {
    apiKey("create", "--name", "erp");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
        .isEqualTo("rwx------");
    for (Path file : files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(file.toString())
          .isEqualTo("rw-------");
    }
  }

  @Test
  void keyMadeBesideARunningGatewayIsTakenUntilItIsRevoked() throws Exception {
    GatewayConfig config =
        new ConfigReader(
                Map.of(
                    "PENSTOCK_DATA_FOLDER", data().toString(),
                    "PENSTOCK_API_HOST", "127.0.0.1",
                    "PENSTOCK_API_PORT", "0",
                    "PENSTOCK_API_KEYS_EVERY", "100ms",
                    "PENSTOCK_MANAGEMENT_HOST", "127.0.0.1",
                    "PENSTOCK_MANAGEMENT_PORT", "0"))
            .read(GatewayConfig.class, null)
            .value();
    GatewayVertx machine = GatewayVertx.create();
    Gateway gateway =
        Waiting.started(
            "the gateway", Gateway.start(machine, config, List.of(), "test"), START_MAX);
    try {
      String key = apiKey("create", "--name", "erp").out().strip();
      await().atMost(START_MAX).until(() -> status(gateway, key) == 200);

      assertThat(apiKey("revoke", key.split("_")[1]).code()).isEqualTo(ExitCode.DONE);
      await().atMost(START_MAX).until(() -> status(gateway, key) == 401);
    } finally {
      Waiting.awaited("stopping", gateway.stop(), START_MAX);
      Waiting.awaited("closing", machine.vertx().close(), START_MAX);
    }
  }

  @Test
  void storeOfALaterVersionIsLeftAlone() throws IOException, SQLException {
    apiKey("create", "--name", "erp");
    try (Connection sql = sql();
        Statement statement = sql.createStatement()) {
      statement.execute("PRAGMA user_version=99");
    }

    Ran ran = apiKey("list");
    assertThat(ran.err())
        .contains("has layout 99", "start the version that wrote it")
        .doesNotContain("\tat ");
    assertThat(ran.code()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void storeThatAnotherProcessWritesToForTooLongIsForLater() throws IOException, SQLException {
    apiKey("create", "--name", "erp");
    try (Connection sql = sql();
        Statement statement = sql.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");

      Ran ran = apiKey("create", "--name", "late");
      assertThat(ran.err())
          .contains("another process is writing to it for too long")
          .doesNotContain("\tat ");
      assertThat(ran.code()).isEqualTo(ExitCode.TRY_AGAIN);
      statement.execute("ROLLBACK");
    }
    assertThat(new ObjectMapper().readTree(apiKey("list", "--json").out()).get("name").asText())
        .isEqualTo("erp");
  }

  @Test
  void fileThatIsNoStoreIsSaid() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("penstock.db"), "this is a diary, not a store. ".repeat(50));

    Ran ran = apiKey("list");
    assertThat(ran.err()).contains("it is damaged").doesNotContain("\tat ");
    assertThat(ran.code()).isEqualTo(ExitCode.UNAVAILABLE);
  }

  private Ran apiKey(String... arguments) {
    List<String> line = new ArrayList<>(List.of("api-key"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--data", data().toString()));
    return Ran.shipped(Map.of(), line.toArray(String[]::new));
  }

  private Path data() {
    return folder.resolve("data");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(data())) {
      return files.toList();
    }
  }

  private Connection sql() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + data().resolve("penstock.db"));
  }

  private static int status(Gateway gateway, String key) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + gateway.apiPort() + "/v1/ledger");
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + key).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
