package io.penstock.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * What happens when, in one thread and from one seed. Events of the same moment happen in the order
 * in which they were asked for, so a seed makes the same run on every machine.
 */
final class VirtualTime implements InstantSource {
  static final Instant BEGIN = Instant.parse("2026-11-22T00:00:00Z");

  private record Event(long at, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();

  /** Not {@link java.util.Random}: of seeds in a row that one begins with nearly the same. */
  private final SplittableRandom random;

  private long nanos;
  private long numbers;

  VirtualTime(long seed) {
    random = new SplittableRandom(seed);
  }

  @Override
  public Instant instant() {
    return BEGIN.plusNanos(nanos);
  }

  /** Nanoseconds since the beginning. */
  long nanos() {
    return nanos;
  }

  Duration elapsed() {
    return Duration.ofNanos(nanos);
  }

  void after(Duration wait, Runnable what) {
    events.add(new Event(nanos + Math.max(0, wait.toNanos()), ++numbers, what));
  }

  void afterMillis(long wait, Runnable what) {
    after(Duration.ofMillis(wait), what);
  }

  /** Lets everything happen up to that moment. */
  void runUntil(Duration moment) {
    long end = moment.toNanos();
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event next = events.remove();
      nanos = next.at();
      next.what().run();
    }
    nanos = Math.max(nanos, end);
  }

  // --- chance

  double chance() {
    return random.nextDouble();
  }

  boolean isLucky(double share) {
    return random.nextDouble() < share;
  }

  /** From {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }
}
