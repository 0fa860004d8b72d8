package io.penstock.sync.push;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClaimPlanTest {
  private static final int ROOM = 4;

  private final ClaimPlan plan = new ClaimPlan();

  @Test
  void theFirstClaimAsksForOneBatch() {
    assertThat(plan.toClaim(ROOM, 0, 0)).isEqualTo(1);
  }

  @Test
  void asksForMoreWhileAllComeBackFilledButNotForMoreThanCanBeSent() {
    plan.claimed(1, 1);
    assertThat(plan.toClaim(ROOM, 0, 0)).isEqualTo(2);
    plan.claimed(2, 2);
    assertThat(plan.toClaim(ROOM, 0, 0)).isEqualTo(4);
    plan.claimed(4, 4);
    assertThat(plan.toClaim(ROOM, 1, 0)).isEqualTo(3);
  }

  @Test
  void nothingIsTakenUpAheadWhileNoAnswerFoundItMissing() {
    plan.claimed(1, 1);
    plan.claimed(2, 2);
    assertThat(plan.toClaim(ROOM, ROOM, 0)).isZero();
  }

  @Test
  void anAnswerThatFoundNothingToSendLetsMoreBeTakenUpAhead() {
    plan.claimed(4, 4);
    plan.starved(ROOM);
    assertThat(plan.toClaim(ROOM, ROOM, 0)).isEqualTo(1);
    plan.starved(ROOM);
    plan.starved(ROOM);
    assertThat(plan.toClaim(ROOM, ROOM, 0)).isEqualTo(4);
    assertThat(plan.toClaim(ROOM, ROOM, 1)).isEqualTo(3);
    assertThat(plan.toClaim(ROOM, ROOM, 2)).isZero();
  }

  @Test
  void atMostTwiceWhatMayBeUnderWayIsTakenUpAhead() {
    plan.claimed(64, 64);
    for (int i = 0; i < 10; i++) {
      plan.starved(ROOM);
    }
    assertThat(plan.toClaim(ROOM, ROOM, 0)).isEqualTo(2 * ROOM);
  }

  @Test
  void anOutboxThatRunsOutEndsIt() {
    plan.claimed(8, 8);
    plan.starved(ROOM);
    plan.claimed(4, 3);
    assertThat(plan.toClaim(ROOM, ROOM, 0)).isZero();
    assertThat(plan.toClaim(ROOM, 0, 0)).isEqualTo(1);
  }

  @Test
  void anAnswerDuringTheFirstClaimProvesNothing() {
    plan.starved(ROOM);
    assertThat(plan.toClaim(ROOM, ROOM, 0)).isZero();
  }
}
