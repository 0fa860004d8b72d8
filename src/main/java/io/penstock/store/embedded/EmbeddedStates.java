package io.penstock.store.embedded;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Resting;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.sync.outbox.StateEndings;
import io.penstock.sync.outbox.States;
import io.penstock.sync.outbox.StatesTaken;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The states' way through the one writer: into its {@link SlotBook}, out of it, and settled. */
final class EmbeddedStates implements States {
  /** What an operation weighs in the queue beside its bytes. */
  private static final long OPERATION_BYTES = 512;

  /** Places of a table that are looked at between two commits; at most half of them are taken. */
  private static final int PLACES_A_LOOK = 1_000;

  /** Entries of a packed log that weigh as much as one row. */
  private static final int ENTRIES_PER_ROW = 32;

  private final GroupCommit writer;
  private final Memory memory;

  EmbeddedStates(GroupCommit writer, Memory memory) {
    this.writer = writer;
    this.memory = memory;
  }

  @Override
  public Future<StatesTaken> accept(StateBatch batch) {
    int rows = 1 + batch.block().size() / ENTRIES_PER_ROW;
    long bytes = OPERATION_BYTES + batch.block().length();
    return writer.submit(rows, bytes, transaction -> accept(transaction, batch, null));
  }

  /**
   * @param fresh hears for each entry whether it was newer than what was known; null for nobody
   */
  static StatesTaken accept(Transaction transaction, StateBatch batch, @Nullable Fresh fresh)
      throws SQLException {
    List<StateBatch.Group> groups = batch.groups();
    List<List<Lane>> lanes = new ArrayList<>(groups.size());
    for (int number = 0; number < groups.size(); number++) {
      StateBatch.Group group = groups.get(number);
      List<Lane> targets = new ArrayList<>(group.targets().size());
      for (String target : batch.isRefused(number) ? List.<String>of() : group.targets()) {
        targets.add(transaction.lane(new Lane.Name(group.source().tenant(), target, group.type())));
      }
      lanes.add(targets);
    }
    StatesTaken taken = new StatesTaken(new int[groups.size()], new ArrayList<>());
    transaction.later(book -> offer(transaction, book, batch, lanes, taken, fresh));
    return taken;
  }

  /** Hears what became of each entry of a batch. */
  interface Fresh {
    void set(int at, boolean fresh) throws SQLException;
  }

  private static void offer(
      Transaction transaction,
      SlotBook book,
      StateBatch batch,
      List<List<Lane>> lanes,
      StatesTaken taken,
      @Nullable Fresh fresh)
      throws SQLException {
    SlotLane[][] pages = new SlotLane[lanes.size()][];
    String[] sources = new String[lanes.size()];
    for (int group = 0; group < pages.length; group++) {
      List<Lane> targets = lanes.get(group);
      pages[group] = new SlotLane[targets.size()];
      for (int i = 0; i < targets.size(); i++) {
        pages[group][i] = book.open(targets.get(i));
      }
      sources[group] = batch.groups().get(group).source().connection();
    }
    LongSupplier numbers = transaction::takeId;
    long at = Nanos.of(batch.at());
    StateBlock block = batch.block();
    for (int i = 0; i < block.size(); i++) {
      int group = block.group(i);
      if (batch.isRefused(group)) {
        continue;
      }
      boolean isFresh = false;
      for (SlotLane page : pages[group]) {
        SlotBook.Offered offered =
            book.offer(
                page,
                block.bytes(),
                block.keyFrom(i),
                block.keyTo(i),
                block.valueTo(i),
                block.changedAt(i),
                sources[group],
                at,
                numbers);
        isFresh |= offered != SlotBook.Offered.OLD;
        if (offered == SlotBook.Offered.FIRST_IN_LINE) {
          taken.ready().add(new StatesTaken.Plug(page.lane.connection(), page.lane.name().type()));
        }
      }
      taken.superseded()[group] += isFresh ? 0 : 1;
      if (fresh != null) {
        fresh.set(i, isFresh);
      }
    }
  }

  @Override
  public StateClaim newClaim(ConnectionRef target, RecordType type) {
    return new SlotClaim(target, type, memory);
  }

  @Override
  public Future<Void> claim(List<StateClaim> claims, int soon, int max, Instant now) {
    if (max < 1 || max > CLAIM_MAX) {
      throw new IllegalArgumentException("max must be between 1 and " + CLAIM_MAX + ", not " + max);
    }
    return writer.look(
        book -> {
          long at = Nanos.of(now);
          boolean more = true;
          for (int i = 0; i < claims.size(); i++) {
            SlotClaim claim = (SlotClaim) claims.get(i);
            claim.clear();
            more = more && claim.fill(book, max, i >= soon, at);
          }
          return null;
        });
  }

  @Override
  public Future<Void> settle(List<StateEndings> endings) {
    int events = 0;
    int entries = 0;
    boolean nothing = true;
    for (StateEndings each : endings) {
      events += each.events().size();
      entries += each.claim().size();
      nothing &= each.isNothing();
    }
    if (nothing) {
      return writer.look(
          book -> {
            endings.forEach(each -> ((SlotClaim) each.claim()).giveBack(book));
            return null;
          });
    }
    return writer
        .submitRelief(
            1 + events + entries / ENTRIES_PER_ROW,
            OPERATION_BYTES * endings.size(),
            transaction -> {
              for (StateEndings each : endings) {
                for (Event event : each.events()) {
                  EventRows.append(transaction, event);
                }
                transaction.later(book -> settle(transaction.sql(), book, each));
              }
              return null;
            })
        .mapEmpty();
  }

  private static void settle(Session sql, SlotBook book, StateEndings endings) throws SQLException {
    SlotClaim claim = (SlotClaim) endings.claim();
    long at = Nanos.of(endings.at());
    for (int i = 0; i < claim.size(); i++) {
      Slot slot = claim.slot(book, i);
      if (slot == null) {
        continue; // the tenant was removed meanwhile, and with it all that could be settled
      }
      long version = claim.version(i);
      switch (endings.kind(i)) {
        case HELD -> {}
        case DONE -> book.done(slot, version, at);
        case RETRY -> {
          StateEndings.Detail detail = endings.detail(i);
          Instant due = detail.dueAt();
          int attempts = claim.attempts(i) + 1;
          long again = due == null ? at : Nanos.of(due);
          book.retry(slot, version, again, attempts, detail.reason(), at);
        }
        case DEAD -> {
          if (book.dead(slot, version, at)) {
            bury(sql, claim, i, slot, endings);
          }
        }
      }
      book.giveBackAtCommit(slot);
    }
  }

  private static void bury(Session sql, SlotClaim claim, int at, Slot slot, StateEndings endings)
      throws SQLException {
    StateEndings.Detail detail = endings.detail(at);
    DeadLetterRows.bury(
        sql,
        slot.lane.lane,
        claim.claimed(at),
        new DeadLetterRows.Death(
            endings.at(), claim.attempts(at) + 1, detail.reason(), detail.exchange()),
        new DeadLetterRows.Grave(null, slot.id, false));
  }

  @Override
  public Future<Void> giveBack(ConnectionRef target, RecordType type) {
    return writer.look(
        book -> {
          SlotLane lane = book.find(Lane.Name.of(target, type));
          if (lane != null) {
            lane.forEach(book::giveBack);
          }
          return null;
        });
  }

  /** Some states at rest, copied by the writer and made records of by whoever asked. */
  private static final class Copies {
    private final StateBlock block = new StateBlock();
    private final List<Long> versions = new ArrayList<>();
    private int next = Resting.END;

    private void add(Slot slot) {
      byte[] key = slot.key;
      block.add(0, slot.changedAt, key, 0, key.length, slot.value, 0, slot.valueLength);
      versions.add(slot.version);
    }

    private Resting records(RecordType type) {
      List<Resting.State> states = new ArrayList<>(block.size());
      for (int i = 0; i < block.size(); i++) {
        states.add(new Resting.State(block.record(i, type), versions.get(i)));
      }
      return new Resting(states, next);
    }
  }

  @Override
  public Future<Resting> resting(ConnectionRef target, RecordType type, int place, Instant before) {
    long until = Nanos.of(before);
    return writer
        .look(
            book -> {
              Copies copies = new Copies();
              SlotLane lane = book.find(Lane.Name.of(target, type));
              if (lane != null) {
                copies.next =
                    lane.visit(
                        place,
                        PLACES_A_LOOK,
                        slot -> {
                          if (slot.isResting() && slot.since < until) {
                            copies.add(slot);
                          }
                        });
              }
              return copies;
            })
        .map(copies -> copies.records(type));
  }

  @Override
  public Future<Integer> again(
      ConnectionRef target, RecordType type, List<Resting.State> states, Instant now) {
    if (states.size() > CLAIM_MAX) {
      throw new IllegalArgumentException("at most " + CLAIM_MAX + " states, not " + states.size());
    }
    List<byte[]> keys = new ArrayList<>(states.size());
    long bytes = OPERATION_BYTES;
    for (Resting.State state : states) {
      byte[] key = state.record().key().getBytes(StandardCharsets.UTF_8);
      keys.add(key);
      bytes += key.length;
    }
    AtomicInteger count = new AtomicInteger();
    return writer
        .submit(
            1 + states.size() / ENTRIES_PER_ROW,
            bytes,
            transaction -> {
              transaction.later(
                  book -> {
                    count.set(0); // a transaction may be tried again
                    SlotLane lane = book.find(Lane.Name.of(target, type));
                    for (int i = 0; lane != null && i < keys.size(); i++) {
                      long version = states.get(i).version();
                      if (book.again(lane, keys.get(i), version, Nanos.of(now))) {
                        count.incrementAndGet();
                      }
                    }
                  });
              return null;
            })
        .map(done -> count.get());
  }
}
