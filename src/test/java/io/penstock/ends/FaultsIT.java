package io.penstock.ends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to processes and disks, under load: they stand still and go on, they cannot write
 * and can again. Nobody restarts anything, and afterwards both ledgers balance. Longer stands:
 * {@code -Dpenstock.freeze.seconds=60}.
 */
class FaultsIT {
  private static final Duration FREEZE =
      Duration.ofSeconds(Integer.getInteger("penstock.freeze.seconds", 3));
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void theLedgerBalancesThoughAllStandStillAndNobodyCanWrite() throws Exception {
    try (RunningPair pair = pair(folder)) {
      Pages pages = new Pages(pair);
      flows(pages);
      stands(pair.gateway());
      flows(pages);
      stands(pair.sandbox());
      flows(pages);

      pair.gateway().limitFiles("4096");
      readyIs(pages, pair, 503);
      assertThat(pages.status(pair.management("/livez"))).isEqualTo(200);
      pair.gateway().limitFiles("unlimited");
      readyIs(pages, pair, 200);
      flows(pages);
      TwoProcessesIT.assertEndsBalanced(pair, pages);
    }
  }

  /** A disk of its own, for which one has to be root. */
  @Test
  void theLedgerBalancesThoughTheDiskIsReadOnlyAndFullForAWhile() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()),
        "only root can mount a disk");
    try (RunningPair pair = pair(disk)) {
      Pages pages = new Pages(pair);
      flows(pages);
      Path filler = disk.resolve("filler");
      boolean isFull = run("dd", "if=/dev/zero", "of=" + filler, "bs=64k");
      assertThat(isFull).as("dd ends because the disk is full").isFalse();
      readyIs(pages, pair, 503);
      Files.delete(filler);
      readyIs(pages, pair, 200);
      flows(pages);
      TwoProcessesIT.assertEndsBalanced(pair, pages);
    } finally {
      assertThat(run("umount", "-l", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... line) throws IOException, InterruptedException {
    return new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static void stands(Running process) throws Exception {
    process.freeze();
    // Not a wait for something: how long it stands is the input of this test.
    LockSupport.parkNanos(FREEZE.toNanos());
    process.thaw();
  }

  private static void readyIs(Pages pages, RunningPair pair, int status) {
    until(() -> pages.status(pair.management("/readyz")) == status);
  }

  /** More comes out at the other end than just now, of both kinds. */
  private static void flows(Pages pages) throws Exception {
    long orders = settled(pages, "order");
    long levels = settled(pages, "stock");
    until(() -> settled(pages, "order") > orders && settled(pages, "stock") > levels);
  }

  private static long settled(Pages pages, String type) throws Exception {
    return pages.ledgerLine(type).path("settled").asLong();
  }

  private static void until(Callable<Boolean> isSo) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).ignoreExceptions().until(isSo);
  }

  private static RunningPair pair(Path folder) throws Exception {
    return RunningPair.start(
        folder,
        "--repeats-allowed",
        "--orders-per-second",
        "20",
        "--updates-per-second",
        "500",
        "--poll-every",
        "1s");
  }
}
