package io.penstock.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.http.Call;
import io.penstock.connector.http.Exchange;
import io.penstock.connector.http.Outlets;
import io.penstock.connector.http.Pace;
import io.penstock.connector.http.Priority;
import io.penstock.connector.http.QuotaWindow;
import io.penstock.connector.http.SharedQuota;
import io.penstock.fake.LocalHttp;
import io.penstock.sandbox.RunningSandbox;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxOptions.Counting;
import io.penstock.sandbox.SandboxOptions.Dialect;
import io.penstock.sandbox.SandboxOptions.Limits;
import io.penstock.sandbox.SandboxOptions.Scope;
import io.penstock.sandbox.TenantCredentials;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real calls of two tenants with endless work, to platforms that count exactly. */
class QuotaWalkTest {
  private static final Pace FAST = new Pace(10_000, 1_000, 20);
  private static final Duration LENGTH = Duration.ofMillis(2_900);

  private final Vertx vertx = Vertx.vertx();
  private final Outlets outlets =
      new Outlets(vertx, LocalHttp.options(), new SimpleMeterRegistry());
  private final AtomicInteger running = new AtomicInteger();

  /** A platform, and how many calls it took and refused. */
  private record Run(
      String name,
      RunningSandbox platform,
      @Nullable SharedQuota quota,
      AtomicInteger taken,
      AtomicLong end) {

    /** The first answer starts the clock: until then a cold JVM is busy with itself. */
    boolean isOver() {
      long now = System.nanoTime();
      return taken.get() > 0
          && !end.compareAndSet(0, now + LENGTH.toNanos())
          && now - end.get() > 0;
    }
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void inEveryDialectNoCallComesBeforeItMayAndTheQuotaIsUsed() {
    List<Run> runs = new ArrayList<>();
    for (Dialect dialect : Dialect.values()) {
      Counting counting = dialect.ordinal() % 2 == 0 ? Counting.SLIDING : Counting.FIXED;
      runs.add(run(dialect, counting, Scope.ALL, shared(dialect)));
    }
    // Here the gateway knows nothing but what it is told.
    runs.add(run(Dialect.IETF, Counting.SLIDING, Scope.TENANT, null));
    runs.add(run(Dialect.RETRY_AFTER_SECONDS, Counting.FIXED, Scope.TENANT, null));
    runs.forEach(this::start);
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> running.get() == 0);
    for (Run run : runs) {
      Sandbox sandbox = run.platform.sandbox();
      assertThat(sandbox.recorder().total().early()).as(run.name).isZero();
      if (run.quota != null) {
        assertThat(sandbox.recorder().violations()).as(run.name).isEmpty();
        // 20 at once and 20 after each second; a slow machine's round trips come on top.
        assertThat(run.taken.get()).as(run.name).isBetween(40, 100);
      }
      run.platform.close();
    }
  }

  private static SharedQuota shared(Dialect dialect) {
    return new SharedQuota(
        "sandbox/" + dialect,
        List.of(
            new QuotaWindow(20, Duration.ofSeconds(1)),
            new QuotaWindow(600, Duration.ofMinutes(1))));
  }

  private static Run run(
      Dialect dialect, Counting counting, Scope scope, @Nullable SharedQuota quota) {
    Limits limits =
        new Limits(
            0,
            10,
            1_000,
            65_536,
            Duration.ofMillis(250),
            List.of("20/1s", "600/60s"),
            counting,
            scope,
            dialect);
    RunningSandbox platform = RunningSandbox.of(RunningSandbox.small().withLimits(limits));
    String name = dialect + " " + counting + (quota == null ? " learned" : "");
    return new Run(name, platform, quota, new AtomicInteger(), new AtomicLong());
  }

  private void start(Run run) {
    URI base = run.platform.sandbox().baseUri().resolve("/api");
    for (TenantCredentials tenant : run.platform.sandbox().sharespine().credentials()) {
      ConnectionRef who = new ConnectionRef(tenant.codeName(), "shop");
      Exchange exchange = outlets.open("test", who, base, FAST, run.quota);
      Context loop = vertx.getOrCreateContext();
      for (int i = 0; i < 8; i++) {
        running.incrementAndGet();
        Priority priority = i % 2 == 0 ? Priority.HIGH : Priority.LOW;
        loop.runOnContext(go -> send(exchange, call(tenant).with(priority), run));
      }
    }
  }

  private void send(Exchange exchange, Call call, Run run) {
    if (run.isOver()) {
      running.decrementAndGet();
      return;
    }
    exchange
        .send(call)
        .onComplete(
            answer -> {
              if (answer.succeeded()) {
                run.taken.addAndGet(answer.result().isSuccess() ? 1 : 0);
                send(exchange, call, run);
              } else {
                vertx.setTimer(100, later -> send(exchange, call, run));
              }
            });
  }

  private static Call call(TenantCredentials tenant) {
    String login = tenant.login() + ":" + tenant.password();
    return Call.get("/")
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
        .header("X-Tenant", tenant.codeName())
        .header("X-ConnectionId", tenant.connectionId());
  }
}
