package io.penstock.simulation;

/**
 * Every durable step of the way, with the moments at which the process may die. One run counts
 * them; further runs die at one of them each, so that all are seen and not only those that chance
 * finds. What the dying code still does in the same turn reaches nobody.
 */
final class CrashPoints {
  /** What a record, its cursor or its ending passes on its way. */
  enum Step {
    FETCH("a page is asked for, answered, handed over"),
    TAKE_FACTS("facts and their cursor are committed"),
    TAKE_STATES("states are committed"),
    WAKE("the target is woken"),
    CLAIM("transfers are claimed"),
    PUSH("a batch is pushed"),
    SETTLE("endings are committed");

    private final String words;

    Step(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Before it, in it (done, and nobody was told), after it (whoever asked was told). */
  enum Moment {
    BEFORE,
    IN,
    AFTER
  }

  private final long dieAt;
  private final long[][] passed = new long[Step.values().length][Moment.values().length];
  private Runnable death = () -> {};
  private long count;

  private CrashPoints(long dieAt) {
    this.dieAt = dieAt;
  }

  static CrashPoints none() {
    return new CrashPoints(0);
  }

  /**
   * @param number of the point at which the process dies, counted from 1
   */
  static CrashPoints at(long number) {
    return new CrashPoints(number);
  }

  void onDeath(Runnable what) {
    death = what;
  }

  /** Whether the process of this life dies here; a dead one passes nothing. */
  boolean dies(SimulatedVertx life, Step step, Moment moment) {
    if (!life.isAlive()) {
      return true;
    }
    passed[step.ordinal()][moment.ordinal()]++;
    if (++count != dieAt) {
      return false;
    }
    death.run();
    return true;
  }

  long count() {
    return count;
  }

  long count(Step step, Moment moment) {
    return passed[step.ordinal()][moment.ordinal()];
  }
}
