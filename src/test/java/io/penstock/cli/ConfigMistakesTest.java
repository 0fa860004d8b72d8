package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong files through the whole command line: what is said, and that nothing is started. */
class ConfigMistakesTest {
  private static final String TENANT =
      """
      tenants:
        - id: acme
          connections:
            - id: shop
              connector: sharespine
              settings: {baseUrl: "https://shop.test/api", tenant: acme, connectionId: "07", login: api}
              secrets: {password: secret-word}
              plugs: [{type: order, direction: export}]
            - id: wms
              connector: partner
              settings: {url: "https://wms.test/hook"}
              secrets: {signingKey: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}
              plugs: [{type: order, direction: import}]
      """;

  @TempDir Path folder;

  /** Lines of the configuration that are wrong, and what is said of each. */
  static Stream<Arguments> wrongConfigurations() {
    return Stream.of(
        wrong("drian: {limit: 8s}", "1:1: drian: there is no such key", "did you mean 'drain'?"),
        wrong("api: {port: many}", "1:13: api.port: must be a whole number, found 'many'"),
        wrong("api: {port: 70000}", "1:13: api.port: must be between 0 and 65535, not 70000"),
        wrong("push: {retryMax: 60}", "1:18: push.retryMax: must be a time with its unit"),
        wrong("api: {streamEvery: 5m}", "1:20: api.streamEvery: must be between 10ms and 1m"),
        wrong("store: {cacheBytes: 64}", "1:21: store.cacheBytes: must be a size with its unit"),
        wrong("store: {dedupKeep: 1d}", "1:20: store.dedupKeep: must be between 30d and 36500d"),
        wrong("http: {plainHttp: maybe}", "1:19: http.plainHttp: must be one of never, loopback"),
        wrong("http: {application: two words}", "1:21: http.application: must be one word"),
        wrong(
            "http: {trustedCertificates: [/not/there.pem]}",
            "http.trustedCertificates: cannot read /not/there.pem"),
        wrong("production: true", "http.contact: is required in production"),
        wrong("sharespine: {plugStyle: words}", "1:25: sharespine.plugStyle: must be one of token"),
        wrong("sharespine: {pace: {inFlightMax: 0}}", "1:34: sharespine.pace.inFlightMax: must be"),
        wrong("sharespine: {windowLength: 1ms}", "1:28: sharespine.windowLength: must be at least"),
        wrong("data: {folder: '${env:NOT_SET}'}", "variable NOT_SET is not set"),
        wrong("tenants: {file: /not/there.yaml}", "/not/there.yaml: there is no such file"));
  }

  /**
   * What is wrong in a tenant: a text of the right one, what stands there instead, what is said.
   */
  static Stream<Arguments> wrongTenants() {
    return Stream.of(
        tenant(
            "connector: partner", "connector: partnr", "10:20", "there is no connector 'partnr'"),
        tenant("login: api}", "login: 'a:b'}", "6:", "login: must not contain ':'"),
        tenant("tenant: acme,", "", "settings.tenant: is required"),
        tenant("login: api}", "login: api, logn: x}", "6:", "settings.logn: is not known"),
        tenant("https://shop.test/api", "http://shop.test/api", "6:", "must start with https://"),
        tenant("secret-word", "'${file:no-such-file}'", "7:", "there is no file"),
        tenant("{password: secret-word}", "{}", "secrets.password: is required"),
        tenant("direction: export", "direction: import", "plugs: order IMPORT is not offered"),
        tenant("direction: export", "direction: out", "8:42", "must be one of import, export"));
  }

  private static Arguments wrong(String line, String... said) {
    return Arguments.of(line, List.of(said));
  }

  private static Arguments tenant(String right, String wrong, String... said) {
    return Arguments.of(right, wrong, List.of(said));
  }

  @ParameterizedTest
  @MethodSource("wrongConfigurations")
  void wrongConfigurationIsToldWithItsPlace(String line, List<String> said) throws IOException {
    refused(line + "\n", said, 1);
  }

  @ParameterizedTest
  @MethodSource("wrongTenants")
  void wrongTenantIsToldWithItsPlace(String right, String wrong, List<String> said)
      throws IOException {
    assertThat(TENANT).contains(right);
    Path tenants = write("tenants.yaml", TENANT.replace(right, wrong));

    refused("tenants: {file: " + tenants + "}\n", said, 1);
  }

  @Test
  void unknownConnectionInARouteIsTold() throws IOException {
    String route = "    routes: [{type: order, from: shop, to: [wmz]}]\n";
    Path tenants = write("tenants.yaml", TENANT + route);

    refused(
        "tenants: {file: " + tenants + "}\n",
        List.of("14:45: tenants[0].routes[0].to[0]: there is no connection 'wmz'", "'wms'?"),
        1);
  }

  @Test
  void plainHttpInProductionIsRefusedEvenToThisMachine() throws IOException {
    Path tenants =
        write("tenants.yaml", TENANT.replace("https://shop.test/api", "http://127.0.0.1:8090/api"));

    refused(
        "production: true\nhttp: {contact: a@b.test}\ntenants: {file: " + tenants + "}\n",
        List.of(
            "tenants.yaml:6:29: tenants[0].connections[0].settings.baseUrl: must start with https://",
            "in production nowhere"),
        1);
  }

  @Test
  void allMistakesOfAllPartsAreToldAtOnce() throws IOException {
    Path tenants =
        write(
            "tenants.yaml",
            TENANT.replace("secret-word", "'${env:NOT_SET}'")
                + "  - {id: acme}\n"
                + "  - {id: globex, connections: [{id: x, connector: partnr}]}\n");
    String config =
        """
        production: true
        drian: {limit: 8s}
        api: {heartbeat: 15}
        sharespine: {paging: pages}
        tenants: {file: %s}
        """
            .formatted(tenants);

    refused(
        config,
        List.of(
            "http.contact: is required",
            ":2:1: drian",
            ":3:18: api.heartbeat",
            ":4:22: sharespine.paging",
            "NOT_SET is not set",
            "there is already a tenant 'acme'",
            "there is no connector 'partnr'"),
        7);
  }

  @Test
  void secretsOfABadFileAreNotSaid() throws IOException {
    Path tenants =
        write("tenants.yaml", TENANT.replace("{password: secret-word}", "{passwort: secret-word}"));

    Ran ran =
        refused("tenants: {file: " + tenants + "}\n", List.of("secrets.passwort: is not known"), 2);
    assertThat(ran.err()).doesNotContain("secret-word");
  }

  @Test
  void shippedFilesAreFineAsTheyAre() {
    Ran plain = Ran.shipped(Map.of(), "validate", "--config", "conf/penstock.yaml");
    assertThat(plain.err()).isEmpty();
    assertThat(plain.code()).isEqualTo(ExitCode.DONE);

    Map<String, String> environment =
        Map.of(
            "PENSTOCK_PRODUCTION", "true",
            "PENSTOCK_HTTP_CONTACT", "developers@example.com",
            "PENSTOCK_TENANTS_FILE", "conf/tenants.example.yaml",
            "ACME_PASSWORD", "secret-word",
            "ACME_HOOK_KEY", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    Ran production = Ran.shipped(environment, "validate", "--config", "conf/penstock.yaml");
    assertThat(production.err()).isEmpty();
    assertThat(production.code()).isEqualTo(ExitCode.DONE);
    assertThat(production.out()).contains("tenants in files 1, their connections 2");
  }

  /**
   * Both commands say the same and start nothing. What {@code serve} would use first is there to be
   * missed: the folder would be made, and the port is taken, which would be another message.
   *
   * @param count of mistakes
   */
  private Ran refused(String text, List<String> said, int count) throws IOException {
    Path config = write("penstock.yaml", text);
    Path data = folder.resolve("data");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment = new HashMap<>();
      if (!text.contains("data:")) {
        environment.put("PENSTOCK_DATA_FOLDER", data.toString());
      }
      environment.put("PENSTOCK_MANAGEMENT_PORT", Integer.toString(taken.getLocalPort()));
      Ran validated = Ran.shipped(environment, "validate", "--config", config.toString());
      Ran served = Ran.shipped(environment, "serve", "--config", config.toString());

      for (Ran ran : List.of(validated, served)) {
        assertThat(ran.err()).contains(said).contains("nothing was started.");
        assertThat(ran.err()).doesNotContain("\tat ", "listen");
        assertThat(ran.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).as(ran.err()).hasSize(count + 1);
      }
      assertThat(served.err()).isEqualTo(validated.err());
      assertThat(data).doesNotExist();
      return served;
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
