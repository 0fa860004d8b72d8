package io.penstock.simulation;

import java.util.EnumSet;
import java.util.Set;

/**
 * What goes wrong now, by chance. In the first phase nearly everything does, at rates that differ
 * from seed to seed; after {@link #heal} nothing does any more, but for the seeded defects.
 */
final class Faults {
  private final VirtualTime time;
  private final Set<Defect> defects;
  private final double commitFails;
  private final double readFails;
  private final double wakeUpLost;
  private final double pollFails;
  private final double pushTrouble;
  private final int slowestCommitMillis;
  private final int slowestCallMillis;
  private final boolean byChance;
  private boolean healed;

  /**
   * @param byChance whether anything goes wrong by itself
   */
  Faults(VirtualTime time, Set<Defect> defects, boolean byChance) {
    this.time = time;
    this.defects = defects.isEmpty() ? EnumSet.noneOf(Defect.class) : EnumSet.copyOf(defects);
    this.byChance = byChance;
    commitFails = rate(0.05);
    readFails = rate(0.05);
    wakeUpLost = rate(0.5);
    pollFails = rate(0.3);
    pushTrouble = rate(0.6);
    slowestCommitMillis = time.between(2, 400);
    slowestCallMillis = time.between(5, 3_000);
  }

  /** Every other kind of trouble is missing from a seed, so that each is also seen alone. */
  private double rate(double most) {
    return time.isLucky(0.5) ? most * time.chance() : 0;
  }

  boolean has(Defect defect) {
    return defects.contains(defect);
  }

  void heal() {
    healed = true;
  }

  boolean healed() {
    return healed;
  }

  private boolean now(double share) {
    return byChance && !healed && time.isLucky(share);
  }

  boolean losesWakeUp() {
    return has(Defect.NEITHER_WAKE_UP_NOR_TIMER) || now(wakeUpLost);
  }

  /** Only the timers of those who look again by themselves are that long. */
  boolean losesTimer(long millis) {
    return has(Defect.NEITHER_WAKE_UP_NOR_TIMER) && millis >= Run.PUSH.lookAgain().toMillis();
  }

  long busMillis() {
    return time.between(0, 2);
  }

  boolean failsCommit() {
    return now(commitFails);
  }

  boolean failsRead() {
    return now(readFails);
  }

  boolean failsPoll() {
    return now(pollFails);
  }

  boolean makesMistake() {
    return now(pushTrouble / 10);
  }

  boolean troublesPush() {
    return now(pushTrouble);
  }

  long commitMillis() {
    return time.between(1, healed ? 5 : slowestCommitMillis);
  }

  long callMillis() {
    return time.between(1, healed ? 50 : slowestCallMillis);
  }
}
