package io.penstock.store.embedded;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.store.StoreOptions;
import io.penstock.sync.Ledger;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Accepted;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.outbox.Receipt;
import io.penstock.sync.outbox.Settlement;
import io.penstock.sync.outbox.States;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outbox on SQLite. Facts live in {@link Facts}, states in {@link EmbeddedStates}; here is the
 * one commit for all that came in together.
 */
final class EmbeddedOutbox implements Outbox {
  private static final String MOVE_CURSOR =
      """
      INSERT INTO cursors (lane, text, moved_at) VALUES (?, ?, ?)
      ON CONFLICT (lane) DO UPDATE SET text = excluded.text, moved_at = excluded.moved_at""";

  private static final String KEEP_RECEIPT =
      """
      INSERT INTO receipts (scope, key, request_hash, status, answer, at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash,
        status = excluded.status, answer = excluded.answer, at = excluded.at
      WHERE at <= ?""";

  private static final String RECEIPT =
      "SELECT request_hash, status, answer FROM receipts WHERE scope = ? AND key = ?";

  private final GroupCommit writer;
  private final Readers readers;
  private final Memory memory;
  private final StoreOptions options;
  private final EmbeddedStates states;

  EmbeddedOutbox(GroupCommit writer, Readers readers, Memory memory, StoreOptions options) {
    this.writer = writer;
    this.readers = readers;
    this.memory = memory;
    this.options = options;
    this.states = new EmbeddedStates(writer, memory);
  }

  @Override
  public States states() {
    return states;
  }

  @Override
  public Future<Accepted> accept(Acceptance acceptance) {
    // Encoded by the caller's thread: the one writer has better things to do. And what waits for
    // the writer are bytes only, not the objects they were made of.
    Parcel parcel = Parcel.of(acceptance);
    return writer.submit(parcel.rows(), parcel.bytes(), transaction -> accept(transaction, parcel));
  }

  private Accepted accept(Transaction transaction, Parcel parcel) throws SQLException {
    Instant at = parcel.at();
    Receipt receipt = parcel.receipt();
    if (receipt != null && !keep(transaction, receipt, at)) {
      return new Accepted(Collections.nCopies(parcel.items().size(), Boolean.FALSE), Set.of());
    }
    List<Boolean> fresh = new ArrayList<>(parcel.items().size());
    Set<String> ready = new HashSet<>();
    for (Parcel.Item item : parcel.items()) {
      boolean isFresh =
          item.fact() == null || accept(transaction, parcel, item, item.fact(), ready);
      fresh.add(isFresh);
      if (item.fact() != null && isFresh) {
        tell(transaction, item);
      }
    }
    if (parcel.hasStates()) {
      takeStates(transaction, parcel, fresh, ready);
    }
    for (DeadLetter.Unreadable unreadable : parcel.unreadable()) {
      DeadLetterRows.keepUnreadable(transaction, parcel.source(), unreadable, at);
    }
    Acceptance.CursorMove cursor = parcel.cursor();
    if (cursor != null) {
      Lane lane = transaction.lane(Lane.Name.of(parcel.source(), cursor.type()));
      transaction.sql().update(MOVE_CURSOR, lane.id(), cursor.next().text(), at);
    }
    for (Event event : parcel.events()) {
      EventRows.append(transaction, event);
    }
    return new Accepted(fresh, ready);
  }

  private static void tell(Transaction transaction, Parcel.Item item) throws SQLException {
    Event event = item.event();
    if (event != null) {
      EventRows.append(transaction, event);
    }
  }

  /** A state that nobody wants counts as fresh: there is nothing it could be older than. */
  private static void takeStates(
      Transaction transaction, Parcel parcel, List<Boolean> fresh, Set<String> ready)
      throws SQLException {
    EmbeddedStates.accept(
        transaction,
        parcel.states(),
        (at, isFresh) -> {
          int place = parcel.place(at);
          Parcel.Item item = parcel.items().get(place);
          fresh.set(place, isFresh || item.targets().isEmpty());
          if (fresh.get(place)) {
            tell(transaction, item);
          }
          if (isFresh) {
            ready.addAll(item.targets());
          }
        });
  }

  /** False when an answer to this key is kept already: then the whole acceptance is a repeat. */
  private boolean keep(Transaction transaction, Receipt receipt, Instant at) throws SQLException {
    int kept =
        transaction
            .sql()
            .update(
                KEEP_RECEIPT,
                receipt.scope(),
                receipt.key(),
                receipt.requestHash(),
                receipt.status(),
                receipt.answer(),
                at,
                at.minus(options.receiptKeep()));
    return kept == 1;
  }

  private static boolean accept(
      Transaction transaction, Parcel parcel, Parcel.Item item, Fact fact, Set<String> ready)
      throws SQLException {
    ConnectionRef source = parcel.source();
    List<Lane> targets = new ArrayList<>(item.targets().size());
    for (String target : item.targets()) {
      targets.add(transaction.lane(new Lane.Name(source.tenant(), target, fact.type())));
    }
    Lane from = transaction.lane(Lane.Name.of(source, fact.type()));
    boolean isFresh = Facts.accept(transaction, from, targets, fact, parcel.at());
    if (isFresh) {
      ready.addAll(item.targets());
    }
    return isFresh;
  }

  @Override
  public Future<List<Claimed>> claim(
      ConnectionRef target, RecordType type, Set<Long> besides, int max, Instant now) {
    if (max < 1 || max > CLAIM_MAX) {
      throw new IllegalArgumentException("max must be between 1 and " + CLAIM_MAX + ", not " + max);
    }
    Lane lane = memory.lane(target, type);
    if (lane == null) {
      return Future.succeededFuture(List.of());
    }
    // The caller goes on changing its own set while a reader looks at this one.
    Set<Long> underWay = Set.copyOf(besides);
    return readers.read(sql -> Facts.claim(sql, memory, lane, underWay, max, now));
  }

  @Override
  public Future<@Nullable Instant> nextDue(ConnectionRef target, RecordType type) {
    Lane lane = memory.lane(target, type);
    if (lane == null) {
      return Future.succeededFuture(null);
    }
    return readers.read(sql -> Facts.nextDue(sql, lane));
  }

  @Override
  public Future<Void> settle(List<Settlement> settlements) {
    List<Settlement> all = List.copyOf(settlements);
    if (all.isEmpty()) {
      return Future.succeededFuture();
    }
    return writer.submitRelief(
        all.size(),
        Parcel.OPERATION_BYTES * all.size(),
        transaction -> {
          for (Settlement settlement : all) {
            settle(transaction, settlement);
          }
          return null;
        });
  }

  private static void settle(Transaction transaction, Settlement settlement) throws SQLException {
    Claimed claimed = settlement.claimed();
    Lane lane = transaction.find(Lane.Name.of(claimed.target(), claimed.record().type()));
    if (lane == null) {
      return; // the tenant was removed meanwhile, and with it all that could be settled
    }
    Facts.settle(transaction, lane, settlement);
    Event event = settlement.event();
    if (event != null) {
      EventRows.append(transaction, event);
    }
  }

  @Override
  public Future<Cursor> cursor(ConnectionRef source, RecordType type) {
    Lane lane = memory.lane(source, type);
    if (lane == null) {
      return Future.succeededFuture(Cursor.START);
    }
    return readers.read(
        sql -> {
          Cursor cursor =
              sql.first(
                  "SELECT text FROM cursors WHERE lane = ?",
                  row -> new Cursor(row.getString(1)),
                  lane.id());
          return cursor == null ? Cursor.START : cursor;
        });
  }

  @Override
  public Future<@Nullable Receipt> receipt(String scope, String key) {
    return readers.read(
        sql ->
            sql.first(
                RECEIPT,
                row -> new Receipt(scope, key, row.getString(1), row.getInt(2), row.getString(3)),
                scope,
                key));
  }

  @Override
  public Future<List<Ledger>> ledger(@Nullable String tenant) {
    Future<List<Ledger>> states = writer.look(book -> Ledgers.states(book, tenant));
    return readers
        .read(sql -> Ledgers.facts(sql, tenant))
        .compose(facts -> states.map(lines -> Ledgers.sorted(facts, lines)));
  }

  @Override
  public Future<List<Backlog>> backlog(@Nullable String tenant) {
    Future<List<Backlog>> states = writer.look(book -> Ledgers.stateBacklog(book, tenant));
    return readers
        .read(sql -> Ledgers.factBacklog(sql, tenant))
        .compose(
            facts ->
                states.map(
                    more -> {
                      facts.addAll(more);
                      return facts;
                    }));
  }

  @Override
  public Future<List<Total>> totals() {
    Future<List<Total>> states = writer.look(book -> memory.census().take(book));
    return readers
        .read(sql -> Ledgers.factTotals(sql, memory))
        .compose(facts -> states.map(more -> together(facts, more)));
  }

  private static List<Total> together(List<Total> facts, List<Total> states) {
    List<Total> all = new ArrayList<>(facts);
    all.addAll(states);
    return all;
  }

  @Override
  public long waiting(String tenant) {
    return memory.waiting(tenant);
  }
}
