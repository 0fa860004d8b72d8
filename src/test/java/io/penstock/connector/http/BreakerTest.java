package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClosedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final ConnectionRef WHO = new ConnectionRef("acme", "shop");
  private final Vertx vertx = Vertx.vertx();
  private final BreakerStates states = new BreakerStates();
  private final Breaker breaker =
      new Breaker(vertx, () -> "test", 2, Duration.ofMinutes(1), System::nanoTime, states);

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aPoliteGoAwaySpeaksAgainstNobody() throws Exception {
    HttpClosedException polite = new HttpClosedException(new GoAway().setErrorCode(0));
    for (int i = 0; i < 5; i++) {
      run(Future.failedFuture(Trouble.outcomeUnknown(WHO, Call.get("/"), polite)));
    }
    assertThat(breaker.remaining()).isZero();
  }

  @Test
  void aGoAwayWithAnErrorCounts() throws Exception {
    HttpClosedException angry = new HttpClosedException(new GoAway().setErrorCode(11));
    for (int i = 0; i < 2; i++) {
      run(Future.failedFuture(Trouble.outcomeUnknown(WHO, Call.get("/"), angry)));
    }
    assertThat(breaker.remaining()).isPositive();
    assertThat(states.open()).isEqualTo(1);
    breaker.close();
    assertThat(states.open()).isZero();
  }

  @Test
  void ourOwnMistakesSpeakAgainstNobody() throws Exception {
    for (int i = 0; i < 5; i++) {
      run(Future.failedFuture(new IllegalStateException("ours")));
    }
    assertThat(breaker.remaining()).isZero();
  }

  @Test
  void oneSuccessForgivesTheFailuresBeforeIt() throws Exception {
    for (int i = 0; i < 5; i++) {
      run(Future.succeededFuture(answer(500)));
      run(Future.succeededFuture(answer(200)));
    }
    assertThat(breaker.remaining()).isZero();
    run(Future.succeededFuture(answer(500)));
    run(Future.succeededFuture(answer(500)));
    assertThat(breaker.remaining()).isPositive();
  }

  @Test
  void aLateSuccessDoesNotCloseWhatIsOpen() throws Exception {
    Promise<Answer> early = Promise.promise();
    Promise<Answer> second = Promise.promise();
    HttpTestOptions.onLoop(
            vertx,
            () -> {
              breaker.execute(early::future);
              breaker.execute(() -> Future.succeededFuture(answer(500)));
              breaker.execute(second::future);
              return Future.succeededFuture();
            })
        .get(10, TimeUnit.SECONDS);
    run(Future.succeededFuture(answer(500)));
    early.complete(answer(200));
    second.complete(answer(200));
    assertThat(breaker.remaining()).isPositive();
    AtomicBoolean called = new AtomicBoolean();
    HttpTestOptions.onLoop(
            vertx,
            () ->
                breaker
                    .execute(
                        () -> {
                          called.set(true);
                          return Future.succeededFuture(answer(200));
                        })
                    .otherwise(answer(0)))
        .get(10, TimeUnit.SECONDS);
    assertThat(called).isFalse();
  }

  private static Answer answer(int status) {
    return new Answer(
        WHO, Call.get("/"), status, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), null);
  }

  private void run(Future<Answer> outcome) throws Exception {
    HttpTestOptions.onLoop(vertx, () -> breaker.execute(() -> outcome).otherwise(answer(0)))
        .get(10, TimeUnit.SECONDS);
  }
}
