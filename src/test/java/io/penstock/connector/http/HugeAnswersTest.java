package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PlatformException.Kind;
import io.penstock.fake.EndlessHeaders;
import io.penstock.fake.LocalCertificate;
import io.penstock.fake.ScriptedServer;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are larger than they look, or have no end: the call fails, the next one is well. */
class HugeAnswersTest {
  private static final int UNPACKED_BYTES = 256 << 20;
  private static final long ANSWER_MAX_BYTES = 1 << 20;
  private static final int PATIENCE_SECONDS = 20;

  /** What one answer that nobody reads may keep in memory. */
  private static final long HELD_MAX_BYTES = 24L << 20;

  private static LocalCertificate certificate;
  private static Buffer bomb;
  private static Vertx vertx;

  @BeforeAll
  static void start() throws IOException {
    certificate = LocalCertificate.create();
    bomb = bomb();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static Buffer bomb() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < UNPACKED_BYTES / zeros.length; i++) {
        gzip.write(zeros);
      }
    }
    return Buffer.buffer(packed.toByteArray());
  }

  private static Exchange exchange(URI base) {
    HttpOptions trusting = HttpTestOptions.trusting(certificate.pem(), Map.of());
    return new Outlets(
            vertx,
            HttpTestOptions.bounds(trusting, ANSWER_MAX_BYTES, 32L << 20),
            new SimpleMeterRegistry())
        .open("test", new ConnectionRef("t", "c"), base, new Pace(100, 10, 2));
  }

  private static ScriptedServer server(boolean h2, Consumer<HttpServerRequest> script) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(certificate.key())
            .setUseAlpn(true)
            .setAlpnVersions(List.of(h2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1));
    return ScriptedServer.raw(
        vertx,
        options,
        (seen, request) -> {
          request.response().exceptionHandler(broken -> {});
          if (seen.path().equals("/well")) {
            request.response().end("[]");
          } else {
            script.accept(request);
          }
        });
  }

  private static PlatformException failure(Supplier<Future<Answer>> call) {
    ExecutionException failed =
        catchThrowableOfType(
            ExecutionException.class,
            () -> HttpTestOptions.onLoop(vertx, call).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertThat(failed).hasCauseInstanceOf(PlatformException.class);
    return (PlatformException) Objects.requireNonNull(failed.getCause());
  }

  private static void theNextIsWell(Exchange exchange) throws Exception {
    Answer answer =
        HttpTestOptions.onLoop(vertx, () -> exchange.send(Call.get("/well")))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(answer.body()).hasToString("[]");
  }

  private static void explode(HttpServerRequest request) {
    request.response().putHeader("Content-Encoding", "gzip").end(bomb).onFailure(cut -> {});
  }

  @ParameterizedTest(name = "h2: {0}")
  @ValueSource(booleans = {true, false})
  void aSmallAnswerThatUnpacksIntoALargeOneIsUnreadable(boolean h2) throws Exception {
    try (ScriptedServer server = server(h2, HugeAnswersTest::explode)) {
      Exchange exchange = exchange(server.base("/"));
      PlatformException trouble = failure(() -> exchange.send(Call.get("/bomb")));
      assertThat(trouble.kind()).isEqualTo(Kind.UNREADABLE);
      assertThat(trouble).hasMessageContaining("larger than 1048576 bytes (answerMaxBytes)");
      theNextIsWell(exchange);
    }
  }

  @ParameterizedTest
  @CsvSource({"gzip, cannot be unpacked", "br, is packed in a way that nobody asked for"})
  void whatIsNotPackedAsWeAskedIsUnreadable(String packing, String words) throws Exception {
    try (ScriptedServer server =
        server(
            true,
            request ->
                request.response().putHeader("Content-Encoding", packing).end("no such thing"))) {
      Exchange exchange = exchange(server.base("/"));
      PlatformException trouble = failure(() -> exchange.send(Call.get("/packed")));
      assertThat(trouble.kind()).isEqualTo(Kind.UNREADABLE);
      assertThat(trouble).hasMessageContaining(words);
      theNextIsWell(exchange);
    }
  }

  /** Whoever reads slowly is not sent the rest, packed or not. */
  @ParameterizedTest(name = "h2: {0}")
  @ValueSource(booleans = {true, false})
  void anAnswerIsUnpackedNoFasterThanItIsRead(boolean h2) throws Exception {
    try (ScriptedServer server = server(h2, HugeAnswersTest::explode)) {
      Exchange exchange = exchange(server.base("/"));
      theNextIsWell(exchange);
      long before = heapInUse();
      CountDownLatch reads = new CountDownLatch(1);
      Promise<Void> later = Promise.promise();
      AtomicLong taken = new AtomicLong();
      BodyReader slow =
          new BodyReader() {
            @Override
            public void start(Answer head) {}

            @Override
            public Future<Void> read(Buffer piece) {
              taken.addAndGet(piece.length());
              reads.countDown();
              return later.future();
            }
          };
      CompletableFuture<Answer> answer =
          HttpTestOptions.onLoop(vertx, () -> exchange.stream(Call.get("/bomb"), slow));
      assertThat(reads.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      theNextIsWell(exchange); // by then all that was on its way has come
      assertThat(heapInUse() - before).isLessThan(HELD_MAX_BYTES);
      later.complete();
      assertThat(answer)
          .failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .withThrowableThat()
          .havingCause()
          .withMessageContaining("larger than 33554432 bytes (streamMaxBytes)");
      assertThat(taken.get()).isLessThanOrEqualTo(32L << 20);
    }
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @ParameterizedTest(name = "h2: {0}")
  @ValueSource(booleans = {true, false})
  void aBodyWithoutEndIsLeftAsSoonAsItIsTooLarge(boolean h2) throws Exception {
    CompletableFuture<Void> left = new CompletableFuture<>();
    try (ScriptedServer server =
        server(
            h2,
            request -> {
              request.response().closeHandler(gone -> left.complete(null));
              request.response().setChunked(true);
              writeOn(request.response(), Buffer.buffer(new byte[1 << 14]));
            })) {
      Exchange exchange = exchange(server.base("/"));
      PlatformException trouble = failure(() -> exchange.send(Call.get("/endless")));
      assertThat(trouble.kind()).isEqualTo(Kind.UNREADABLE);
      assertThat(left).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
      theNextIsWell(exchange);
    }
  }

  private static void writeOn(HttpServerResponse response, Buffer piece) {
    response.write(piece).onSuccess(more -> writeOn(response, piece));
  }

  @ParameterizedTest(name = "h2: {0}")
  @ValueSource(booleans = {true, false})
  void headersAboveAnyMeasureEndTheCall(boolean h2) throws Exception {
    try (ScriptedServer server =
        server(h2, request -> request.response().putHeader("x", "x".repeat(100_000)).end("[]"))) {
      Exchange exchange = exchange(server.base("/"));
      PlatformException trouble = failure(() -> exchange.send(Call.get("/headers")));
      assertThat(trouble.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
      assertThat(trouble).hasMessageMatching("(?i).*header.*(larger|exceeded).*");
      theNextIsWell(exchange);
    }
  }

  @ParameterizedTest(name = "h2: {0}")
  @ValueSource(booleans = {true, false})
  void headersWithoutEndEndTheCall(boolean h2) throws Exception {
    EndlessHeaders server =
        HttpTestOptions.onLoop(vertx, () -> EndlessHeaders.open(vertx, certificate, h2))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Exchange exchange = exchange(server.uri());
    for (int i = 1; i <= 3; i++) {
      PlatformException trouble = failure(() -> exchange.send(Call.get("/headers")));
      assertThat(trouble.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
      assertThat(trouble).hasMessageMatching(".*(larger|exceeds).*");
    }
    assertThat(server.written()).isLessThan(HELD_MAX_BYTES);
    server.close();
  }
}
