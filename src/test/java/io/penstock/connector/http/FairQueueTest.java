package io.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.http.FairQueue.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairQueueTest {
  /** Who waits, since which turn. */
  private record Item(int flow, int since) {}

  private final FairQueue<Item> queue = new FairQueue<>();

  @Test
  void whoeverHasWorkTakesTurns() {
    List<Flow<Item>> flows = flows(3, 1);
    offer(flows, 0, 3);
    offer(flows, 1, 1);
    offer(flows, 2, 2);
    assertThat(served(6)).containsExactly(0, 1, 2, 0, 2, 0);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aFlowGetsAsManyItemsATurnAsItsWeight() {
    List<Flow<Item>> flows = List.of(queue.flow(3, 100), queue.flow(1, 100));
    offer(flows, 0, 6);
    offer(flows, 1, 6);
    assertThat(served(8)).containsExactly(0, 0, 0, 1, 0, 0, 0, 1);
  }

  @Test
  void aFullFlowRefusesAndLeavesTheOthersAlone() {
    List<Flow<Item>> flows = List.of(queue.flow(1, 2), queue.flow(1, 2));
    offer(flows, 0, 2);
    assertThat(queue.offer(flows.get(0), new Item(0, 0))).isFalse();
    assertThat(queue.offer(flows.get(1), new Item(1, 0))).isTrue();
    assertThat(queue.size()).isEqualTo(3);
  }

  @Test
  void whoGaveUpBeforeItsTurnIsServedFirstWhenItComesBack() {
    List<Flow<Item>> flows = flows(3, 1);
    Item gaveUp = new Item(0, 0);
    queue.offer(flows.get(0), gaveUp);
    offer(flows, 1, 5);
    assertThat(queue.remove(flows.get(0), gaveUp)).isTrue();
    assertThat(queue.remove(flows.get(0), gaveUp)).isFalse();
    assertThat(served(1)).containsExactly(1);
    offer(flows, 2, 1);
    offer(flows, 0, 2);
    assertThat(served(4)).containsExactly(0, 1, 2, 0);
  }

  @Test
  void whoComesBackBeforeItsTurnStandsWhereItStood() {
    List<Flow<Item>> flows = flows(3, 1);
    Item gaveUp = new Item(1, 0);
    offer(flows, 0, 2);
    queue.offer(flows.get(1), gaveUp);
    offer(flows, 2, 2);
    queue.remove(flows.get(1), gaveUp);
    assertThat(queue.turnsAhead(flows.get(1))).isEqualTo(1);
    offer(flows, 1, 1);
    assertThat(served(3)).containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void equallyBackloggedTenantsGetEqualSharesWhateverOneOfThemFloods(long seed) {
    Random random = new Random(seed);
    int tenants = 1_000;
    List<Flow<Item>> flows = flows(tenants, 1);
    long[] got = new long[tenants];
    long[] longest = new long[tenants];
    int now = 0;
    for (int turn = 0; turn < 100 * tenants; turn++) {
      for (int i = 0; i < 2; i++) {
        int flow = random.nextInt(tenants);
        refill(flows, flow, now);
      }
      for (int i = 0; i < 20; i++) {
        queue.offer(flows.get(7), new Item(7, now)); // a thousand times as much as the others
      }
      if (turn < tenants) {
        refill(flows, turn, now);
        continue;
      }
      now++;
      Item next = Objects.requireNonNull(queue.poll());
      got[next.flow]++;
      longest[next.flow] = Math.max(longest[next.flow], now - next.since);
    }
    assertThat(jain(got)).as("seed " + seed).isGreaterThanOrEqualTo(0.99);
    // Its own queue is what the flooding tenant waits for; the others have up to three waiting.
    for (int flow = 0; flow < tenants; flow++) {
      if (flow != 7) {
        assertThat(longest[flow]).as("flow " + flow + ", seed " + seed).isLessThan(4L * tenants);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nobodyWaitsMoreThanTwiceTheMean(long seed) {
    Random random = new Random(seed);
    int tenants = 500;
    List<Flow<Item>> flows = flows(tenants, 1);
    List<Integer> waits = new ArrayList<>();
    for (int flow = 0; flow < tenants; flow++) {
      queue.offer(flows.get(flow), new Item(flow, random.nextInt(1)));
    }
    for (int now = 1; now < 200 * tenants; now++) {
      Item next = Objects.requireNonNull(queue.poll());
      if (now > tenants) {
        waits.add(now - next.since);
      }
      queue.offer(flows.get(next.flow), new Item(next.flow, now));
    }
    double mean = waits.stream().mapToInt(wait -> wait).average().orElseThrow();
    int most = waits.stream().mapToInt(wait -> wait).max().orElseThrow();
    assertThat((double) most).as("seed " + seed).isLessThan(2 * mean);
  }

  /** A line whose patience is far shorter than one round, as behind a scarce shared quota. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shortPatienceDoesNotMakeItALottery(long seed) {
    Random random = new Random(seed);
    int tenants = 200;
    int patience = 20;
    List<Flow<Item>> flows = flows(tenants, 1);
    Item[] waiting = new Item[tenants];
    int[] comesBack = new int[tenants];
    int[] lastServed = new int[tenants];
    long[] got = new long[tenants];
    int longest = 0;
    for (int flow = 0; flow < tenants; flow++) {
      comesBack[flow] = random.nextInt(10);
    }
    for (int now = 1; now < 100 * tenants; now++) {
      for (int flow = 0; flow < tenants; flow++) {
        Item item = waiting[flow];
        if (item == null && comesBack[flow] <= now) {
          waiting[flow] = new Item(flow, now);
          queue.offer(flows.get(flow), waiting[flow]);
        } else if (item != null && now - item.since > patience) {
          queue.remove(flows.get(flow), item);
          long ahead = queue.turnsAhead(flows.get(flow)) + 1;
          comesBack[flow] = now + (int) (ahead * (1 + random.nextDouble() / 10)) + 1;
          waiting[flow] = null;
        }
      }
      Item next = queue.poll();
      if (next != null) {
        if (now > 10 * tenants) {
          longest = Math.max(longest, now - lastServed[next.flow]);
        }
        got[next.flow]++;
        lastServed[next.flow] = now;
        waiting[next.flow] = null;
        comesBack[next.flow] = now + 1;
      }
    }
    assertThat(jain(got)).as("seed " + seed).isGreaterThanOrEqualTo(0.99);
    assertThat(longest).as("seed " + seed).isLessThan(2 * tenants);
  }

  private void refill(List<Flow<Item>> flows, int flow, int now) {
    if (flow != 7 && flows.get(flow).size() < 3) {
      queue.offer(flows.get(flow), new Item(flow, now));
    }
  }

  private List<Flow<Item>> flows(int count, int weight) {
    List<Flow<Item>> flows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flows.add(queue.flow(weight, 100));
    }
    return flows;
  }

  private void offer(List<Flow<Item>> flows, int flow, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(queue.offer(flows.get(flow), new Item(flow, 0))).isTrue();
    }
  }

  private List<Integer> served(int count) {
    List<Integer> served = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      served.add(Objects.requireNonNull(queue.poll()).flow);
    }
    return served;
  }

  private static double jain(long[] shares) {
    double sum = 0;
    double squares = 0;
    for (long share : shares) {
      sum += share;
      squares += (double) share * share;
    }
    return sum * sum / (shares.length * squares);
  }
}
