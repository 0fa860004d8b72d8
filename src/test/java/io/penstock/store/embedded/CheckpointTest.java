package io.penstock.store.embedded;

import static io.penstock.store.StoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.store.Store;
import io.penstock.store.embedded.KilledStore.Image;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crash points of the store's own upkeep. While a checkpoint runs, any of its pages may be in the
 * file and others not; when the log begins anew, any part of its first commit may stand over the
 * old. Wherever the kill falls, a start finds all that was answered for.
 */
@SuppressWarnings("NullAway.Init") // fields are set before each test
class CheckpointTest {
  private static final int COMMITS = 12;
  private static final int PAGE_BYTES = 4_096;
  private static final int PLACES = 20;

  @TempDir private Path temporary;
  private Vertx vertx;
  private Image before;
  private Image moved;
  private Image begunAnew;
  private int copies;

  @BeforeEach
  void checkpointAStore() throws IOException, SQLException {
    vertx = Vertx.vertx();
    Path folder = temporary.resolve("data");
    Store store = await(EmbeddedStore.open(vertx, folder, EmbeddedStoreTest.quiet()));
    for (int i = 1; i <= COMMITS; i++) {
      await(store.outbox().accept(KilledStore.commit(i)));
    }
    before = Image.of(folder);
    checkpoint(folder, "PASSIVE");
    moved = Image.of(folder);
    checkpoint(folder, "RESTART");
    await(store.outbox().accept(KilledStore.commit(COMMITS + 1)));
    begunAnew = Image.of(folder);
    await(store.close());
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static void checkpoint(Path folder, String how) throws SQLException {
    Session session = Session.writer(folder.resolve("penstock.db"), EmbeddedStoreTest.quiet());
    try {
      assertThat(session.number("PRAGMA wal_checkpoint(" + how + ")")).as("busy").isZero();
    } finally {
      session.close();
    }
  }

  private int commits(Image left, String what) throws IOException {
    Path folder = left.into(temporary.resolve("copy-" + ++copies));
    return KilledStore.commitsAfterStart(vertx, folder, what);
  }

  @Test
  void aKillInACheckpointLosesNothing() throws IOException {
    long seed = System.nanoTime();
    List<Integer> pages = changedPages();
    assertThat(pages).hasSizeGreaterThan(5);
    for (int count = 0; count <= pages.size(); count++) {
      String what = "the first " + count + " of " + pages.size() + " pages are moved";
      assertThat(commits(before.file(withPages(pages.subList(0, count))), what))
          .as(what)
          .isEqualTo(COMMITS);
    }
    Random random = new Random(seed);
    for (int i = 0; i < PLACES; i++) {
      List<Integer> some = new ArrayList<>(pages);
      Collections.shuffle(some, random);
      some = some.subList(0, random.nextInt(pages.size()));
      String what = "pages " + some + " are moved, seed " + seed;
      assertThat(commits(before.file(withPages(some)), what)).as(what).isEqualTo(COMMITS);
    }
    System.out.printf(
        "checkpoint: killed at %d places, seed %d%n", pages.size() + 1 + PLACES, seed);
  }

  @Test
  void aKillInTheFirstCommitOfANewLogLosesNothing() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] old = moved.log();
    byte[] fresh = begunAnew.log();
    int end = Arrays.mismatch(reversed(old), reversed(fresh));
    int length = fresh.length - Math.max(0, end);
    TreeSet<Integer> places = new TreeSet<>();
    for (int i = 0; i <= KilledStore.LOG_HEADER_BYTES; i++) {
      places.add(i);
    }
    for (int at = KilledStore.LOG_HEADER_BYTES; at <= length; at += KilledStore.FRAME_BYTES) {
      places.addAll(List.of(at, Math.min(length, at + 1)));
    }
    for (int i = 0; i < PLACES; i++) {
      places.add(random.nextInt(length));
    }
    for (int place : places) {
      byte[] log = old.clone();
      System.arraycopy(fresh, 0, log, 0, place);
      String what = place + " of " + length + " bytes of the new log, seed " + seed;
      assertThat(commits(moved.log(log), what)).as(what).isBetween(COMMITS, COMMITS + 1);
    }
    assertThat(commits(begunAnew, "the whole new log")).isEqualTo(COMMITS + 1);
    System.out.printf("new log: killed at %d places, seed %d%n", places.size(), seed);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] other = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      other[bytes.length - 1 - i] = bytes[i];
    }
    return other;
  }

  private List<Integer> changedPages() {
    List<Integer> changed = new ArrayList<>();
    byte[] then = moved.file();
    for (int page = 0; page * PAGE_BYTES < then.length; page++) {
      int from = page * PAGE_BYTES;
      int to = from + PAGE_BYTES;
      boolean isSame =
          to <= before.file().length && Arrays.equals(before.file(), from, to, then, from, to);
      if (!isSame) {
        changed.add(page);
      }
    }
    return changed;
  }

  private byte[] withPages(List<Integer> pages) {
    int last = pages.stream().mapToInt(page -> page + 1).max().orElse(0);
    byte[] file = Arrays.copyOf(before.file(), Math.max(before.file().length, last * PAGE_BYTES));
    for (int page : pages) {
      System.arraycopy(moved.file(), page * PAGE_BYTES, file, page * PAGE_BYTES, PAGE_BYTES);
    }
    return file;
  }
}
