package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.server.config.GatewayConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Isolated("turns the process's standard error stream")
class LoggingTest {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream caught = new ByteArrayOutputStream();

  @AfterEach
  void putBack() {
    System.setErr(before);
    Logging.apply(GatewayConfig.DEFAULTS.log());
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    JsonNode line = new ObjectMapper().readTree(logged(GatewayConfig.LogFormat.JSON));

    assertThat(line.get("message").asText()).isEqualTo("a level moved");
    assertThat(line.get("level").asText()).isEqualTo("INFO");
  }

  @Test
  void textIsForPeople() {
    assertThat(logged(GatewayConfig.LogFormat.TEXT))
        .contains("INFO", "a level moved")
        .hasLineCount(1);
  }

  @Test
  void levelIsObeyed() {
    Logging.apply(new GatewayConfig.Log(GatewayConfig.LogFormat.TEXT, GatewayConfig.LogLevel.WARN));

    assertThat(LoggerFactory.getLogger("io.penstock.sync").isInfoEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("io.penstock.sync").isWarnEnabled()).isTrue();
  }

  @Test
  void gaugesThatVertxRegistersAgainAreNoNews() {
    Logging.apply(GatewayConfig.DEFAULTS.log());

    assertThat(LoggerFactory.getLogger(MeterRegistry.class).isWarnEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger(MeterRegistry.class).isErrorEnabled()).isTrue();
  }

  private String logged(GatewayConfig.LogFormat format) {
    System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    Logging.apply(new GatewayConfig.Log(format, GatewayConfig.LogLevel.INFO));
    Logger logger = LoggerFactory.getLogger("io.penstock.sync");
    logger.info("a level moved");
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(LoggerContext.class);
    return caught.toString(StandardCharsets.UTF_8);
  }
}
