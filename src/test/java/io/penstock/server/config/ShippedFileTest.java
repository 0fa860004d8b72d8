package io.penstock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sandbox.SandboxOptions;
import io.penstock.tenant.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** The files in conf/ say what the code does. */
class ShippedFileTest {
  private static final Path CONF = Path.of("conf");

  @Test
  void shippedFileEqualsDefaults() throws IOException {
    holds(CONF.resolve("penstock.yaml"), GatewayConfig.class, GatewayConfig.DEFAULTS);
  }

  @Test
  void shippedSandboxFileEqualsDefaults() throws IOException {
    holds(CONF.resolve("sandbox.yaml"), SandboxOptions.class, SandboxOptions.defaults());
  }

  @Test
  void everySizeSaysItsUnitInItsName() {
    List<String> keys = new ArrayList<>(ConfigKeys.of(GatewayConfig.class));
    keys.addAll(ConfigKeys.of(SandboxOptions.class));

    // Only a name that ends with Bytes is read as a size with its unit.
    assertThat(keys)
        .filteredOn(key -> key.contains("Bytes"))
        .allMatch(key -> key.endsWith("Bytes"));
  }

  @Test
  void everyKeyHasItsOwnVariable() {
    List<String> keys = ConfigKeys.of(GatewayConfig.class);
    Set<String> names = new HashSet<>();
    keys.forEach(key -> names.add(ConfigKeys.environmentName("PENSTOCK_", key)));

    assertThat(names).hasSameSizeAs(keys).contains("PENSTOCK_DATA_FOLDER");
  }

  @Test
  void everyOptionCanBeSetByItsVariable() {
    for (String key : ConfigKeys.of(GatewayConfig.class)) {
      String name = ConfigKeys.environmentName("PENSTOCK_", key);
      ConfigReader reader = new ConfigReader(Map.of(name + "_FILE", "/not/there"));
      assertThatThrownBy(() -> reader.read(GatewayConfig.class, null))
          .as(key)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(
              "environment variable " + name + "_FILE: " + key + ": there is no file");
    }
  }

  @Test
  void exampleTenantIsRead() {
    Map<String, String> environment =
        Map.of("ACME_PASSWORD", "secret-1", "ACME_HOOK_KEY", "secret-2");

    List<Tenant> tenants =
        new TenantsFile(environment, tenant -> List.of())
            .tenants(CONF.resolve("tenants.example.yaml"));

    assertThat(tenants).extracting(Tenant::id).containsExactly("acme");
  }

  /** The file reads as the defaults, has every key of the record tree, and explains each. */
  static <T extends Record> void holds(Path file, Class<T> type, T defaults) throws IOException {
    assertThat(new ConfigReader(Map.of()).readOver(defaults, file).value()).isEqualTo(defaults);

    List<String> lines = Files.readAllLines(file);
    Node root = YamlText.compose(Files.readString(file), file, new Mistakes(file.toString()));
    List<String> missing = new ArrayList<>();
    List<String> unexplained = new ArrayList<>();
    for (String key : ConfigKeys.of(type)) {
      Node keyNode = keyNode(root, key);
      if (keyNode == null) {
        // A section that is off by default has its keys as comments.
        String commented = "# " + key.substring(key.lastIndexOf('.') + 1) + ":";
        if (!isOff(root, key) || lines.stream().noneMatch(line -> line.contains(commented))) {
          missing.add(key);
        }
      } else {
        int line = keyNode.getStartMark().getLine();
        if (line == 0 || !lines.get(line - 1).strip().startsWith("#")) {
          unexplained.add(key);
        }
      }
    }
    assertThat(missing).as("keys that are not in " + file).isEmpty();
    assertThat(unexplained).as("keys without a # line above them in " + file).isEmpty();
  }

  private static boolean isOff(@Nullable Node root, String path) {
    Node at = root;
    for (String name : path.split("\\.", -1)) {
      at = YamlText.child(at, name);
      if (at != null && YamlText.isNull(at)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Node keyNode(@Nullable Node root, String path) {
    Node at = root;
    Node key = null;
    for (String name : path.split("\\.", -1)) {
      key = null;
      if (at instanceof MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
          if (name.equals(YamlText.text(tuple.getKeyNode()))) {
            key = tuple.getKeyNode();
            at = tuple.getValueNode();
          }
        }
      }
      if (key == null) {
        return null;
      }
    }
    return key;
  }
}
