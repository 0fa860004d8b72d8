package io.penstock.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.store.StoreMeters;
import io.penstock.store.StoreOptions;
import io.penstock.sync.StoreUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // fields are set before each test
class GroupCommitTest {
  @TempDir private Path folder;
  private Vertx vertx;
  private Session session;
  private GroupCommit writer;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CountDownLatch hold = new CountDownLatch(1);

  @BeforeEach
  void open() throws SQLException, IOException {
    vertx = Vertx.vertx();
    StoreFolder data = new StoreFolder(folder);
    data.prepare();
    StoreOptions base = StoreOptions.DEFAULTS;
    StoreOptions options =
        new StoreOptions(
            base.synchronous(),
            base.busyTimeout(),
            20,
            1L << 20,
            base.commitRowsMax(),
            base.readers(),
            base.readsWaitingMax(),
            base.cacheBytes(),
            base.checkpointEvery(),
            base.walMaxBytes(),
            base.sweepEvery(),
            base.sweepRowsMax(),
            base.feedKeep(),
            base.dedupKeep(),
            base.deadLetterKeep(),
            base.eventKeep(),
            base.eventsMax(),
            base.receiptKeep());
    session = Session.writer(data.file(), options);
    Schema.ensure(session, data.file());
    Memory memory = new Memory();
    memory.load(session);
    writer =
        new GroupCommit(
            vertx,
            session,
            memory,
            Witness.open(data.witness(), true),
            data.file(),
            options,
            new StoreMeters(registry));
    writer.start();
  }

  @AfterEach
  void close() throws Exception {
    hold.countDown();
    writer.close().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private Future<Integer> put(String name, int bytes) {
    return writer.submit(
        1,
        bytes,
        transaction ->
            transaction
                .sql()
                .update("INSERT INTO meta (name, value) VALUES (?, zeroblob(?))", name, bytes));
  }

  /** The writer is busy with this one, so all that follow gather behind it. */
  private Future<Boolean> holdTheWriter() {
    CountDownLatch held = new CountDownLatch(1);
    Future<Boolean> holding =
        writer.submit(
            1,
            0,
            transaction -> {
              held.countDown();
              try {
                return hold.await(30, TimeUnit.SECONDS);
              } catch (InterruptedException asked) {
                throw new IllegalStateException(asked);
              }
            });
    try {
      assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException asked) {
      throw new IllegalStateException(asked);
    }
    return holding;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(30, TimeUnit.SECONDS);
  }

  @Test
  void manyOperationsShareOneCommit() throws Exception {
    Future<Boolean> first = holdTheWriter();
    List<Future<Integer>> gathered = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      gathered.add(put("n" + i, 10));
    }
    hold.countDown();
    await(first);
    for (Future<Integer> one : gathered) {
      assertThat(await(one)).isEqualTo(1);
    }
    assertThat(registry.get("penstock_store_commit").timer().count()).isEqualTo(2);
    assertThat(registry.get("penstock_store_commit_rows").summary().max()).isEqualTo(10);
  }

  @Test
  void failingOperationDoesNotFailItsNeighbours() throws Exception {
    await(put("taken", 1));
    Future<Boolean> first = holdTheWriter();
    Future<Integer> before = put("before", 1);
    Future<Integer> twice = put("taken", 1);
    Future<Object> mistake =
        writer.submit(
            1,
            0,
            transaction -> {
              throw new IllegalArgumentException("my own mistake");
            });
    Future<Integer> after = put("after", 1);
    hold.countDown();
    await(first);
    await(before);
    await(after);
    assertThatThrownBy(() -> await(twice)).hasMessageContaining("UNIQUE");
    assertThatThrownBy(() -> await(mistake)).hasMessageContaining("my own mistake");
  }

  @Test
  void fullQueueRefusesByCountAndByBytes() throws Exception {
    holdTheWriter();
    Future<Integer> large = put("large", 1 << 20);
    assertThatThrownBy(() -> await(put("one more", 1)))
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, refused -> assertThat(refused.full()).isTrue())
        .hasMessageContaining("come again later");
    for (int i = 0; i < 19; i++) {
      Future<Integer> empty = put("empty" + i, 0);
      assertThat(empty.failed()).isFalse();
    }
    assertThat(put("too many", 0).failed()).isTrue();
    Future<Boolean> relief = writer.submitRelief(1, 0, transaction -> true);
    assertThat(relief.failed()).isFalse();
    assertThat(registry.get("penstock_store_refused").counter().count()).isEqualTo(2);
    assertThat(registry.get("penstock_store_queue_length").gauge().value()).isEqualTo(21);
    hold.countDown();
    assertThat(await(large)).isEqualTo(1);
  }

  @Test
  void fullDiskFailsTheGroupAndTheStoreComesBackWithTheDisk() throws Exception {
    Future<Boolean> first = holdTheWriter();
    Future<Integer> large =
        writer.submit(
            1,
            0,
            transaction -> {
              long pages = transaction.sql().number("PRAGMA page_count");
              transaction.sql().number("PRAGMA max_page_count=" + pages);
              return transaction
                  .sql()
                  .update("INSERT INTO meta (name, value) VALUES ('large', zeroblob(1000000))");
            });
    Future<Integer> neighbour = put("neighbour", 1);
    hold.countDown();
    await(first);
    assertThatThrownBy(() -> await(large))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("the disk is full; free some space");
    assertThatThrownBy(() -> await(neighbour)).isInstanceOf(StoreUnavailableException.class);
    assertThat(await(put("later", 1))).isEqualTo(1);
    assertThat(await(put("neighbour", 1))).isEqualTo(1);
    assertThat(registry.get("penstock_store_commit_failures").counter().count()).isEqualTo(1);
  }

  @Test
  void lostConnectionIsReplaced() throws Exception {
    await(put("before", 1));
    session.close();
    assertThatThrownBy(() -> await(put("during", 1))).isInstanceOf(StoreUnavailableException.class);
    assertThat(await(put("after", 1))).isEqualTo(1);
  }

  @Test
  void callerIsAnsweredOnItsOwnContext() throws Exception {
    Context caller = vertx.getOrCreateContext();
    Future<Boolean> same =
        Future.future(
            promise ->
                caller.runOnContext(
                    go ->
                        put("mine", 1)
                            .map(done -> Vertx.currentContext() == caller)
                            .onComplete(promise)));
    assertThat(await(same)).isTrue();
  }
}
