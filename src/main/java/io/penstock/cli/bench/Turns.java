package io.penstock.cli.bench;

import io.penstock.cli.bench.Window.Sample;
import io.penstock.cli.bench.Window.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Lets two sides work in turns and measures each turn. Warming goes in turns too: code that both
 * sides use is compiled anew when the other one comes to use it, so a side that was warmed alone is
 * not warm any more.
 */
final class Turns {
  private static final Duration RAMP = Duration.ofMillis(700);
  private static final Duration WARM_WINDOW = Duration.ofSeconds(3);
  private static final Duration FIRST_MAX = Duration.ofMinutes(1);
  private static final int WARM_WINDOWS_COMPARED = 3;
  private static final double WARM_TOLERANCE = 0.03;

  /** One side's work. */
  interface Work {
    void start();

    /** Returns when nothing is under way any more. */
    void stop();

    /**
     * What of this side's work has ended, where the other process cannot see that.
     *
     * @param outside what the other process has counted
     */
    default Counts counted(Counts outside) {
      return outside;
    }
  }

  private final BenchOptions options;
  private final Outside outside;
  private final Map<Side, Work> works = new EnumMap<>(Side.class);
  private final ToDoubleFunction<Window> cost;

  /**
   * @param cost CPU of one operation
   */
  Turns(
      BenchOptions options,
      Outside outside,
      Work bare,
      Work gateway,
      ToDoubleFunction<Window> cost) {
    this.options = options;
    this.outside = outside;
    this.cost = cost;
    works.put(Side.BARE, bare);
    works.put(Side.GATEWAY, gateway);
  }

  /**
   * @param enough requests that show that every connection is open
   */
  void warm(int enough) {
    Map<Side, WarmUp> warmUps = new EnumMap<>(Side.class);
    for (Side side : Side.values()) {
      warmUps.put(side, new WarmUp(WARM_WINDOWS_COMPARED, WARM_TOLERANCE));
      first(side, enough);
    }
    long end = System.nanoTime() + 2 * options.warmMax().toNanos();
    Duration round = options.lengthOr(WARM_WINDOW);
    Duration warmWindow = round.compareTo(WARM_WINDOW) < 0 ? round : WARM_WINDOW;
    boolean warm = false;
    while (!warm && System.nanoTime() - end < 0) {
      warm = true;
      for (Side side : Side.values()) {
        Window window = turn(side, warmWindow);
        options.tell("warming  " + window.row());
        warm &= Objects.requireNonNull(warmUps.get(side)).isWarmAfter(cost.applyAsDouble(window));
      }
    }
    if (!warm) {
      options.tell("not warm yet, but --warm-max is over");
    }
  }

  List<Window> rounds(Duration length) {
    List<Window> windows = new ArrayList<>();
    for (int round = 1; round <= options.rounds(); round++) {
      for (Side side : Side.values()) {
        Window window = turn(side, length);
        windows.add(window);
        options.tell("round " + round + "  " + window.row());
      }
    }
    return windows;
  }

  private void first(Side side, int enough) {
    long before = sample(side).counts().requests();
    work(side).start();
    if (!Await.until(() -> sample(side).counts().requests() - before >= enough, FIRST_MAX)) {
      throw new BenchTrouble("nothing comes out of the " + side.word());
    }
    work(side).stop();
  }

  private Window turn(Side side, Duration length) {
    work(side).start();
    Await.pause(RAMP);
    Sample from = sample(side);
    Await.pause(length);
    Window window = Window.between(side, from, sample(side));
    work(side).stop();
    return window;
  }

  private Sample sample(Side side) {
    return new Sample(work(side).counted(outside.counts()), Usage.now());
  }

  private Work work(Side side) {
    return Objects.requireNonNull(works.get(side));
  }
}
