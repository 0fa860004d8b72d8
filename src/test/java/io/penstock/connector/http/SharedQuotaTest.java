package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.PlatformException;
import io.penstock.fake.ScriptedServer;
import io.penstock.fake.ScriptedServer.Reply;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What connections on several event loops share: a quota, and a host's places. */
class SharedQuotaTest {
  private static final Pace FAST = new Pace(10_000, 1_000, 100);

  private final Vertx vertx = Vertx.vertx();
  private final Outlets outlets =
      new Outlets(vertx, HttpTestOptions.local(), new SimpleMeterRegistry());

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void connectionsThatNameTheSameQuotaShareWhatItAllows() throws Exception {
    SharedQuota quota = quota("ten", 10, Duration.ofMinutes(1));
    try (ScriptedServer server = ScriptedServer.start(vertx, seen -> Reply.json(200, "[]"))) {
      List<Party> parties = parties(server.base("/"), quota, 4);
      int answered = 0;
      for (int i = 0; i < 10; i++) {
        answered +=
            parties.get(i % 4).send(Priority.HIGH).get(10, TimeUnit.SECONDS).equals("200") ? 1 : 0;
      }
      assertThat(answered).isEqualTo(10);
      assertThat(parties.get(2).send(Priority.HIGH).get(10, TimeUnit.SECONDS))
          .startsWith("HELD_BACK")
          .contains("shared quota ten until ", "10 of 10 calls in 60.0 s are used");
      assertThat(server.seen()).hasSize(10);
    }
  }

  @Test
  void aQuotaNamedTwiceMustBeTheSame() {
    open(URI.create("http://localhost:1/"), "a", quota("q", 10, Duration.ofSeconds(1)));
    assertThatThrownBy(
            () ->
                open(URI.create("http://localhost:1/"), "b", quota("q", 9, Duration.ofSeconds(1))))
        .hasMessageContaining("the shared quota q has the windows [10 calls in 1.0 s]");
  }

  @Test
  void whoFloodsMakesOnlyItselfWait() throws Exception {
    SharedQuota quota = quota("fair", 20, Duration.ofMillis(200));
    List<Integer> got = new ArrayList<>();
    try (ScriptedServer server = ScriptedServer.start(vertx, seen -> Reply.json(200, "[]"))) {
      List<Party> parties = parties(server.base("/"), quota, 10);
      // What all find free at the start goes to whoever comes first.
      long start = System.nanoTime() + 1_000_000_000L;
      long end = start + 2_000_000_000L;
      for (Party party : parties) {
        int together = party == parties.get(0) ? 90 : 2;
        for (int i = 0; i < together; i++) {
          party.keepSending(start, end);
        }
      }
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> parties.stream().allMatch(party -> party.running.get() == 0));
      parties.forEach(party -> got.add(party.got.get()));
    }
    double sum = got.stream().mapToDouble(Integer::doubleValue).sum();
    double squares = got.stream().mapToDouble(one -> (double) one * one).sum();
    assertThat(sum * sum / (got.size() * squares)).as("Jain index of " + got).isGreaterThan(0.99);
    assertThat(sum).as("of about 200").isBetween(100.0, 220.0);
  }

  @Test
  void ordersGoBeforeStock() throws Exception {
    SharedQuota quota = quota("priority", 1, Duration.ofMillis(100));
    ConcurrentLinkedQueue<Priority> order = new ConcurrentLinkedQueue<>();
    try (ScriptedServer server = ScriptedServer.start(vertx, seen -> Reply.json(200, "[]"))) {
      Party stock = party(server.base("/"), "stock", quota);
      Party orders = party(server.base("/"), "orders", quota);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        all.add(stock.answered(Priority.LOW, order));
      }
      // Some have left, and the others wait, before an order comes.
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> order.size() >= 1 && order.size() <= 3);
      for (int i = 0; i < 4; i++) {
        all.add(orders.answered(Priority.HIGH, order));
      }
      Future.all(all).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    List<Priority> seen = new ArrayList<>(order);
    int first = seen.indexOf(Priority.HIGH);
    assertThat(first).isLessThan(6);
    assertThat(seen.subList(first, first + 4)).containsOnly(Priority.HIGH);
    assertThat(seen).hasSize(10);
  }

  @Test
  void whatThePlatformTellsOneConnectionHoldsForAll() throws Exception {
    SharedQuota quota = quota("told", 100, Duration.ofSeconds(1));
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer server =
        ScriptedServer.start(
            vertx,
            seen ->
                asked.getAndIncrement() == 0
                    ? Reply.of(429, Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "30"))
                    : Reply.json(200, "[]"))) {
      List<Party> parties = parties(server.base("/"), quota, 2);
      assertThat(parties.get(0).send(Priority.HIGH).get(10, TimeUnit.SECONDS)).isEqualTo("429");
      assertThat(parties.get(1).send(Priority.HIGH).get(10, TimeUnit.SECONDS))
          .startsWith("HELD_BACK")
          .contains("because the platform asked us to wait");
      assertThat(parties.get(1).exchange.waitingFor()).startsWith("shared quota told until ");
      assertThat(server.seen()).hasSize(1);
    }
  }

  @Test
  void aHostThatFailsGetsFewerCallsAtOnceAndEverybodyHasOne() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    HttpOptions narrow = HttpTestOptions.hostInFlight(2, 4);
    Outlets few = new Outlets(vertx, narrow, new SimpleMeterRegistry());
    try (ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            new HttpServerOptions(),
            (seen, request) -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              vertx.setTimer(
                  20,
                  later -> {
                    underWay.decrementAndGet();
                    request.response().setStatusCode(504).end();
                  });
            })) {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ConnectionRef who = new ConnectionRef("tenant" + i, "shop");
        Party party = new Party(few.open("test", who, server.base("/"), FAST));
        for (int j = 0; j < 3; j++) {
          all.add(party.outcome(Priority.HIGH));
        }
      }
      List<String> outcomes =
          Future.join(all)
              .map(done -> done.<String>list())
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      assertThat(outcomes).containsOnly("504");
    }
    assertThat(most.get()).isLessThanOrEqualTo(4);
  }

  private static SharedQuota quota(String name, int limit, Duration length) {
    return new SharedQuota(name, List.of(new QuotaWindow(limit, length)));
  }

  private Exchange open(URI base, String tenant, SharedQuota quota) {
    return outlets.open("test", new ConnectionRef(tenant, "shop"), base, FAST, quota);
  }

  private Party party(URI base, String tenant, SharedQuota quota) {
    return new Party(open(base, tenant, quota));
  }

  private List<Party> parties(URI base, SharedQuota quota, int count) {
    List<Party> parties = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parties.add(party(base, "tenant" + i, quota));
    }
    return parties;
  }

  /** A tenant's connection on an event loop of its own. */
  private final class Party {
    final Exchange exchange;
    final Context loop = vertx.getOrCreateContext();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger got = new AtomicInteger();

    Party(Exchange exchange) {
      this.exchange = exchange;
    }

    CompletableFuture<String> send(Priority priority) {
      return outcome(priority).toCompletionStage().toCompletableFuture();
    }

    Future<String> outcome(Priority priority) {
      return onLoop(
          () ->
              exchange
                  .send(Call.get("/a").with(priority))
                  .map(answer -> String.valueOf(answer.status()))
                  .otherwise(
                      failure ->
                          failure instanceof PlatformException known
                              ? known.kind() + " " + known.getMessage()
                              : failure.toString()));
    }

    Future<String> answered(Priority priority, ConcurrentLinkedQueue<Priority> order) {
      return outcome(priority).onSuccess(answer -> order.add(priority));
    }

    void keepSending(long start, long end) {
      running.incrementAndGet();
      again(start, end);
    }

    private void again(long start, long end) {
      if (System.nanoTime() - end > 0) {
        running.decrementAndGet();
        return;
      }
      outcome(Priority.HIGH)
          .onSuccess(
              outcome -> {
                long now = System.nanoTime();
                if (outcome.equals("200") && now - start > 0 && now - end < 0) {
                  got.incrementAndGet();
                }
                again(start, end);
              });
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
      Promise<T> promise = Promise.promise();
      loop.runOnContext(go -> work.get().onComplete(promise));
      return promise.future();
    }
  }
}
