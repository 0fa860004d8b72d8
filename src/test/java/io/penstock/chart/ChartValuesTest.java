package io.penstock.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema: strict with our own keys, open for what goes through to Kubernetes. */
class ChartValuesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonNode SCHEMA = read(JSON, "values.schema.json");
  private static final JsonNode VALUES = read(YAML, "values.yaml");
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^( *)# -- .+\n(?: *#.*\n)*\\1(\\w+):");

  @TempDir Path folder;

  /** One own key of the chart: where it is, what the schema says of it. */
  private record Key(List<String> path, JsonNode schema) {
    boolean isGroup() {
      return schema.has("properties");
    }

    JsonNode shipped() {
      return VALUES.at("/" + String.join("/", path));
    }

    String last() {
      return path.get(path.size() - 1);
    }

    @Override
    public String toString() {
      return String.join(".", path);
    }
  }

  private static List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    collect(List.of(), SCHEMA, keys);
    return keys;
  }

  private static void collect(List<String> above, JsonNode schema, List<Key> keys) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              List<String> path = new ArrayList<>(above);
              path.add(property.getKey());
              keys.add(new Key(List.copyOf(path), property.getValue()));
              collect(path, property.getValue(), keys);
            });
  }

  @Test
  void schemaAndValuesNameTheSameKeysInTheSameOrder() {
    assertThat(SCHEMA.path("$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertSameKeys(SCHEMA, VALUES);
  }

  private static void assertSameKeys(JsonNode schema, JsonNode values) {
    List<String> declared = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(declared::add);
    assertThat(values.fieldNames()).toIterable().containsExactlyElementsOf(declared);
    for (String key : declared) {
      if (schema.path("properties").path(key).has("properties")) {
        assertSameKeys(schema.path("properties").path(key), values.path(key));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyIsTypedDescribedAndHasItsShippedDefault(Key key) {
    assertThat(key.schema().has("type")).isTrue();
    assertThat(key.schema().path("description").asText()).endsWith(".");
    if (key.isGroup()) {
      assertThat(key.schema().path("additionalProperties").asBoolean(true)).isFalse();
    } else {
      assertThat(key.schema().path("default")).isEqualTo(key.shipped());
    }
  }

  @Test
  void everyKeyIsExplainedInTheValuesFile() throws IOException {
    String text = Files.readString(RenderedChart.CHART.resolve("values.yaml"));
    Set<String> explained = new HashSet<>();
    DOCUMENTED.matcher(text).results().forEach(match -> explained.add(match.group(2)));
    List<String> leaves = keys().stream().filter(key -> !key.isGroup()).map(Key::last).toList();

    assertThat(explained).containsAll(leaves);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void wrongTypeIsRefusedAndTheKeyNamed(Key key) {
    boolean wantsText = key.schema().path("type").asText().equals("string");
    Object wrong = wantsText ? Map.of("not", "a text") : wrongFor(key);

    assertRefused(nested(key.path(), wrong), "/" + String.join("/", key.path()));
  }

  private static Object wrongFor(Key key) {
    return key.toString().equals("config") ? 7 : "not that type";
  }

  static Stream<Key> closedGroups() {
    return keys().stream().filter(Key::isGroup);
  }

  @ParameterizedTest
  @MethodSource("closedGroups")
  void unknownKeyInAGroupIsRefusedAndNamed(Key group) {
    assertRefused(nested(group.path(), Map.of("mistyped", 1)), "mistyped");
  }

  @Test
  void unknownKeyAtTheTopIsRefusedAndNamed() {
    assertRefused(Map.of("replica", 1), "'replica' not allowed");
    assertRefused(
        Map.of("existingSecrets", Map.of("tls", Map.of("secretName", "a", "item", List.of()))),
        "'item' not allowed");
    assertRefused(Map.of("existingSecrets", Map.of("tls", Map.of())), "secretName");
  }

  @ParameterizedTest
  @CsvSource({
    "nameOverride, Not_A_Name",
    "fullnameOverride, 1st",
    "image.repository, ''",
    "image.repository, penstock@sha256:abc",
    "image.digest, latest",
    "image.pullPolicy, Sometimes",
    "tenants.key, ../../passwd",
    "java.collector, G1",
    "java.heapPercent, 5",
    "java.heapPercent, 100",
    "persistence.size, ten",
    "persistence.whenDeleted, Keep",
    "tmpSizeLimit, 1",
    "service.type, ExternalName",
    "service.port, 0",
    "service.port, 65536",
    "drain.preStopSeconds, 0",
    "drain.limitSeconds, 601",
    "terminationGracePeriodSeconds, 0",
  })
  void valueOutOfBoundsIsRefusedAndTheKeyNamed(String key, String value) {
    Object typed =
        value.matches("[0-9]+") && !key.equals("tmpSizeLimit") ? Integer.valueOf(value) : value;

    assertRefused(nested(List.of(key.split("\\.")), typed), "/" + key.replace('.', '/'));
  }

  @Test
  void secondNodeIsRefusedAndTheReasonSaid() {
    assertRefused(Map.of("replicas", 2), "two nodes would send twice");
    assertRefused(Map.of("replicas", 0), "/replicas");
  }

  @Test
  void sharedVolumeIsRefused() {
    assertRefused(
        Map.of("persistence", Map.of("accessModes", List.of("ReadWriteMany"))),
        "/persistence/accessModes");
  }

  @Test
  void graceThatIsTooShortIsRefusedWithTheSum() {
    assertRefused(
        Map.of("terminationGracePeriodSeconds", 15),
        "drain.preStopSeconds + drain.limitSeconds = 15");
    assertThat(rendered(Map.of("terminationGracePeriodSeconds", 16)).objects()).isNotEmpty();
  }

  @Test
  void twoSourcesOfTheTenantsFileAreRefused() {
    assertRefused(
        Map.of("tenants", Map.of("existingSecret", "a", "existingConfigMap", "b")), "one source");
  }

  private void assertRefused(Map<String, Object> values, String expected) {
    assertThatThrownBy(() -> rendered(values)).as("%s", values).hasMessageContaining(expected);
  }

  private RenderedChart rendered(Map<String, Object> values) {
    try {
      return RenderedChart.withValues(folder, YAML.writeValueAsString(values));
    } catch (IOException e) {
      throw new IllegalStateException("maps of plain values are always YAML", e);
    }
  }

  private static Map<String, Object> nested(List<String> path, Object value) {
    Object inner = value;
    for (int i = path.size() - 1; i > 0; i--) {
      inner = Map.of(path.get(i), inner);
    }
    return Map.of(path.get(0), inner);
  }

  private static JsonNode read(ObjectMapper mapper, String name) {
    try {
      return mapper.readTree(RenderedChart.CHART.resolve(name).toFile());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name + " of the chart", e);
    }
  }
}
