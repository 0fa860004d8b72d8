package io.penstock.server.config;

import io.penstock.api.ApiOptions;
import io.penstock.api.ManagementOptions;
import io.penstock.connector.http.HttpOptions;
import io.penstock.connector.sharespine.SharespineOptions;
import io.penstock.store.StoreOptions;
import io.penstock.sync.intake.IntakeOptions;
import io.penstock.sync.push.DriftOptions;
import io.penstock.sync.push.PushOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator may set. Each room owns its options record; here they are put together.
 * {@code conf/penstock.yaml} holds the same keys with the same values, and a test says so.
 *
 * @param production refuse what is only fit for trying things out, such as plain HTTP
 */
public record GatewayConfig(
    boolean production,
    Data data,
    Tenants tenants,
    Log log,
    Drain drain,
    ApiOptions api,
    ManagementOptions management,
    HttpOptions http,
    SharespineOptions sharespine,
    IntakeOptions intake,
    PushOptions push,
    DriftOptions drift,
    StoreOptions store) {
  public static final GatewayConfig DEFAULTS =
      new GatewayConfig(
          false,
          new Data(Path.of("data")),
          new Tenants(null),
          new Log(LogFormat.TEXT, LogLevel.INFO),
          new Drain(Duration.ofSeconds(8)),
          ApiOptions.DEFAULTS,
          ManagementOptions.DEFAULTS,
          HttpOptions.DEFAULTS,
          SharespineOptions.DEFAULTS,
          IntakeOptions.DEFAULTS,
          PushOptions.DEFAULTS,
          DriftOptions.DEFAULTS,
          StoreOptions.DEFAULTS);

  public GatewayConfig {
    if (production) {
      http = http.forProduction();
    }
  }

  /**
   * @param folder holds the store; made when it is not there; one gateway at a time
   */
  public record Data(Path folder) {}

  /**
   * @param file tenants that are put into the store at each start; null for none
   */
  public record Tenants(@Nullable Path file) {}

  public record Log(LogFormat format, LogLevel level) {}

  public enum LogFormat {
    TEXT,
    JSON
  }

  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /**
   * @param limit how long a stop may finish what is in flight; below the 10 s that a container gets
   */
  public record Drain(Duration limit) {
    public static final Duration LIMIT_MAX = Duration.ofMinutes(10);

    public Drain {
      if (limit.isNegative() || limit.isZero() || limit.compareTo(LIMIT_MAX) > 0) {
        throw new IllegalArgumentException("limit: must be between 1ms and 10m");
      }
    }
  }
}
