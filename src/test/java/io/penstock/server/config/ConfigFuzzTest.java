package io.penstock.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whatever stands in a configuration file: it is read, or every mistake is told with its place. */
class ConfigFuzzTest {
  private static final Path FILE = Path.of("tenants.yaml");

  @FuzzTest
  void aTenantsFileIsReadOrItsMistakesAreTold(byte[] bytes) {
    TenantsFile file = new TenantsFile(Map.of("NAME", "value"), tenant -> List.of());
    try {
      assertThat(file.tenants(FILE, new String(bytes, StandardCharsets.UTF_8))).isNotNull();
    } catch (ConfigException told) {
      assertThat(told.mistakes()).isNotEmpty();
    }
  }
}
