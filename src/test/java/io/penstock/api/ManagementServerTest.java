package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean started = true;
  private volatile @Nullable Thread probing;
  private volatile Supplier<Future<Void>> store = Future::succeededFuture;
  private volatile Supplier<Future<Void>> platform = Future::succeededFuture;
  private ManagementServer server;

  @BeforeEach
  void start() {
    start(Duration.ofMillis(1));
  }

  private void start(Duration checkEvery) {
    HealthCheck startedCheck = HealthCheck.of("started", () -> started, "still loading tenants");
    HealthCheck storeCheck =
        new HealthCheck(
            "store",
            "datastore",
            () -> {
              asked.incrementAndGet();
              probing = Thread.currentThread();
              return store.get();
            });
    HealthCheck platformCheck = new HealthCheck("platform", "component", () -> platform.get());
    ManagementParts parts =
        new ManagementParts(
            "1.2.3",
            registry,
            List.of(startedCheck),
            List.of(startedCheck, storeCheck),
            List.of(platformCheck),
            () -> Api.NOW,
            System::nanoTime);
    ManagementOptions options =
        new ManagementOptions(
            "127.0.0.1", 0, Duration.ofMillis(200), checkEvery, Duration.ofSeconds(2));
    server = Api.await(ManagementServer.start(vertx, options, parts));
  }

  @AfterEach
  void stop() {
    Api.await(server.close());
    Api.await(vertx.close());
  }

  private HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private void eventually(String path, int status) {
    await().atMost(Duration.ofSeconds(10)).until(() -> get(path).statusCode() == status);
  }

  @Test
  void allIsWellInFewWordsOrInAllOfThem() {
    for (String path : List.of("/livez", "/readyz", "/startupz", "/readyz/store")) {
      assertThat(get(path).statusCode()).isEqualTo(200);
      assertThat(get(path).body()).isEqualTo("ok\n");
    }
    assertThat(get("/readyz?verbose").body())
        .isEqualTo("[+]started ok\n[+]store ok\nreadyz check passed\n");
    assertThat(get("/livez?verbose").body()).contains("[+]event-loops ok");
    assertThat(get("/readyz/nonsense").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/nonsense").statusCode()).isEqualTo(404);
  }

  @Test
  void aStoreThatCannotWriteIsNotReadyButLives() {
    store = () -> Future.failedFuture("the disk is full");
    eventually("/readyz", 503);
    assertThat(get("/readyz").body())
        .isEqualTo("[+]started ok\n[-]store failed: the disk is full\nreadyz check failed\n");
    assertThat(get("/readyz?exclude=store").statusCode()).isEqualTo(200);
    assertThat(get("/readyz?exclude=store&verbose").body()).contains("[ ]store excluded");
    assertThat(get("/readyz/started").statusCode()).isEqualTo(200);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/health").statusCode()).isEqualTo(503);
    store = Future::succeededFuture;
    eventually("/readyz", 200);
  }

  @Test
  void aCheckThatHangsOrThrowsHasFailed() {
    store = () -> Promise.<Void>promise().future();
    eventually("/readyz", 503);
    store =
        () -> {
          throw new IllegalStateException("closed");
        };
    await().atMost(Duration.ofSeconds(10)).until(() -> get("/readyz").body().contains("closed"));
  }

  @Test
  void manyProbesAskOnce() {
    Api.await(server.close());
    start(Duration.ofSeconds(30));
    asked.set(0);
    for (int i = 0; i < 20; i++) {
      get("/readyz");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void notStartedIsNotReadyButLives() {
    started = false;
    eventually("/startupz", 503);
    assertThat(get("/startupz").body()).contains("still loading tenants");
    eventually("/readyz", 503);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void aPlatformThatIsDownIsAWarningAndNothingMore() {
    platform = () -> Future.failedFuture("api.example.com answers 503");
    await().atMost(Duration.ofSeconds(10)).until(() -> get("/health").body().contains("warn"));
    HttpResponse<String> health = get("/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.headers().firstValue("content-type")).hasValue("application/health+json");
    JsonNode report = Contract.tree(health.body());
    assertThat(report.get("status").textValue()).isEqualTo("warn");
    assertThat(report.get("version").textValue()).isEqualTo("1.2.3");
    assertThat(report.at("/checks/platform/0/output").textValue()).contains("503");
    assertThat(report.at("/checks/store/0/status").textValue()).isEqualTo("pass");
    assertThat(report.at("/checks/store/0/componentType").textValue()).isEqualTo("datastore");
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsComeInTheFormThatIsAskedFor() {
    Counter.builder("penstock.things").description("Things").register(registry).increment();
    HttpResponse<String> text = get("/metrics");
    assertThat(text.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text.body())
        .contains("# TYPE penstock_things_total counter", "penstock_event_loop_lag_seconds")
        .doesNotContain("# EOF");
    HttpResponse<String> open =
        get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(open.headers().firstValue("content-type"))
        .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(open.body()).contains("# TYPE penstock_things counter").endsWith("# EOF\n");
  }

  @Test
  void aBlockedEventLoopFailsLivenessUntilItIsFree() {
    get("/readyz");
    CountDownLatch free = new CountDownLatch(1);
    AtomicBoolean blocking = new AtomicBoolean();
    Thread serving = probing;
    // Not the loop that serves the probes: it could not say so.
    Runnable blockAnother =
        () -> {
          if (Thread.currentThread() != serving && blocking.compareAndSet(false, true)) {
            try {
              free.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          }
        };
    vertx.deployVerticle(
        () ->
            new VerticleBase() {
              @Override
              public Future<?> start() {
                vertx.runOnContext(started -> blockAnother.run());
                return Future.succeededFuture();
              }
            },
        new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE));
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> get("/livez").body().contains("has not answered"));
    free.countDown();
    eventually("/livez", 200);
  }

  @Test
  void aTakenPortIsToldWithItsAddress() {
    ManagementOptions same =
        new ManagementOptions(
            "127.0.0.1",
            server.port(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2));
    ManagementParts parts =
        new ManagementParts(
            "1",
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            List.of(),
            List.of(),
            List.of(),
            () -> Api.NOW,
            System::nanoTime);
    Vertx other = Vertx.vertx();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> Api.await(ManagementServer.start(other, same, parts))))
        .hasRootCauseInstanceOf(java.net.BindException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
    Api.await(other.close());
  }
}
