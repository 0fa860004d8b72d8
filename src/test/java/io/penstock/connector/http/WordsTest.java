package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.tenant.ConnectionRef;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Host HOST = Host.of(URI.create("https://shop.example"));
  private static final Pace PACE = new Pace(10, 5, 2);
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 3 * SECOND); // it will overflow
  private final Words words = new Words(now::get);

  private static ConnectionRef who(int number) {
    return new ConnectionRef("t" + number, "shop");
  }

  private Gate.Word closedFor(long nanos) {
    RateLimiter limiter = new RateLimiter(10, 5, now.get());
    limiter.fence(now.get() + nanos);
    return new Gate.Word(PACE, limiter, new Throttle(now.get()), null);
  }

  private Gate.Word learned(@Nullable Quota quota) {
    return new Gate.Word(PACE, new RateLimiter(10, 5, now.get()), new Throttle(now.get()), quota);
  }

  @Test
  void whatHoldsIsGivenOnceToTheSameConnectionAtTheSameHost() {
    Gate.Word word = closedFor(60 * SECOND);
    words.keep(who(1), HOST, word);
    assertThat(words.take(who(2), HOST)).isNull();
    assertThat(words.take(who(1), Host.of(URI.create("https://other.example")))).isNull();
    assertThat(words.take(who(1), HOST)).isSameAs(word);
    assertThat(words.take(who(1), HOST)).isNull();
  }

  @Test
  void whatSaysNothingIsNotKept() {
    words.keep(who(1), HOST, learned(null));
    assertThat(words.size()).isZero();
    words.keep(who(1), HOST, learned(new Quota(List.of(), 0, now.get())));
    assertThat(words.size()).isEqualTo(1);
  }

  @Test
  void whatHasLostItsMeaningGoesAndTheRestHasABound() {
    for (int i = 0; i < 1_000; i++) {
      words.keep(who(i), HOST, closedFor(SECOND));
      now.addAndGet(SECOND / 10);
    }
    assertThat(words.size()).isLessThan(100);
    for (int i = 0; i < Words.KEPT_MAX + 50; i++) {
      words.keep(who(i), HOST, closedFor(60 * SECOND));
    }
    assertThat(words.size()).isEqualTo(Words.KEPT_MAX);
    assertThat(words.take(who(0), HOST)).isNull();
    assertThat(words.take(who(Words.KEPT_MAX), HOST)).isNotNull();
  }
}
