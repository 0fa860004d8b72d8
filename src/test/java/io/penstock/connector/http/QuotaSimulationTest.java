package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.http.StrictPlatform.Counting;
import io.penstock.connector.http.StrictPlatform.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A client with endless work against a platform that counts exactly, in virtual time. */
class QuotaSimulationTest {
  private static final List<QuotaWindow> SPOTON =
      List.of(
          new QuotaWindow(50, Duration.ofSeconds(1)),
          new QuotaWindow(1_500, Duration.ofMinutes(1)));
  private static final List<QuotaWindow> MINUTE =
      List.of(new QuotaWindow(600, Duration.ofMinutes(1)));
  private static final Instant WALL = Instant.parse("2026-11-27T08:49:37.301Z");
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int SEEDS = 3;

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  /** What {@link QuotaLine} does with the clock and the network of a simulation. */
  private static final class Client {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final StrictPlatform platform;
    private final Quota quota;
    private final Throttle throttle = new Throttle(0);
    private final Random random;
    private final Duration skew;
    private final Priority priority;
    private long order;
    private long now;
    private long wakeAt = -1;
    int sent;

    Client(
        StrictPlatform platform,
        List<QuotaWindow> declared,
        Random random,
        Duration skew,
        Priority priority) {
      this.platform = platform;
      this.quota = new Quota(declared, 0, 0);
      this.random = random;
      this.skew = skew;
      this.priority = priority;
    }

    void run(long until) {
      wake(0);
      while (!events.isEmpty() && events.peek().at <= until) {
        Event event = events.remove();
        now = event.at;
        event.what.run();
      }
    }

    void at(long when, Runnable what) {
      events.add(new Event(when, order++, what));
    }

    private void pump() {
      while (true) {
        long wait = pass();
        if (wait > 0) {
          wake(now + Math.max(1_000_000, (wait + 999_999) / 1_000_000 * 1_000_000));
          return;
        }
        sent++;
        long sentAt = now;
        at(now + delay(), () -> arrive(sentAt));
      }
    }

    private long pass() {
      long fence = throttle.remaining(now);
      if (fence > 0) {
        return fence;
      }
      boolean alone = throttle.isTrying() || quota.underWay() >= 64;
      if (alone && quota.underWay() > 0) {
        return 50_000_000;
      }
      return quota.reserve(now, priority);
    }

    private void wake(long when) {
      if (wakeAt >= 0 && wakeAt <= when) {
        return;
      }
      wakeAt = when;
      at(
          when,
          () -> {
            if (wakeAt == when) {
              wakeAt = -1;
            }
            pump();
          });
    }

    private void arrive(long sentAt) {
      StrictPlatform.Reply reply = platform.call(sentAt, now);
      at(now + delay(), () -> answered(sentAt, reply));
    }

    private void answered(long sentAt, StrictPlatform.Reply reply) {
      Instant ourClock = platform.at(now).plus(skew);
      QuotaHeaders said =
          QuotaHeaders.read(
              RetryAfter.read(reply.headers(), ourClock), reply.headers(), () -> ourClock);
      quota.answered(now);
      if (reply.status() == 429) {
        throttle.refused(now, said.refusedFor());
      } else {
        throttle.taken(sentAt);
      }
      quota.learn(sentAt, now, said);
      pump();
    }

    /** Half of the calls are quick, some are slow: 1 to 13 ms one way. */
    private long delay() {
      return (long)
          (1_000_000 * (1 + 3 * random.nextDouble() + 9 * Math.pow(random.nextDouble(), 4)));
    }
  }

  private static Stream<Arguments> everyDialectAndCounting() {
    List<Arguments> all = new ArrayList<>();
    for (Dialect dialect : Dialect.values()) {
      for (Counting counting : Counting.values()) {
        all.add(Arguments.of(dialect, counting));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyDialectAndCounting")
  void declaredWindowsAreUsedAndNeverExceeded(Dialect dialect, Counting counting) {
    for (Priority priority : Priority.values()) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        Random random = new Random(seed);
        StrictPlatform platform = platform(SPOTON, dialect, counting, random);
        Client client =
            new Client(
                platform, SPOTON, random, Duration.ofSeconds(random.nextInt(9) - 4), priority);
        client.run(8 * MINUTE_NANOS);
        String which = dialect + " " + counting + " " + priority + " seed " + seed;
        assertThat(platform.refused()).as(which).isZero();
        assertThat(platform.early()).as(which).isZero();
        assertThat(platform.accepted()).as(which).isGreaterThan(8 * 1_500 * 95 / 100);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyDialectAndCounting")
  void whatIsNotDeclaredIsLearned(Dialect dialect, Counting counting) {
    boolean telling = dialect != Dialect.RETRY_AFTER_SECONDS && dialect != Dialect.RETRY_AFTER_DATE;
    boolean lengths = dialect == Dialect.WINDOWS || dialect == Dialect.IETF;
    List<QuotaWindow> windows = lengths ? SPOTON : MINUTE;
    for (int seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      StrictPlatform platform = platform(windows, dialect, counting, random);
      Client client = new Client(platform, List.of(), random, Duration.ofSeconds(3), Priority.HIGH);
      client.run(5 * MINUTE_NANOS);
      int refusedAtFirst = platform.refused();
      int acceptedAtFirst = platform.accepted();
      client.run(25 * MINUTE_NANOS);
      String which = dialect + " " + counting + " seed " + seed;
      int accepted = platform.accepted() - acceptedAtFirst;
      int refused = platform.refused() - refusedAtFirst;
      assertThat(platform.early()).as(which).isZero();
      if (telling) {
        int perMinute = windows.get(windows.size() - 1).limit();
        assertThat(accepted).as(which).isGreaterThan(20 * perMinute * 95 / 100);
        assertThat(refused).as(which).isLessThan(accepted / 1_000);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"X_SECONDS", "X_EPOCH_SECONDS", "X_EPOCH_MILLIS", "WINDOWS", "IETF"})
  void whatOthersUseOfTheSameAccountIsLeftToThem(Dialect dialect) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      StrictPlatform platform = platform(MINUTE, dialect, Counting.FIXED, random);
      Client client = new Client(platform, MINUTE, random, Duration.ZERO, Priority.HIGH);
      for (long at = 0; at < 30 * MINUTE_NANOS; at += 300_000_000) {
        long when = at;
        client.at(when, () -> platform.foreignCall(when));
      }
      client.run(30 * MINUTE_NANOS);
      String which = dialect + " seed " + seed;
      assertThat(platform.early()).as(which).isZero();
      // A third is taken by others. At worst all that is under way finds it used up, once a window.
      assertThat(platform.refused()).as(which).isLessThan(31 * 64);
      assertThat(platform.accepted()).as(which).isGreaterThan(30 * 380);
    }
  }

  @Test
  void highPriorityFindsRoomSoonWhileLowPriorityWantsAll() {
    Quota quota = new Quota(SPOTON, 0, 0);
    long now = 0;
    long longestWait = 0;
    Random random = new Random(7);
    for (int millis = 0; millis < 300_000; millis++) {
      now = millis * 1_000_000L;
      if (millis > 60_000 && random.nextInt(500) == 0) {
        long wait = quota.nextWait(now, Priority.HIGH);
        longestWait = Math.max(longestWait, wait);
      }
      if (quota.reserve(now, Priority.LOW) == 0) {
        quota.answered(now + 500_000);
      }
    }
    assertThat(Duration.ofNanos(longestWait)).isLessThan(Duration.ofMillis(400));
  }

  private static StrictPlatform platform(
      List<QuotaWindow> windows, Dialect dialect, Counting counting, Random random) {
    return new StrictPlatform(
        windows, counting, dialect, WALL, (long) (random.nextDouble() * MINUTE_NANOS));
  }
}
