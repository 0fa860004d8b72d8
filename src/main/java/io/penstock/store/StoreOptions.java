package io.penstock.store;

import java.time.Duration;

/**
 * Bounds and habits of a store. Sizes of files and memory end in {@code Bytes}, counts in {@code
 * Max}.
 *
 * @param synchronous FULL: a commit survives a power cut; NORMAL: the last commits may be lost
 * @param busyTimeout how long a write waits for another process that writes
 * @param queueOperationsMax operations that may wait for the writer; more are refused
 * @param queueMaxBytes likewise in bytes of records
 * @param commitRowsMax rows that share one commit
 * @param readers connections that read beside the writer
 * @param readsWaitingMax reads that may wait for a reader; more are refused
 * @param cacheBytes pages kept in memory by the writer; each reader keeps a quarter of it
 * @param checkpointEvery how often what was committed moves from the log into the main file
 * @param walMaxBytes size of the log above which writing pauses until it is empty
 * @param sweepEvery how often what is too old is removed
 * @param sweepRowsMax rows removed in one commit
 * @param feedKeep how long the order feed goes back
 * @param dedupKeep how long a fact is remembered after its newest version came, so that a repeat is
 *     skipped
 * @param deadLetterKeep how long a dead letter waits for a person
 * @param eventKeep how long an event is kept
 * @param eventsMax events kept, all tenants together
 * @param receiptKeep how long a repeat of a request gets the first one's answer
 */
public record StoreOptions(
    Synchronous synchronous,
    Duration busyTimeout,
    int queueOperationsMax,
    long queueMaxBytes,
    int commitRowsMax,
    int readers,
    int readsWaitingMax,
    long cacheBytes,
    Duration checkpointEvery,
    long walMaxBytes,
    Duration sweepEvery,
    int sweepRowsMax,
    Duration feedKeep,
    Duration dedupKeep,
    Duration deadLetterKeep,
    Duration eventKeep,
    int eventsMax,
    Duration receiptKeep) {

  /** How much a commit waits for the disk. */
  public enum Synchronous {
    FULL,
    NORMAL
  }

  private static final Duration YEARS_MAX = Duration.ofDays(36_500);

  public static final StoreOptions DEFAULTS =
      new StoreOptions(
          Synchronous.FULL,
          Duration.ofSeconds(5),
          20_000,
          64L << 20,
          4_000,
          2,
          20_000,
          64L << 20,
          Duration.ofSeconds(1),
          128L << 20,
          Duration.ofMinutes(1),
          1_000,
          Duration.ofDays(30),
          Duration.ofDays(400),
          Duration.ofDays(90),
          Duration.ofDays(30),
          1_000_000,
          Duration.ofHours(24));

  public StoreOptions {
    between("busyTimeout", busyTimeout, Duration.ofMillis(1), Duration.ofMinutes(1));
    between("queueOperationsMax", queueOperationsMax, 1, 10_000_000);
    between("queueMaxBytes", queueMaxBytes, 1L << 20, 16L << 30);
    between("commitRowsMax", commitRowsMax, 1, 1_000_000);
    between("readers", readers, 1, 64);
    between("readsWaitingMax", readsWaitingMax, 1, 10_000_000);
    between("cacheBytes", cacheBytes, 1L << 20, 16L << 30);
    between("checkpointEvery", checkpointEvery, Duration.ofMillis(10), Duration.ofHours(1));
    between("walMaxBytes", walMaxBytes, 1L << 20, 64L << 30);
    between("sweepEvery", sweepEvery, Duration.ofSeconds(1), Duration.ofDays(1));
    between("sweepRowsMax", sweepRowsMax, 1, 100_000);
    between("feedKeep", feedKeep, Duration.ofMinutes(1), YEARS_MAX);
    between("dedupKeep", dedupKeep, feedKeep, YEARS_MAX);
    between("deadLetterKeep", deadLetterKeep, Duration.ofMinutes(1), YEARS_MAX);
    between("eventKeep", eventKeep, Duration.ofMinutes(1), YEARS_MAX);
    between("eventsMax", eventsMax, 1_000, 1_000_000_000);
    between("receiptKeep", receiptKeep, Duration.ofMinutes(1), YEARS_MAX);
  }

  private static void between(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": must be between " + min + " and " + max + ", not " + value);
    }
  }

  private static void between(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key + ": must be between " + min + " and " + max + ", not " + value);
    }
  }
}
