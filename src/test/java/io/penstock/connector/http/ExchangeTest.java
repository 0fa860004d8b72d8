package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PlatformException.Kind;
import io.penstock.fake.ScriptedServer;
import io.penstock.fake.ScriptedServer.Reply;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
  private static final ConnectionRef WHO = new ConnectionRef("acme", "shop");
  private static final Pace FAST = new Pace(10_000, 1_000, 100);
  private static final String NOW = "Sun, 06 Nov 1994 08:49:37 GMT";

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final Clocks clocks =
      new Clocks(
          nanos::get, InstantSource.fixed(Instant.parse("1994-11-06T08:49:37Z")), Math::random);

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void everyCallNamesApplicationAndContact() throws Exception {
    try (ScriptedServer server = answering(Reply.json(200, "[]"))) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      await(() -> exchange.send(Call.get("/order?a=b").header("User-Agent", "another")));
      await(() -> exchange.send(Call.put("/order/1", Buffer.buffer("{}"))));
      assertThat(server.seen())
          .allSatisfy(
              one ->
                  assertThat(one.headers().getAll("User-Agent"))
                      .containsExactly("penstock/dev (ops@example.com)"));
      assertThat(server.seen().get(0).uri()).isEqualTo("/api/order?a=b");
      assertThat(server.seen().get(1).text()).isEqualTo("{}");
      assertThat(
              registry
                  .get("penstock.http.client.requests")
                  .tags("platform", "test", "method", "PUT", "outcome", "2xx")
                  .timer()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void contactThatCouldSmuggleAHeaderIsRefused() {
    HttpOptions smuggling = HttpOptions.DEFAULTS.withContact("a@b.c\r\nX-Evil: 1");
    assertThatThrownBy(() -> new Outlets(vertx, smuggling, registry))
        .hasMessageContaining("contact: must be plain printable ASCII");
  }

  @Test
  void plainHttpIsRefusedUnlessAllowed() {
    Outlets strict = new Outlets(vertx, HttpOptions.DEFAULTS.withContact("a@b.c"), registry);
    assertThat(strict.problem("http://api.example.com/api")).contains("must start with https://");
    assertThat(strict.problem("https://api.example.com/api")).isNull();
    assertThat(strict.problem("http://127.0.0.1:8090/api")).isNull();
    Outlets never = outlets(HttpOptions.DEFAULTS.withPlainHttp(PlainHttp.NEVER));
    assertThat(never.problem("http://127.0.0.1:8090/api")).contains("must start with https://");
    assertThat(strict.problem("https://kim:secret@api.example.com/")).contains("login");
    assertThat(strict.problem("https:///api")).isNotNull();
    assertThat(strict.problem("not an address")).contains("is not an address");
    assertThat(outlets(HttpTestOptions.local()).problem("http://localhost:1/")).isNull();
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    Reply elsewhere = Reply.of(302, Map.of("Location", "/elsewhere"));
    try (ScriptedServer server = answering(elsewhere)) {
      Answer answer = await(() -> open(server, HttpTestOptions.local(), FAST).send(Call.get("/a")));
      assertThat(answer.status()).isEqualTo(302);
      assertThat(server.seen()).hasSize(1);
    }
  }

  @Test
  void secretsAreMaskedAndBodiesCut() throws Exception {
    try (ScriptedServer server = answering(Reply.json(400, "x".repeat(5_000)))) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      Call call =
          Call.post("/a", Buffer.buffer("y".repeat(5_000))).header("Authorization", "Basic s3cret");
      Answer answer = await(() -> exchange.send(call));
      assertThat(answer.exchange())
          .doesNotContain("s3cret")
          .contains("Authorization: ***", "(5000 bytes)", "\n\n400\n")
          .hasSizeLessThan(4_000);
      assertThat(call.toString() + answer).doesNotContain("s3cret");
      assertThat(answer.failure("refused").exchange()).doesNotContain("s3cret");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429, 7",
    "503, 7",
    "429, 'Sun, 06 Nov 1994 08:49:44 GMT'",
    "503, 'Sunday, 06-Nov-94 08:49:44 GMT'"
  })
  void retryAfterIsAFenceForAllCallsOfTheConnection(int status, String header) throws Exception {
    Reply told = Reply.of(status, Map.of("Retry-After", header, "Date", NOW));
    try (ScriptedServer server = answering(told, Reply.json(200, "[]"))) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      Answer answer = await(() -> exchange.send(Call.get("/a")));
      assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
      assertThat(exchange.waitingFor()).startsWith("rate limit until 1994-11-06T08:49:44Z");

      PlatformException held = failure(() -> exchange.send(Call.get("/a")));
      assertThat(held.kind()).isEqualTo(Kind.HELD_BACK);
      assertThat(held.retryAfter()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
      assertThat(server.seen()).hasSize(1);

      nanos.addAndGet(7_000_000_000L);
      assertThat(await(() -> exchange.send(Call.get("/a"))).status()).isEqualTo(200);
      assertThat(exchange.waitingFor()).isEmpty();
    }
  }

  @Test
  void retryAfterHoldsWhenTheConnectionIsOpenedAnewWithAnotherPace() throws Exception {
    Reply told = Reply.of(429, Map.of("Retry-After", "7", "Date", NOW));
    try (ScriptedServer server = answering(told, Reply.json(200, "[]"))) {
      Outlets outlets = outlets(HttpTestOptions.local());
      Exchange first = outlets.open("test", WHO, server.base("/api"), FAST);
      await(() -> first.send(Call.get("/a")));
      await(first::close);
      Exchange other =
          outlets.open("test", new ConnectionRef("globex", "shop"), server.base("/api"), FAST);
      assertThat(await(() -> other.send(Call.get("/a"))).status()).isEqualTo(200);

      Exchange second =
          outlets.open("test", WHO, server.base("/other"), new Pace(50, 5, FAST.inFlightMax()));
      assertThat(second.waitingFor()).startsWith("rate limit until 1994-11-06T08:49:44Z");
      assertThat(failure(() -> second.send(Call.get("/a"))).kind()).isEqualTo(Kind.HELD_BACK);
      await(second::close);
      nanos.addAndGet(7_000_000_000L);
      Exchange third = outlets.open("test", WHO, server.base("/api"), FAST);
      assertThat(third.waitingFor()).isEmpty();
      assertThat(await(() -> third.send(Call.get("/a"))).status()).isEqualTo(200);
    }
  }

  @Test
  void throttlingWithoutATimeBacksOffLongerEachTime() throws Exception {
    try (ScriptedServer server = answering(Reply.json(429, "{}"))) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
        Answer answer = await(() -> exchange.send(Call.get("/a")));
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
        nanos.addAndGet(seconds * 1_000_000_000L);
      }
    }
  }

  @Test
  void aCallThatWouldWaitTooLongIsHeldBackAndTakesNoPermit() throws Exception {
    try (ScriptedServer server = answering(Reply.json(200, "[]"))) {
      Exchange exchange = open(server, HttpTestOptions.local(), new Pace(0.1, 1, 2));
      await(() -> exchange.send(Call.get("/a")));
      for (int i = 0; i < 3; i++) {
        PlatformException held = failure(() -> exchange.send(Call.get("/a")));
        assertThat(held.kind()).isEqualTo(Kind.HELD_BACK);
        assertThat(held.retryAfter()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
        assertThat(held).hasMessageContaining("0.1 requests per second");
      }
      assertThat(exchange.waitingFor()).contains("rate limit until");
    }
  }

  @Test
  void noMoreCallsAreUnderWayThanAllowed() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            new HttpServerOptions(),
            (seen, request) -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              vertx.setTimer(
                  5,
                  later -> {
                    underWay.decrementAndGet();
                    request.response().end("[]");
                  });
            })) {
      Exchange exchange = open(server, HttpTestOptions.local(), new Pace(10_000, 1_000, 2));
      await(
          () -> {
            List<Future<Answer>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
              all.add(exchange.send(Call.get("/a")));
            }
            return Future.all(all);
          });
      assertThat(most).hasValue(2);
      assertThat(server.seen()).hasSize(40);
      assertThat(registry.get("penstock.limiter.wait").tag("platform", "test").timer().count())
          .isEqualTo(40);
    }
  }

  @Test
  void failuresInARowOpenTheBreakerAndOneGoodProbeClosesIt() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (ScriptedServer server =
        ScriptedServer.start(vertx, seen -> Reply.json(broken.get() ? 500 : 200, "{}"))) {
      Exchange exchange = open(server, HttpTestOptions.breaker(3, Duration.ofMillis(50)), FAST);
      for (int i = 0; i < 3; i++) {
        assertThat(await(() -> exchange.send(Call.get("/a"))).status()).isEqualTo(500);
      }
      assertThat(registry.get("penstock.breaker.state").tag("scope", "connection").gauge().value())
          .isEqualTo(1);
      assertThat(exchange.waitingFor())
          .startsWith("circuit breaker of connection acme/shop open until");
      PlatformException held = failure(() -> exchange.send(Call.get("/a")));
      assertThat(held.kind()).isEqualTo(Kind.HELD_BACK);
      assertThat(held.retryAfter()).isPositive();
      assertThat(server.seen()).hasSize(3);

      broken.set(false);
      Awaitility.await()
          .until(
              () ->
                  await(() -> exchange.send(Call.get("/a")).map(Answer::status).otherwise(0))
                      == 200);
      assertThat(exchange.waitingFor()).isEmpty();
      assertThat(registry.get("penstock.breaker.state").tag("scope", "connection").gauge().value())
          .isZero();
    }
  }

  @Test
  void oneHostBreakerStopsAllConnectionsOfThatHost() throws Exception {
    try (ScriptedServer server = answering(Reply.json(500, "{}"))) {
      Outlets outlets = outlets(HttpTestOptions.hostBreaker(4));
      Exchange first = outlets.open("test", WHO, server.base("/api"), FAST);
      Exchange second =
          outlets.open("test", new ConnectionRef("other", "shop"), server.base("/x"), FAST);
      for (int i = 0; i < 2; i++) {
        await(() -> first.send(Call.get("/a")));
        await(() -> second.send(Call.get("/a")));
      }
      assertThat(failure(() -> first.send(Call.get("/a"))).kind()).isEqualTo(Kind.HELD_BACK);
      assertThat(second.waitingFor()).startsWith("circuit breaker of host localhost:");
      assertThat(server.seen()).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 429})
  void answersOfAWorkingSystemNeverOpenABreaker(int status) throws Exception {
    try (ScriptedServer server = answering(new Reply(status, Map.of("Retry-After", "0"), "{}"))) {
      Exchange exchange = open(server, HttpTestOptions.breaker(2, Duration.ofMinutes(1)), FAST);
      for (int i = 0; i < 6; i++) {
        assertThat(await(() -> exchange.send(Call.get("/a"))).status()).isEqualTo(status);
      }
    }
  }

  @Test
  void aPlatformThatSaysWhenToComeAgainIsNotBroken() throws Exception {
    Reply later = Reply.of(503, Map.of("Retry-After", "0"));
    try (ScriptedServer server = answering(later)) {
      Exchange exchange = open(server, HttpTestOptions.breaker(2, Duration.ofMinutes(1)), FAST);
      for (int i = 0; i < 6; i++) {
        assertThat(await(() -> exchange.send(Call.get("/a"))).status()).isEqualTo(503);
      }
    }
  }

  @Test
  void timeOutsOpenTheBreakerButOurOwnWaitingDoesNot() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.raw(vertx, new HttpServerOptions(), (seen, request) -> {})) {
      HttpOptions options = HttpTestOptions.breaker(2, Duration.ofMinutes(1));
      Exchange slow = open(server, options, new Pace(0.01, 1, 1));
      Call call = Call.get("/a").within(Duration.ofMillis(30));
      assertThat(failure(() -> slow.send(call)).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
      for (int i = 0; i < 5; i++) {
        assertThat(failure(() -> slow.send(call)).kind()).isEqualTo(Kind.HELD_BACK);
      }
      assertThat(slow.waitingFor()).startsWith("rate limit until");

      Exchange exchange = open(server, options, FAST);
      assertThat(failure(() -> exchange.send(call)).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
      assertThat(failure(() -> exchange.send(call)).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
      assertThat(failure(() -> exchange.send(call)).kind()).isEqualTo(Kind.HELD_BACK);
      assertThat(exchange.waitingFor()).startsWith("circuit breaker of connection acme/shop");
    }
  }

  @Test
  void moreCallersThanTheBoundsAllowAreHeldBackAtOnce() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            new HttpServerOptions(),
            (seen, request) -> vertx.setTimer(50, later -> request.response().end()))) {
      List<String> endings =
          await(
              () -> {
                Exchange pool =
                    open(server, HttpTestOptions.small(1, 2, 100), new Pace(10_000, 1_000, 100));
                Exchange gate =
                    open(server, HttpTestOptions.small(1, 100, 3), new Pace(10_000, 1_000, 1));
                return ending(pool, 10)
                    .compose(
                        one ->
                            ending(gate, 10)
                                .map(
                                    two -> {
                                      one.addAll(two);
                                      return one;
                                    }));
              });
      // Whether the call that opens the connection counts as waiting is the pool's affair.
      assertThat(endings.subList(0, 10)).filteredOn("200"::equals).hasSizeBetween(2, 3);
      assertThat(endings.subList(0, 10)).filteredOn("HELD_BACK"::equals).hasSizeBetween(7, 8);
      assertThat(endings.subList(10, 20)).filteredOn("200"::equals).hasSize(4);
      assertThat(endings.subList(10, 20)).filteredOn("HELD_BACK"::equals).hasSize(6);
    }
  }

  @Test
  void answersComeBackOnTheCallersEventLoopThoughConnectionsAreShared() throws Exception {
    try (ScriptedServer server = answering(Reply.json(200, "[]"))) {
      Outlets outlets = outlets(HttpTestOptions.small(1, 100, 100));
      for (int i = 0; i < 8; i++) {
        Exchange exchange = outlets.open("test", WHO, server.base("/"), FAST);
        List<String> threads =
            await(
                () -> {
                  String mine = Thread.currentThread().getName();
                  return exchange
                      .send(Call.get("/a"))
                      .map(answer -> List.of(mine, Thread.currentThread().getName()));
                });
        assertThat(threads.get(1)).isEqualTo(threads.get(0));
      }
    }
  }

  private static Future<List<String>> ending(Exchange exchange, int calls) {
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      all.add(
          exchange
              .send(Call.get("/a"))
              .map(answer -> String.valueOf(answer.status()))
              .otherwise(failure -> ((PlatformException) failure).kind().name()));
    }
    return Future.join(all).map(done -> new ArrayList<>(done.<String>list()));
  }

  @Test
  void aPortWhereNobodyListensIsUnreachable() {
    Exchange exchange =
        outlets(HttpTestOptions.local()).open("test", WHO, URI.create("http://localhost:1/"), FAST);
    PlatformException trouble = failure(() -> exchange.send(Call.get("/a")));
    assertThat(trouble.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(trouble.connection()).isEqualTo("acme/shop");
  }

  @Test
  void silenceAfterTheCallWasSentLeavesTheOutcomeUnknown() {
    try (ScriptedServer server =
        ScriptedServer.raw(vertx, new HttpServerOptions(), (seen, request) -> {})) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      PlatformException trouble =
          failure(() -> exchange.send(Call.get("/a").within(Duration.ofMillis(50))));
      assertThat(trouble.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
      assertThat(trouble).hasMessageContaining("within 50 ms");
    }
  }

  @Test
  void anAnswerThatTricklesHasTheSameTimeLimit() {
    try (ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            new HttpServerOptions(),
            (seen, request) -> {
              request.response().setChunked(true);
              vertx.setPeriodic(10, tick -> request.response().write(" "));
            })) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      PlatformException trouble =
          failure(() -> exchange.send(Call.get("/a").within(Duration.ofMillis(100))));
      assertThat(trouble.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void aReaderThatTakesItsTimeIsNotTheOthersSilence() throws Exception {
    try (ScriptedServer server = answering(Reply.json(200, "x".repeat(1_000)))) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      Call call = Call.get("/a").within(Duration.ofMillis(100));
      Answer answer =
          await(
              () ->
                  exchange.stream(
                      call, reader(piece -> vertx.timer(250, TimeUnit.MILLISECONDS).mapEmpty())));
      assertThat(answer.isSuccess()).isTrue();
    }
  }

  @Test
  void whatAReaderFailsWithEndsTheCallAndSpeaksAgainstNobody() throws Exception {
    try (ScriptedServer server = answering(Reply.json(200, "x".repeat(1_000)))) {
      Exchange exchange = open(server, HttpTestOptions.breaker(1, Duration.ofMinutes(1)), FAST);
      for (int i = 0; i < 3; i++) {
        String ending =
            await(
                () ->
                    exchange.stream(
                            Call.get("/a"),
                            reader(piece -> Future.failedFuture(new IllegalStateException("disk"))))
                        .map("read")
                        .otherwise(failure -> String.valueOf(failure.getMessage())));
        assertThat(ending).isEqualTo("disk");
      }
      assertThat(exchange.waitingFor()).isEmpty();
    }
  }

  private static BodyReader reader(Function<Buffer, Future<Void>> read) {
    return new BodyReader() {
      @Override
      public void start(Answer head) {
        assertThat(head.isSuccess()).isTrue();
      }

      @Override
      public Future<Void> read(Buffer piece) {
        return read.apply(piece);
      }
    };
  }

  @Test
  void aCutAnswerLeavesTheOutcomeUnknown() {
    try (ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            new HttpServerOptions(),
            (seen, request) -> {
              HttpServerResponse response = request.response().putHeader("Content-Length", "100");
              response.write("[1,").onComplete(sent -> request.connection().close());
            })) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      assertThat(failure(() -> exchange.send(Call.get("/a"))).kind())
          .isEqualTo(Kind.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void anAnswerLargerThanItsBoundIsUnreadable() {
    try (ScriptedServer server = answering(Reply.json(200, "x".repeat(20_000)))) {
      Exchange exchange = open(server, HttpTestOptions.answerMaxBytes(10_000), FAST);
      PlatformException trouble = failure(() -> exchange.send(Call.get("/a")));
      assertThat(trouble.kind()).isEqualTo(Kind.UNREADABLE);
      assertThat(trouble).hasMessageContaining("answerMaxBytes");
    }
  }

  @Test
  void closingLetsCallsUnderWayFinishAndRefusesNewOnes() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    try (ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            new HttpServerOptions(),
            (seen, request) -> vertx.setTimer(50, later -> request.response().end("done")))) {
      Exchange exchange = open(server, HttpTestOptions.local(), FAST);
      Answer answer =
          await(
              () -> {
                Future<Answer> under = exchange.send(Call.get("/a"));
                exchange.close().onSuccess(done -> closed.set(true));
                return under;
              });
      assertThat(answer.body()).hasToString("done");
      Awaitility.await().untilTrue(closed);
      assertThat(failure(() -> exchange.send(Call.get("/a"))).kind()).isEqualTo(Kind.HELD_BACK);
    }
  }

  private ScriptedServer answering(Reply first, Reply... then) {
    AtomicInteger asked = new AtomicInteger();
    return ScriptedServer.start(
        vertx,
        seen -> {
          int index = asked.getAndIncrement();
          return index == 0 || then.length == 0 ? first : then[Math.min(index, then.length) - 1];
        });
  }

  private Outlets outlets(HttpOptions options) {
    return new Outlets(vertx, options, registry, clocks);
  }

  private Exchange open(ScriptedServer server, HttpOptions options, Pace pace) {
    return outlets(options).open("test", WHO, server.base("/api"), pace);
  }

  private <T> T await(Supplier<Future<T>> work) throws Exception {
    return HttpTestOptions.onLoop(vertx, work).get(20, TimeUnit.SECONDS);
  }

  private PlatformException failure(Supplier<Future<Answer>> work) {
    try {
      throw new AssertionError("answered " + await(work));
    } catch (ExecutionException failed) {
      assertThat(failed.getCause()).isInstanceOf(PlatformException.class);
      return (PlatformException) Objects.requireNonNull(failed.getCause());
    } catch (Exception other) {
      throw new AssertionError(other);
    }
  }
}
