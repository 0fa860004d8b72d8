package io.penstock.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.foreign.ForeignTools.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The OpenAPI contract that we ship, read by two linters of other people. */
class ContractIT {
  private static final Path CONTRACT = Path.of("src/main/resources/openapi.yaml");

  @Test
  void redoclyFindsNoErrorInTheContract() {
    Report report = ForeignTools.redocly(CONTRACT);
    assertThat(report.clean()).as(report.text()).isTrue();
  }

  @Test
  void spectralFindsNoErrorInTheContract() {
    Report report = ForeignTools.spectral(CONTRACT);
    assertThat(report.clean()).as(report.text()).isTrue();
  }
}
