package io.penstock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.record.RecordType;
import io.penstock.tenant.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir Path folder;

  @Test
  void emptyFileGivesDefaults() {
    for (String nothing : List.of("", "# only words\n", "---\n", "api:\n", "{}", "api: {}")) {
      assertThat(read(nothing)).as(nothing).isEqualTo(SampleOptions.DEFAULTS);
    }
  }

  @Test
  void everyTypeIsRead() {
    SampleOptions read =
        read(
            """
            name: 'a: b'
            open: false
            api: {port: 0, bodyMaxBytes: 8 MiB, pageMaxBytes: 1KiB}
            type: order-status
            share: 0.25
            idle: -500ms
            since: 2026-01-31T00:00:00Z
            hosts:
              - x
            rules: [{path: /a, rate: 1_000, every: 2h, strict: true}, {path: /b, rate: 2}]
            weights: {b: 2, a: 1}
            file: conf/a.yaml
            base: https://example.com/x
            password: long enough
            tls: {certificate: a, key: b}
            """);

    assertThat(read)
        .isEqualTo(
            new SampleOptions(
                "a: b",
                false,
                new SampleOptions.Api(0, 8 << 20, 1024),
                RecordType.ORDER_STATUS,
                0.25,
                Duration.ofMillis(-500),
                Instant.parse("2026-01-31T00:00:00Z"),
                List.of("x"),
                List.of(
                    new SampleOptions.Rule("/a", 1000, Duration.ofHours(2), true),
                    new SampleOptions.Rule("/b", 2, null, false)),
                Map.of("a", 1, "b", 2),
                Path.of("conf/a.yaml"),
                URI.create("https://example.com/x"),
                new Secret("long enough"),
                new SampleOptions.Tls(Path.of("a"), Path.of("b"))));
    assertThat(read.weights().keySet()).as("as written").containsExactly("b", "a");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    ConfigException refused =
        refused(
            """
            nmae: x
            open: maybe
            api:
              port: 70000
              bodyMaxBytes: 5
            share: 2
            name: ''
            idle: 5
            tls: {}
            """,
            Map.of("PENSTOCK_TYPE", "nothing"));

    assertThat(refused.mistakes())
        .extracting(Mistake::path)
        .containsExactly(
            "type",
            "nmae",
            "open",
            "api.port",
            "api.bodyMaxBytes",
            "share",
            "name",
            "idle",
            "tls.certificate",
            "tls.key");
  }

  @Test
  void environmentGoesBeforeTheFile() {
    SampleOptions read =
        read(
            "api: {port: 1}\nopen: true",
            Map.of(
                "PENSTOCK_API_PORT", "2",
                "PENSTOCK_OPEN", "false",
                "PENSTOCK_API_BODY_MAX_BYTES", "2MiB",
                "PENSTOCK_HOSTS", "c, d",
                "PENSTOCK_TLS_CERTIFICATE", "cert.pem",
                "PENSTOCK_TLS_KEY", "key.pem",
                "PENSTOCK_FILE", "",
                "OTHER_NAME", "x"));

    assertThat(read.api().port()).isEqualTo(2);
    assertThat(read.open()).isFalse();
    assertThat(read.api().bodyMaxBytes()).isEqualTo(2 << 20);
    assertThat(read.hosts()).containsExactly("c", "d");
    assertThat(read.tls())
        .isEqualTo(new SampleOptions.Tls(Path.of("cert.pem"), Path.of("key.pem")));
    assertThat(read.file()).as("an empty variable takes an optional value away").isNull();
  }

  @Test
  void variableWithFileBehindItNamesAFile() throws IOException {
    Path secret = Files.writeString(folder.resolve("password"), "from a file\n");

    SampleOptions read = read("", Map.of("PENSTOCK_PASSWORD_FILE", secret.toString()));

    assertThat(read.password()).isEqualTo(new Secret("from a file"));
  }

  @Test
  void mistakeInTheEnvironmentNamesTheVariable() {
    assertThat(refused("", Map.of("PENSTOCK_API_PORT", "abc")))
        .hasMessage(
            "environment variable PENSTOCK_API_PORT: api.port: must be a whole number, found 'abc'");
    assertThat(refused("", Map.of("PENSTOCK_API_PORT", "70000")))
        .hasMessage(
            "environment variable PENSTOCK_API_PORT: api.port: must be between 0 and 65535");
  }

  @Test
  void variableCannotSetAListOfSections() {
    assertThat(refused("", Map.of("PENSTOCK_RULES", "x", "PENSTOCK_WEIGHTS", "y")).mistakes())
        .extracting(Mistake::toString)
        .containsExactly(
            "environment variable PENSTOCK_RULES: rules: is more than a variable can say;"
                + " set it in the file, found 'x'",
            "environment variable PENSTOCK_WEIGHTS: weights: is more than a variable can say;"
                + " set it in the file, found 'y'");
  }

  @Test
  void slipInAVariableIsAWarningAndForeignNamesAreNot() {
    Configured<SampleOptions> read =
        new ConfigReader(Map.of("PENSTOCK_API_PROT", "1", "PENSTOCK_SERVICE_HOST", "10.0.0.1"))
            .read(SampleOptions.class, null);

    assertThat(read.warnings())
        .containsExactly(
            "the environment variable PENSTOCK_API_PROT sets nothing;"
                + " did you mean PENSTOCK_API_PORT?");
  }

  @Test
  void referencesArePutInPlace() throws IOException {
    Files.writeString(folder.resolve("name"), "from a file\r\n");
    Path file =
        Files.writeString(
            folder.resolve("options.yaml"),
            """
            name: "<${file:name}> ${env:WHO} $${env:WHO}"
            api: {port: "${env:PORT}"}
            """);

    SampleOptions read =
        new ConfigReader(Map.of("WHO", "me", "PORT", "99")).read(SampleOptions.class, file).value();

    assertThat(read.name()).isEqualTo("<from a file> me ${env:WHO}");
    assertThat(read.api().port()).isEqualTo(99);
  }

  @Test
  void referencedFileIsBounded() throws IOException {
    Path large = folder.resolve("large");
    Files.write(large, new byte[References.FILE_MAX_BYTES + 1]);

    assertThat(refused("name: ${file:" + large + "}", Map.of()))
        .hasMessageContaining("is larger than 65536 bytes");
  }

  @Test
  void noSecretIsInAnyMistake() throws IOException {
    String planted = "planted-5ecret";
    Path file = Files.writeString(folder.resolve("secret"), planted);
    List<ConfigException> all =
        List.of(
            refused("password: [" + planted + "]", Map.of()),
            refused("password: {a: " + planted + "}", Map.of()),
            refused("api: {port: '${env:S}'}", Map.of("S", planted)),
            refused("base: '${env:S}'", Map.of("S", planted)),
            refused("base: 'x ${file:" + file + "}'", Map.of()),
            refused("share: 2\nname: ''", Map.of("PENSTOCK_PASSWORD", planted)),
            refused("", Map.of("PENSTOCK_PASSWORD", "5hort")),
            refused("", Map.of("PENSTOCK_API_PORT_FILE", file.toString())),
            refused("password: 5hort", Map.of()));

    for (ConfigException refused : all) {
      assertThat(refused.getMessage() + refused.mistakes()).doesNotContain("5ecret", "5hort");
    }
  }

  @Test
  void aliasesAreUnfoldedWithinABound() {
    assertThat(read("rules:\n  - &r {path: /a, rate: 1}\n  - *r").rules()).hasSize(2);

    StringBuilder bomb = new StringBuilder("rules:\n  - &r {path: /a, rate: 1}\n");
    bomb.append("  - *r\n".repeat(ConfigReader.VALUES_MAX / 4));
    assertThat(refused(bomb.toString(), Map.of()))
        .hasMessageContaining("unfolds to more than 100000 values");
  }

  @Test
  void fileThatCannotBeReadIsAMistake() throws IOException {
    Path broken = folder.resolve("broken.yaml");
    Files.write(broken, "name: a\nhosts: [\u00e4]\n".getBytes(StandardCharsets.ISO_8859_1));
    ConfigReader reader = new ConfigReader(Map.of());

    assertThatThrownBy(() -> reader.read(SampleOptions.class, broken))
        .hasMessage(broken + ":2:1: this line is not UTF-8 text");
    assertThatThrownBy(() -> reader.read(SampleOptions.class, folder.resolve("none.yaml")))
        .hasMessage(folder.resolve("none.yaml") + ": there is no such file");
    assertThatThrownBy(() -> reader.read(SampleOptions.class, folder))
        .hasMessage(folder + ": is not a file");
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(refused("name: " + "[".repeat(5000), Map.of())).hasMessageContaining("is not YAML");
  }

  @Test
  void recordWithoutDefaultsTakesThoseItIsGiven() throws IOException {
    Path file = Files.writeString(folder.resolve("rule.yaml"), "rate: 9");
    SampleOptions.Rule defaults = new SampleOptions.Rule("/a", 1, Duration.ZERO, true);

    assertThat(
            new ConfigReader("RULE_", Map.of("RULE_PATH", "/b")).readOver(defaults, file).value())
        .isEqualTo(new SampleOptions.Rule("/b", 9, Duration.ZERO, true));
  }

  private static SampleOptions read(String yaml) {
    return read(yaml, Map.of());
  }

  private static SampleOptions read(String yaml, Map<String, String> environment) {
    return new ConfigReader(environment)
        .read(SampleOptions.class, Path.of("sample.yaml"), yaml)
        .value();
  }

  private static ConfigException refused(String yaml, Map<String, String> environment) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> read(yaml, environment));
    assertThat(refused).as(yaml).isNotNull();
    return refused;
  }
}
