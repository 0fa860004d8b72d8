package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.sync.outbox.StateEndings;
import io.penstock.sync.outbox.StatesTaken;
import io.penstock.tenant.ConnectionRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The real {@link SlotBook} with its real log, claims and replay, and a list where its disk is. So
 * a simulation runs what production runs, in one thread and without a file.
 */
public final class BookInMemory {
  /** Hears what a settlement did to each version. */
  public interface Heard {
    void ended(String deliveryId, StateEndings.Kind kind);
  }

  /** What one line of the ledger says. */
  public record Sum(long accepted, long settled, long superseded, long dead, long waiting) {}

  private record Grave(Lane.Name lane, byte[] key, long slot, long version) {}

  private Memory memory = new Memory();
  private SlotBook book = memory.book();
  private final Map<Lane.Name, Lane> lanes = new LinkedHashMap<>();
  private final List<byte[]> rows = new ArrayList<>();
  private final List<Grave> graves = new ArrayList<>();
  private long lastId;

  public StateClaim newClaim(ConnectionRef target, RecordType type) {
    return new SlotClaim(target, type, memory);
  }

  /** As one operation of a commit does it; {@link #commit} ends the commit. */
  public StatesTaken accept(StateBatch batch) {
    List<StateBatch.Group> groups = batch.groups();
    StatesTaken taken = new StatesTaken(new int[groups.size()], new ArrayList<>());
    StateBlock block = batch.block();
    for (int i = 0; i < block.size(); i++) {
      StateBatch.Group group = groups.get(block.group(i));
      if (batch.isRefused(block.group(i))) {
        continue;
      }
      boolean isFresh = false;
      for (String target : group.targets()) {
        SlotLane page = lane(new Lane.Name(group.source().tenant(), target, group.type()));
        SlotBook.Offered offered =
            book.offer(
                page,
                block.bytes(),
                block.keyFrom(i),
                block.keyTo(i),
                block.valueTo(i),
                block.changedAt(i),
                group.source().connection(),
                Nanos.of(batch.at()),
                () -> ++lastId);
        isFresh |= offered != SlotBook.Offered.OLD;
        if (offered == SlotBook.Offered.FIRST_IN_LINE) {
          taken.ready().add(new StatesTaken.Plug(page.lane.connection(), page.lane.name().type()));
        }
      }
      taken.superseded()[block.group(i)] += isFresh ? 0 : 1;
    }
    return taken;
  }

  private SlotLane lane(Lane.Name name) {
    return book.open(lanes.computeIfAbsent(name, fresh -> new Lane(lanes.size() + 1L, fresh)));
  }

  public void claim(List<StateClaim> claims, int soon, int max, Instant now) {
    boolean more = true;
    for (int i = 0; i < claims.size(); i++) {
      SlotClaim claim = (SlotClaim) claims.get(i);
      claim.clear();
      more = more && claim.fill(book, max, i >= soon, Nanos.of(now));
    }
  }

  /**
   * @param byKey settles whatever is newest, which is a mistake that a test makes on purpose
   * @param counted whether a failed try counts; not counting it is another such mistake
   */
  public void settle(StateEndings endings, boolean byKey, boolean counted, Heard heard) {
    SlotClaim claim = (SlotClaim) endings.claim();
    long at = Nanos.of(endings.at());
    for (int i = 0; i < claim.size(); i++) {
      Slot slot = claim.slot(book, i);
      if (slot == null) {
        continue;
      }
      long version = byKey ? slot.version : claim.version(i);
      switch (endings.kind(i)) {
        case HELD -> {}
        case DONE -> book.done(slot, version, at);
        case RETRY -> {
          StateEndings.Detail detail = endings.detail(i);
          Instant due = detail.dueAt();
          int attempts = claim.attempts(i) + (counted ? 1 : 0);
          long again = due == null ? at : Nanos.of(due);
          book.retry(slot, version, again, attempts, detail.reason(), at);
        }
        case DEAD -> {
          if (book.dead(slot, version, at)) {
            graves.add(new Grave(slot.lane.lane.name(), slot.key, slot.id, version));
          }
        }
      }
      heard.ended(claim.deliveryId(i), endings.kind(i));
      book.giveBackAtCommit(slot);
    }
  }

  /**
   * All that died waits again, but for what a newer value has superseded.
   *
   * @param revived hears the delivery id of each that waits, with whose it is
   */
  public void replay(Instant now, BiConsumer<String, StatesTaken.Plug> revived) {
    for (Grave grave : graves) {
      SlotLane lane = book.find(grave.lane());
      if (lane != null
          && book.revive(lane, grave.key(), grave.slot(), grave.version(), Nanos.of(now))) {
        revived.accept(
            memory.deliveryId(grave.slot(), grave.version()),
            new StatesTaken.Plug(lane.lane.connection(), lane.lane.name().type()));
      }
    }
    graves.clear();
  }

  /** Of endings that change nothing. */
  public void giveBack(StateEndings endings) {
    ((SlotClaim) endings.claim()).giveBack(book);
  }

  public void giveBack(ConnectionRef target, RecordType type) {
    SlotLane lane = book.find(Lane.Name.of(target, type));
    if (lane != null) {
      lane.forEach(book::giveBack);
    }
  }

  /** What was done since the last commit is on disk, and the book knows it. */
  public void commit() {
    write();
    book.committed();
  }

  /** It is on disk, but nobody can tell: {@link #reload} must follow. */
  public void write() {
    book.closeLog();
    if (!book.log().isEmpty()) {
      rows.add(book.log().row());
    }
  }

  /** After a crash: all that is known is what the log says. */
  public void restart() {
    memory = new Memory();
    book = memory.book();
    reload();
  }

  /** After trouble with the disk: what is claimed stays so, and all else is what the log says. */
  public void reload() {
    book.beginLoad();
    lanes.values().forEach(book::open);
    SlotIndex index = new SlotIndex();
    SlotReplay replay = new SlotReplay(book, index);
    for (int i = 0; i < rows.size(); i++) {
      replay.row(i + 1L, rows.get(i));
      book.atLeast(i + 1L);
    }
    book.endLoad();
  }

  public String deliveryId(ConnectionRef target, RecordType type, byte[] key) {
    SlotLane lane = book.find(Lane.Name.of(target, type));
    Slot slot = lane == null ? null : lane.find(key);
    return slot == null ? "" : memory.deliveryId(slot.id, slot.version);
  }

  public Sum sum(@Nullable String tenant) {
    long[] sum = new long[5];
    for (SlotLane lane : book.lanes()) {
      if (tenant == null || lane.lane.name().tenant().equals(tenant)) {
        long[] waiting = {0};
        lane.forEach(slot -> waiting[0] += slot.waiting ? 1 : 0);
        if (waiting[0] != lane.waiting) {
          throw new AssertionError(lane.lane + " counts " + lane.waiting + " of " + waiting[0]);
        }
        sum[0] += lane.accepted;
        sum[1] += lane.settled;
        sum[2] += lane.superseded;
        sum[3] += lane.dead;
        sum[4] += lane.waiting;
      }
    }
    return new Sum(sum[0], sum[1], sum[2], sum[3], sum[4]);
  }
}
