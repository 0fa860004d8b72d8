package io.penstock.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.penstock.server.GatewayChecks;
import io.penstock.server.config.ConfigReader;
import io.penstock.server.config.GatewayConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway reads what the chart writes. */
class ChartConfigTest {
  @TempDir Path folder;

  static List<Path> ciFiles() {
    return RenderedChart.ciFiles();
  }

  @Test
  void defaultConfigurationFitsThePod() {
    GatewayConfig config = config(RenderedChart.withDefaults());

    assertThat(config.data().folder()).isEqualTo(Path.of("/var/lib/penstock"));
    assertThat(config.api().port()).isEqualTo(8080);
    assertThat(config.management().port()).isEqualTo(8081);
    assertThat(config.log().format()).isEqualTo(GatewayConfig.LogFormat.JSON);
    assertThat(config.drain().limit()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.tenants().file()).isNull();
  }

  @ParameterizedTest
  @MethodSource("ciFiles")
  void everyCombinationIsAValidConfiguration(Path values) {
    GatewayConfig config = config(RenderedChart.withCi(values.getFileName().toString()));

    assertThat(new GatewayChecks().ofConfig(config)).isEmpty();
  }

  @Test
  void drainLimitAndTenantsFileComeFromTheChartsKeys() {
    assertThat(config(RenderedChart.withCi("drain-values.yaml")).drain().limit())
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(config(RenderedChart.withCi("secrets-values.yaml")).tenants().file())
        .isEqualTo(Path.of("/etc/penstock/tenants/tenants.production.yaml"));
    assertThat(config(with("config: {drain: {limit: 10s}}")).drain().limit())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config: {drain: {limit: 8s}}",
        "config: 'data: {folder: /var/lib/penstock}'",
        "config: 'drain: {limit: 11s}'",
      })
  void drainLimitThatDisagreesIsRefused(String values) {
    assertThatThrownBy(() -> with(values)).hasMessageContaining("drain.limitSeconds says 10s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{tenants: {existingSecret: a}, config: {tenants: {file: /elsewhere}}}",
        "{tenants: {existingConfigMap: a}, config: 'drain: {limit: 10s}'}",
      })
  void tenantsFileThatIsNotTheMountedOneIsRefused(String values) {
    assertThatThrownBy(() -> with(values))
        .hasMessageContaining("mounted as /etc/penstock/tenants/tenants.yaml");
  }

  private RenderedChart with(String values) {
    return RenderedChart.withValues(folder, values);
  }

  private static GatewayConfig config(RenderedChart chart) {
    Map<String, String> files = chart.all(ConfigMap.class).get(0).getData();
    String text = Objects.requireNonNull(files.get("penstock.yaml"));
    return new ConfigReader(Map.of())
        .read(GatewayConfig.class, Path.of("penstock.yaml"), text)
        .value();
  }
}
