package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.connector.http.Outlets;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.SeenCall;
import io.penstock.walk.House;
import io.penstock.walk.Plan;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Over TLS as in production: the platform's certificate, native TLS, HTTP/2 where it is spoken. */
class GatewayTlsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ordersFlowOverTheBestProtocolThePlatformSpeaks(boolean http2) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger outlets = (Logger) LoggerFactory.getLogger(Outlets.class);
    log.start();
    outlets.addAppender(log);
    Plan plan = Plan.in(folder);
    SandboxOptions options =
        plan.sandbox().withTls(new SandboxOptions.Tls(true, "", "")).withHttp2(http2);
    try (House house = plan.sandbox(options).build().start()) {
      house.ends();
      assertThat(house.sandbox().recorder().calls(house.tenant(), 5_000))
          .isNotEmpty()
          .extracting(SeenCall::protocol)
          .containsOnly(http2 ? "HTTP_2" : "HTTP_1_1");
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .anyMatch(line -> line.contains("BoringSSL by netty-tcnative"));
    } finally {
      outlets.detachAppender(log);
    }
  }
}
