package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.OpenSsl;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PlatformException.Kind;
import io.penstock.fake.LocalCertificate;
import io.penstock.fake.ScriptedServer;
import io.penstock.fake.ScriptedServer.Reply;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
  private static LocalCertificate certificate;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    certificate = LocalCertificate.create();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest(name = "server offers h2: {0}, we ask for {1} and get {2}")
  @CsvSource({
    "true, AUTO, HTTP_2",
    "false, AUTO, HTTP_1_1",
    "true, HTTP1, HTTP_1_1",
    "true, HTTP2, HTTP_2"
  })
  void protocolIsAgreedByAlpnUnlessTheHostHasASetting(
      boolean h2, Protocol protocol, HttpVersion expected) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(vertx, tls(h2), seen -> Reply.json(200, "[]"))) {
      Outlets outlets = outlets(Map.of("localhost", protocol));
      Exchange exchange =
          outlets.open("test", new ConnectionRef("t", "c"), server.base("/"), new Pace(100, 10, 2));
      Answer answer =
          HttpTestOptions.onLoop(vertx, () -> exchange.send(Call.get("/a")))
              .get(10, TimeUnit.SECONDS);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(server.seen().get(0).version()).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "server offers h2: {0}")
  @CsvSource({"true", "false"})
  void tlsIsMadeByBoringSsl(boolean h2) throws Exception {
    assertThat(OpenSsl.isAvailable()).as("%s", OpenSsl.unavailabilityCause()).isTrue();
    assertThat(Clients.tlsEngine()).contains("BoringSSL");
    try (ScriptedServer server =
        ScriptedServer.start(vertx, tls(h2), seen -> Reply.json(200, "[]"))) {
      HttpClient client =
          new Clients(vertx, HttpTestOptions.trusting(certificate.pem(), Map.of()))
              .to(Host.of(server.base("/")));
      String session =
          HttpTestOptions.onLoop(
                  vertx,
                  () ->
                      client
                          .request(
                              new RequestOptions()
                                  .setHost("localhost")
                                  .setPort(server.port())
                                  .setSsl(true))
                          .map(request -> request.connection().sslSession().getClass().getName()))
              .get(10, TimeUnit.SECONDS);
      assertThat(session).contains("OpenSsl");
    }
  }

  @Test
  void anUnknownCertificateIsUnreachableAndNothingIsSent() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(vertx, tls(true), seen -> Reply.json(200, "[]"))) {
      Outlets trusting = new Outlets(vertx, HttpTestOptions.local(), new SimpleMeterRegistry());
      Exchange exchange =
          trusting.open(
              "test", new ConnectionRef("t", "c"), server.base("/"), new Pace(100, 10, 2));
      try {
        HttpTestOptions.onLoop(vertx, () -> exchange.send(Call.get("/a")))
            .get(10, TimeUnit.SECONDS);
        throw new AssertionError("must not be answered");
      } catch (ExecutionException refused) {
        assertThat(refused.getCause())
            .isInstanceOfSatisfying(
                PlatformException.class,
                trouble -> assertThat(trouble.kind()).isEqualTo(Kind.UNREACHABLE));
      }
      assertThat(server.seen()).isEmpty();
    }
  }

  @Test
  void aServerThatGoesAwayPolitelyLetsCallsUnderWayFinish() throws Exception {
    AtomicReference<ScriptedServer> started = new AtomicReference<>();
    AtomicInteger asked = new AtomicInteger();
    ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            tls(true),
            (seen, request) -> {
              vertx.setTimer(200, later -> request.response().end("done"));
              if (asked.incrementAndGet() == 9) {
                Objects.requireNonNull(started.get()).goAway(Duration.ofSeconds(5));
              }
            });
    started.set(server);
    Exchange exchange =
        outlets(Map.of())
            .open("test", new ConnectionRef("t", "c"), server.base("/"), new Pace(100, 10, 9));
    List<String> bodies =
        HttpTestOptions.onLoop(
                vertx,
                () -> {
                  List<Future<String>> calls = new ArrayList<>();
                  for (int i = 0; i < 9; i++) {
                    calls.add(exchange.send(Call.get("/a")).map(answer -> "" + answer.body()));
                  }
                  return Future.all(calls).map(all -> all.<String>list());
                })
            .get(20, TimeUnit.SECONDS);
    assertThat(bodies).hasSize(9).containsOnly("done");
  }

  @Test
  void callsThatAServerLeavesBehindEndAtOnceAndSpeakAgainstNobody() throws Exception {
    AtomicReference<ScriptedServer> started = new AtomicReference<>();
    AtomicInteger asked = new AtomicInteger();
    ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            tls(true),
            (seen, request) -> {
              if (asked.incrementAndGet() == 3) {
                Objects.requireNonNull(started.get()).goAway(Duration.ofMillis(100));
              }
            });
    started.set(server);
    Exchange exchange =
        outlets(Map.of())
            .open("test", new ConnectionRef("t", "c"), server.base("/"), new Pace(100, 10, 3));
    List<Throwable> ends =
        HttpTestOptions.onLoop(
                vertx,
                () -> {
                  List<Future<Throwable>> calls = new ArrayList<>();
                  for (int i = 0; i < 3; i++) {
                    calls.add(
                        exchange
                            .send(Call.get("/a"))
                            .<Throwable>map(answer -> new AssertionError(answer.status()))
                            .otherwise(trouble -> trouble));
                  }
                  return Future.all(calls).map(all -> all.<Throwable>list());
                })
            .get(20, TimeUnit.SECONDS);
    assertThat(ends)
        .hasSize(3)
        .allSatisfy(
            end ->
                assertThat(end)
                    .isInstanceOfSatisfying(
                        PlatformException.class,
                        trouble -> {
                          assertThat(trouble.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
                          assertThat(trouble.retryAfter()).isEqualTo(Duration.ZERO);
                        }));
  }

  @ParameterizedTest(name = "h2: {0}, gzip: {1}")
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void aLargeAnswerIsReadPieceByPieceAndTheServerIsHeldBack(boolean h2, boolean gzip)
      throws Exception {
    int total = 32 << 20;
    AtomicInteger written = new AtomicInteger();
    HttpServerOptions options = tls(h2).setCompressionSupported(gzip);
    Buffer piece = noise(1 << 16);
    try (ScriptedServer server =
        ScriptedServer.raw(
            vertx,
            options,
            (seen, request) -> {
              HttpServerResponse response = request.response().setChunked(true);
              Runnable[] pump = new Runnable[1];
              pump[0] =
                  () -> {
                    if (written.addAndGet(piece.length()) < total) {
                      response.write(piece).onSuccess(taken -> pump[0].run());
                    } else {
                      response.end(piece);
                    }
                  };
              pump[0].run();
            })) {
      Exchange exchange =
          outlets(Map.of())
              .open("test", new ConnectionRef("t", "c"), server.base("/"), new Pace(100, 10, 2));
      AtomicInteger read = new AtomicInteger();
      AtomicInteger pieces = new AtomicInteger();
      AtomicInteger mostAhead = new AtomicInteger();
      BodyReader slow =
          new BodyReader() {
            @Override
            public void start(Answer head) {
              assertThat(head.status()).isEqualTo(200);
            }

            @Override
            public Future<Void> read(Buffer part) {
              mostAhead.accumulateAndGet(written.get() - read.addAndGet(part.length()), Math::max);
              return pieces.incrementAndGet() > 300
                  ? Future.succeededFuture()
                  : vertx.timer(2, TimeUnit.MILLISECONDS).mapEmpty();
            }
          };
      Answer answer =
          HttpTestOptions.onLoop(vertx, () -> exchange.stream(Call.get("/a"), slow))
              .get(60, TimeUnit.SECONDS);
      assertThat(answer.isSuccess()).isTrue();
      assertThat(read).hasValue(total);
      // Windows, socket buffers and the server's own queue, far below the whole.
      assertThat(mostAhead.get()).isLessThan(total / 2);
    }
  }

  private static Buffer noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private static Outlets outlets(Map<String, Protocol> protocols) {
    return new Outlets(
        vertx, HttpTestOptions.trusting(certificate.pem(), protocols), new SimpleMeterRegistry());
  }

  private static HttpServerOptions tls(boolean h2) {
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(certificate.key())
        .setUseAlpn(true)
        .setAlpnVersions(
            h2 ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1) : List.of(HttpVersion.HTTP_1_1));
  }
}
