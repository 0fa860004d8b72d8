package io.penstock.sync.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sync.outbox.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a replay does next, without a store. */
class ReplayPlanTest {
  private static final DeadLetters.Filter ALL =
      new DeadLetters.Filter(Set.of(), null, null, null, null);
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private static ReplayPlan plan(long limit, DeadLetters.Hits... hits) {
    return new ReplayPlan(ALL, List.of(hits), limit, Duration.ofSeconds(10));
  }

  private static DeadLetters.Stepped stepped(int count, long last) {
    return new DeadLetters.Stepped(count, last, Set.of());
  }

  @Test
  void tenantsTakeTurnsUpToTheirNewestLetterAtTheBeginning() {
    ReplayPlan plan =
        plan(9_999, new DeadLetters.Hits("a", 600, 900), new DeadLetters.Hits("b", 1, 7));
    assertThat(plan.next(tenant -> 9_999)).isEqualTo(step("a", 0, 900, 500));
    plan.took(stepped(500, 800));
    assertThat(plan.next(tenant -> 9_999)).isEqualTo(step("b", 0, 7, 500));
    plan.took(stepped(1, 7));
    assertThat(plan.next(tenant -> 9_999)).isEqualTo(step("a", 800, 900, 500));
    plan.took(stepped(500, 900));
    assertThat(plan.next(tenant -> 9_999)).isEqualTo(new ReplayPlan.Next.Done());
  }

  @Test
  void aStepThatFailedIsTheSameAgainUntilTheBoundOfTime() {
    ReplayPlan plan = plan(3, new DeadLetters.Hits("a", 9, 9));
    ReplayPlan.Next first = plan.next(tenant -> 9);
    assertThat(plan.mayRetry(NOW)).isTrue();
    assertThat(plan.next(tenant -> 9)).isEqualTo(first);
    assertThat(plan.mayRetry(NOW.plusSeconds(9))).isTrue();
    assertThat(plan.mayRetry(NOW.plusSeconds(10))).isFalse();
    plan.took(stepped(1, 1));
    assertThat(plan.mayRetry(NOW.plusSeconds(99))).as("in a row").isTrue();
  }

  @Test
  void itNeverTakesMoreThanTheLimitAndTheRoomAndEndsWhereThereIsRoom() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<DeadLetters.Hits> hits = new ArrayList<>();
      long all = 0;
      for (int i = 0; i < 1 + random.nextInt(5); i++) {
        long count = 1 + random.nextInt(2_000);
        hits.add(new DeadLetters.Hits("t" + i, count, count));
        all += count;
      }
      long limit = 1 + random.nextInt(6_000);
      ReplayPlan plan = plan(limit, hits.toArray(DeadLetters.Hits[]::new));
      Map<String, Long> room = new HashMap<>();
      long taken = 0;
      ReplayPlan.Next next = plan.next(tenant -> room.getOrDefault(tenant, 0L));
      while (!(next instanceof ReplayPlan.Next.Done)) {
        if (next instanceof ReplayPlan.Next.Step step) {
          DeadLetters.Step one = step.step();
          assertThat((long) one.limit())
              .as("seed " + seed)
              .isBetween(1L, Math.min(DeadLetters.PAGE_MAX, room.getOrDefault(one.tenant(), 0L)));
          // In this store every id up to the last is a letter.
          int count = (int) Math.min(one.limit(), one.last() - one.after());
          taken += count;
          room.merge(one.tenant(), (long) -count, Long::sum);
          plan.took(stepped(count, one.after() + count));
        } else {
          for (DeadLetters.Hits hit : hits) {
            room.put(hit.tenant(), (long) random.nextInt(900));
          }
        }
        next = plan.next(tenant -> room.getOrDefault(tenant, 0L));
      }
      assertThat(taken).as("seed " + seed).isEqualTo(Math.min(all, limit));
    }
  }

  private static ReplayPlan.Next step(String tenant, long after, long last, int limit) {
    return new ReplayPlan.Next.Step(new DeadLetters.Step(tenant, ALL, after, last, limit));
  }
}
