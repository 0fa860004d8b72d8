package io.penstock.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.record.RecordType;
import io.penstock.store.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The book on a real file: whatever happened to it, a restart finds the same. */
class SlotRowsTest {
  private static final int KEYS = 40;

  @TempDir Path folder;

  @Test
  void restartFindsTheSameBookWhateverHappened() throws Exception {
    for (int round = 0; round < 12; round++) {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      try (Session sql = open("seed-" + round)) {
        Memory memory = new Memory();
        memory.load(sql);
        for (int step = 0; step < 300; step++) {
          commit(sql, memory, random, step);
          if (random.nextInt(40) == 0) {
            Memory again = new Memory();
            again.load(sql);
            assertThat(dump(again.book()))
                .as("seed %d, step %d", seed, step)
                .isEqualTo(dump(memory.book()));
            if (random.nextBoolean()) {
              memory = again;
            }
          }
        }
        Memory last = new Memory();
        last.load(sql);
        assertThat(dump(last.book())).as("seed %d", seed).isEqualTo(dump(memory.book()));
      }
    }
  }

  @Test
  void logShrinksWhenARoundIsThroughAndNothingIsForgotten() throws Exception {
    try (Session sql = open("round")) {
      Memory memory = new Memory();
      memory.load(sql);
      Random random = new Random(1);
      for (int step = 0; step < 200; step++) {
        commit(sql, memory, random, step);
      }
      assertThat(sql.number("SELECT count(*) FROM state_log")).isPositive();
      boolean more = true;
      while (more) {
        more = carry(sql, memory);
      }
      carry(sql, memory);
      assertThat(sql.number("SELECT count(*) FROM state_log")).isZero();
      assertThat(sql.number("SELECT count(*) FROM slots")).isBetween(1L, 2L * KEYS);
      Memory again = new Memory();
      again.load(sql);
      assertThat(dump(again.book())).isEqualTo(dump(memory.book()));
      // The log begins anew, and must not be taken for what the rows have already.
      commit(sql, again, random, 1_000);
      Memory third = new Memory();
      third.load(sql);
      assertThat(dump(third.book())).isEqualTo(dump(again.book()));
    }
  }

  @Test
  void cutOrChangedLogIsRefusedAndNotHalfRead() throws Exception {
    try (Session sql = open("cut")) {
      Memory memory = new Memory();
      memory.load(sql);
      commit(sql, memory, new Random(3), 0);
      sql.beginWrite();
      sql.update("UPDATE state_log SET entries = substr(entries, 1, length(entries) - 1)");
      sql.commit();
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Memory().load(sql))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("state_log is damaged");
    }
  }

  private Session open(String name) throws SQLException {
    Path file = folder.resolve(name + ".db");
    Session sql = Session.writer(file, StoreOptions.DEFAULTS);
    Schema.ensure(sql, file);
    return sql;
  }

  private static boolean carry(Session sql, Memory memory) throws SQLException {
    sql.beginWrite();
    Transaction transaction = new Transaction(sql, memory, memory.slots());
    java.util.concurrent.atomic.AtomicBoolean more =
        new java.util.concurrent.atomic.AtomicBoolean();
    transaction.carryOn(more);
    transaction.finish();
    sql.commit();
    transaction.publish();
    return more.get();
  }

  /** One commit of some random doings, as the writer does it. */
  private static void commit(Session sql, Memory memory, Random random, int step)
      throws SQLException {
    sql.beginWrite();
    Transaction transaction = new Transaction(sql, memory, memory.slots());
    java.util.concurrent.atomic.AtomicBoolean more =
        new java.util.concurrent.atomic.AtomicBoolean();
    Lane lane =
        transaction.lane(
            new Lane.Name("acme", random.nextBoolean() ? "shop" : "outlet", RecordType.STOCK));
    transaction.later(
        book -> {
          SlotLane page = book.open(lane);
          for (int i = random.nextInt(8) + 1; i > 0; i--) {
            something(book, page, random, step, transaction);
          }
        });
    if (random.nextInt(25) == 0) {
      transaction.carryOn(more);
    }
    transaction.finish();
    sql.commit();
    transaction.publish();
  }

  private static void something(
      SlotBook book, SlotLane page, Random random, int step, Transaction transaction) {
    long now = 1_000L * step;
    byte[] key = ("SKU-" + random.nextInt(KEYS)).getBytes(StandardCharsets.UTF_8);
    Slot known = page.find(key);
    Slot slot = known == null ? new Slot(page, -1, key, 0) : known;
    switch (known == null ? 0 : random.nextInt(7)) {
      case 1 -> book.done(slot, slot.version - random.nextInt(2), now);
      case 2 ->
          book.retry(
              slot, slot.version, now + random.nextInt(5_000), slot.attempts + 1, "503 å", now);
      case 3 -> book.dead(slot, slot.version, now);
      case 4 -> book.revive(page, key, slot.id, slot.version, now);
      case 5 -> {
        Slot taken = book.take(page, now);
        if (taken != null) {
          book.giveBack(taken);
        }
      }
      default -> {
        byte[] both =
            new String(key, StandardCharsets.UTF_8)
                .concat("" + random.nextInt(10_000_000))
                .getBytes(StandardCharsets.UTF_8);
        book.offer(
            page,
            both,
            0,
            key.length,
            both.length,
            now - random.nextInt(3_000),
            random.nextInt(9) == 0 ? "erp" : "api",
            now,
            transaction::takeId);
      }
    }
  }

  /** All that must survive, lane by lane, with the order of the line. */
  private static List<String> dump(SlotBook book) {
    List<String> lines = new ArrayList<>();
    for (SlotLane lane : book.lanes()) {
      String name = lane.lane.name() + " ";
      lines.add(
          name
              + lane.accepted
              + " "
              + lane.settled
              + " "
              + lane.superseded
              + " "
              + lane.dead
              + " "
              + lane.waiting);
      assertThat(lane.accepted)
          .as(name)
          .isEqualTo(lane.settled + lane.superseded + lane.dead + lane.waiting);
      lane.forEach(
          slot ->
              lines.add(
                  name
                      + new String(slot.key, StandardCharsets.UTF_8)
                      + " #"
                      + slot.id
                      + " v"
                      + slot.version
                      + " "
                      + slot.changedAt
                      + " "
                      + slot.waiting
                      + " "
                      + slot.pushed
                      + " "
                      + slot.attempts
                      + " "
                      + slot.since
                      + " "
                      + slot.acceptedAt
                      + " "
                      + (slot.waiting ? slot.dueAt + slot.reason : "")
                      + " "
                      + slot.source
                      + " "
                      + new String(slot.valueCopy(), StandardCharsets.UTF_8)));
    }
    Collections.sort(lines);
    for (SlotLane lane : book.lanes()) {
      StringBuilder line = new StringBuilder(lane.lane.name() + " line:");
      List<Slot> taken = new ArrayList<>();
      for (Slot slot = book.take(lane, Long.MAX_VALUE);
          slot != null;
          slot = book.take(lane, Long.MAX_VALUE)) {
        line.append(' ').append(slot.dueAt).append('/').append(slot.since);
        taken.add(slot);
      }
      taken.forEach(book::giveBack);
      lines.add(line.toString());
    }
    Collections.sort(lines);
    return lines;
  }
}
