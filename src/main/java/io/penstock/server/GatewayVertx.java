package io.penstock.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Vert.x instance a gateway runs on, with its registry: two instances on one registry lose
 * gauges, so the two are made together.
 */
public record GatewayVertx(Vertx vertx, PrometheusMeterRegistry registry) {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayVertx.class);

  /** A loop that is busy for longer is named in the log with what it does. */
  private static final long BLOCKED_WARN_MILLIS = 500;

  /**
   * One for each core. Nothing blocks a loop here, so more of them would only take turns on the
   * cores: each turn with fewer answers to send on together, and with the caches of another.
   */
  private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

  public static GatewayVertx create() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(EVENT_LOOPS)
            .setMaxEventLoopExecuteTime(BLOCKED_WARN_MILLIS)
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
            .setMetricsOptions(
                new MicrometerMetricsOptions()
                    .setEnabled(true)
                    // One message a plug and commit; our own meters say what moved.
                    .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                    .setLabels(
                        EnumSet.of(
                            Label.HTTP_METHOD,
                            Label.HTTP_CODE,
                            Label.HTTP_ROUTE,
                            Label.POOL_TYPE,
                            Label.POOL_NAME)));
    Transport epoll = Transport.EPOLL;
    boolean isNative = epoll != null && epoll.available();
    Vertx vertx =
        Vertx.builder()
            .with(options)
            .withTransport(isNative ? epoll : Transport.NIO)
            .withMetrics(new MicrometerMetricsFactory(registry))
            .build();
    LOG.info("transport: {}", isNative ? "epoll" : "NIO");
    return new GatewayVertx(vertx, registry);
  }
}
