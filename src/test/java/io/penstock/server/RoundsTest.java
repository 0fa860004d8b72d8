package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final List<Promise<Void>> begun = new ArrayList<>();

  private Future<Void> run(int count) {
    return Rounds.of(
        IntStream.range(0, count).iterator(),
        number -> {
          Promise<Void> step = Promise.promise();
          begun.add(step);
          return step.future();
        });
  }

  private void end(int from, int to) {
    begun.subList(from, to).forEach(Promise::complete);
  }

  @Test
  void nothingToDoIsDone() {
    assertThat(run(0).succeeded()).isTrue();
  }

  @Test
  void theNextRoundBeginsWhenTheLastIsOver() {
    Future<Void> all = run(Rounds.SIZE + 3);
    assertThat(begun).hasSize(Rounds.SIZE);
    end(0, Rounds.SIZE - 1);
    assertThat(begun).hasSize(Rounds.SIZE);
    end(Rounds.SIZE - 1, Rounds.SIZE);
    assertThat(begun).hasSize(Rounds.SIZE + 3);
    assertThat(all.isComplete()).isFalse();
    end(Rounds.SIZE, Rounds.SIZE + 3);
    assertThat(all.succeeded()).isTrue();
  }

  @Test
  void aFailureEndsItAfterItsRound() {
    Future<Void> all = run(Rounds.SIZE + 1);
    begun.get(7).fail("disk full");
    assertThat(all.isComplete()).isFalse();
    end(0, 7);
    end(8, Rounds.SIZE);
    assertThat(all.failed()).isTrue();
    assertThat(begun).hasSize(Rounds.SIZE);
  }
}
