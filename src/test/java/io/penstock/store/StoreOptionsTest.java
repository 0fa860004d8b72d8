package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreOptionsTest {
  private static StoreOptions with(int commitRowsMax, Duration dedupKeep) {
    StoreOptions base = StoreOptions.DEFAULTS;
    return new StoreOptions(
        base.synchronous(),
        base.busyTimeout(),
        base.queueOperationsMax(),
        base.queueMaxBytes(),
        commitRowsMax,
        base.readers(),
        base.readsWaitingMax(),
        base.cacheBytes(),
        base.checkpointEvery(),
        base.walMaxBytes(),
        base.sweepEvery(),
        base.sweepRowsMax(),
        base.feedKeep(),
        dedupKeep,
        base.deadLetterKeep(),
        base.eventKeep(),
        base.eventsMax(),
        base.receiptKeep());
  }

  @Test
  void badKeyIsNamed() {
    assertThatThrownBy(() -> with(0, Duration.ofDays(400)))
        .hasMessage("commitRowsMax: must be between 1 and 1000000, not 0");
  }

  @Test
  void factsAreRememberedAtLeastAsLongAsTheFeedGoesBack() {
    assertThatThrownBy(() -> with(1, Duration.ofDays(1))).hasMessageStartingWith("dedupKeep: ");
  }

  @Test
  void commitsSurviveAPowerCutByDefault() {
    assertThat(StoreOptions.DEFAULTS.synchronous()).isEqualTo(StoreOptions.Synchronous.FULL);
  }
}
