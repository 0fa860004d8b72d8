package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.http.HttpOptions;
import io.penstock.connector.http.Outlets;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Secret;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever a connection says about itself: it has problems, or it can be used. */
class SettingsFuzzTest {
  private static Vertx vertx;
  private static Outlets outlets;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    outlets =
        new Outlets(vertx, HttpOptions.DEFAULTS.withContact("a@b.c"), new SimpleMeterRegistry());
  }

  @AfterAll
  static void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  /** Each line is {@code key=value}. */
  @FuzzTest
  void settings(byte[] bytes) {
    Map<String, String> settings = new TreeMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", 30)) {
      int equals = line.indexOf('=');
      settings.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
    }
    Connection connection =
        new Connection(
            "shop", "sharespine", settings, Map.of("password", new Secret("p")), List.of());
    List<String> problems = Settings.problems(connection, SharespineOptions.DEFAULTS, outlets);
    if (problems.isEmpty()) {
      Settings usable = Settings.of(connection, SharespineOptions.DEFAULTS);
      assertThat(usable.baseUrl().getHost()).isNotBlank();
    }
    assertThat(problems).allSatisfy(problem -> assertThat(problem).isNotBlank());
  }
}
