package io.penstock.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.penstock.tenant.Tenant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whatever stands in the files that people write: it is read, or all mistakes are told. */
class ConfigFuzzTest {
  private static final Path FILE = Path.of("fuzzed.yaml");
  private static final Map<String, String> ENVIRONMENT = Map.of("PASSWORD", "pass-word");

  @FuzzTest
  void gateway(byte[] bytes) {
    try {
      assertThat(new ConfigReader(ENVIRONMENT).read(GatewayConfig.class, FILE, text(bytes)).value())
          .isNotNull();
    } catch (ConfigException refused) {
      told(refused);
    }
  }

  /** The environment goes before the file: each line is {@code NAME=value}. */
  @FuzzTest
  void environment(byte[] bytes) {
    Map<String, String> environment = new TreeMap<>();
    for (String line : text(bytes).split("\n", 30)) {
      int equals = line.indexOf('=');
      environment.put(
          ConfigReader.ENVIRONMENT_PREFIX + line.substring(0, Math.max(0, equals)),
          line.substring(equals + 1));
    }
    try {
      new ConfigReader(environment).read(GatewayConfig.class, null);
    } catch (ConfigException refused) {
      told(refused);
    }
  }

  @FuzzTest
  void tenants(byte[] bytes) {
    try {
      List<Tenant> tenants =
          new TenantsFile(ENVIRONMENT, tenant -> List.of()).tenants(FILE, text(bytes));
      assertThat(tenants).doesNotContainNull();
    } catch (ConfigException refused) {
      told(refused);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void told(ConfigException refused) {
    assertThat(refused.mistakes()).isNotEmpty();
    assertThat(refused.getMessage()).isNotBlank();
  }
}
