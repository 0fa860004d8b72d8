package io.penstock.store.embedded;

import io.penstock.record.Cursor;
import io.penstock.record.RecordJson;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.store.StoreOptions;
import io.penstock.sync.Ledger;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Accepted;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.outbox.Receipt;
import io.penstock.sync.outbox.Settlement;
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
 * The outbox on SQLite. States live in {@link Slots}, facts in {@link Facts}; here is what they
 * share: the one commit for all that came in together, and the one for all that was settled.
 */
final class EmbeddedOutbox implements Outbox {
  /** What an operation weighs in the queue beside its records. */
  private static final long OPERATION_BYTES = 512;

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

  EmbeddedOutbox(GroupCommit writer, Readers readers, Memory memory, StoreOptions options) {
    this.writer = writer;
    this.readers = readers;
    this.memory = memory;
    this.options = options;
  }

  @Override
  public Future<Accepted> accept(Acceptance acceptance) {
    // Encoded by the caller's thread: the one writer has better things to do.
    List<byte[]> json = new ArrayList<>(acceptance.arrivals().size());
    int rows = 1 + acceptance.events().size() + acceptance.unreadable().size();
    long bytes = OPERATION_BYTES;
    for (Arrival arrival : acceptance.arrivals()) {
      byte[] encoded = RecordJson.encode(arrival.record());
      json.add(encoded);
      rows += Math.max(1, arrival.targets().size());
      bytes += 2L * encoded.length + OPERATION_BYTES;
    }
    return writer.submit(rows, bytes, transaction -> accept(transaction, acceptance, json));
  }

  private Accepted accept(Transaction transaction, Acceptance acceptance, List<byte[]> json)
      throws SQLException {
    Instant at = acceptance.at();
    Receipt receipt = acceptance.receipt();
    if (receipt != null && !keep(transaction, receipt, at)) {
      return new Accepted(
          Collections.nCopies(acceptance.arrivals().size(), Boolean.FALSE), Set.of());
    }
    List<Boolean> fresh = new ArrayList<>(json.size());
    Set<String> ready = new HashSet<>();
    for (int i = 0; i < json.size(); i++) {
      Arrival arrival = acceptance.arrivals().get(i);
      fresh.add(accept(transaction, acceptance.source(), arrival, json.get(i), at, ready));
    }
    for (DeadLetter.Unreadable unreadable : acceptance.unreadable()) {
      DeadLetterRows.keepUnreadable(transaction, acceptance.source(), unreadable, at);
    }
    Acceptance.CursorMove cursor = acceptance.cursor();
    if (cursor != null) {
      Lane lane = transaction.lane(Lane.Name.of(acceptance.source(), cursor.type()));
      transaction.sql().update(MOVE_CURSOR, lane.id(), cursor.next().text(), at);
    }
    for (Event event : acceptance.events()) {
      EventRows.append(transaction, event);
    }
    return new Accepted(fresh, ready);
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
      Transaction transaction,
      ConnectionRef source,
      Arrival arrival,
      byte[] json,
      Instant at,
      Set<String> ready)
      throws SQLException {
    SyncRecord record = arrival.record();
    RecordType type = record.type();
    if (type.isFact()) {
      Lane from = transaction.lane(Lane.Name.of(source, type));
      Long fact = Facts.keep(transaction, from, record, json, at);
      if (fact == null) {
        return false;
      }
      for (String target : arrival.targets()) {
        Lane to = transaction.lane(new Lane.Name(source.tenant(), target, type));
        Facts.send(transaction, to, source.connection(), record, fact, at);
        ready.add(target);
      }
      return true;
    }
    boolean fresh = arrival.targets().isEmpty();
    for (String target : arrival.targets()) {
      Lane to = transaction.lane(new Lane.Name(source.tenant(), target, type));
      if (Slots.accept(transaction, to, source.connection(), record, json, at)) {
        ready.add(target);
        fresh = true;
      }
    }
    return fresh;
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
    return readers.read(
        sql ->
            type.isFact()
                ? Facts.claim(sql, memory, lane, underWay, max, now)
                : Slots.claim(sql, memory, lane, underWay, max, now));
  }

  @Override
  public Future<@Nullable Instant> nextDue(ConnectionRef target, RecordType type) {
    Lane lane = memory.lane(target, type);
    if (lane == null) {
      return Future.succeededFuture(null);
    }
    return readers.read(sql -> type.isFact() ? Facts.nextDue(sql, lane) : Slots.nextDue(sql, lane));
  }

  @Override
  public Future<Void> settle(List<Settlement> settlements) {
    List<Settlement> all = List.copyOf(settlements);
    if (all.isEmpty()) {
      return Future.succeededFuture();
    }
    return writer.submitRelief(
        all.size(),
        OPERATION_BYTES * all.size(),
        transaction -> {
          for (Settlement settlement : all) {
            settle(transaction, settlement);
          }
          return null;
        });
  }

  private static void settle(Transaction transaction, Settlement settlement) throws SQLException {
    Claimed claimed = settlement.claimed();
    RecordType type = claimed.record().type();
    Lane lane = transaction.find(Lane.Name.of(claimed.target(), type));
    if (lane == null) {
      return; // the tenant was removed meanwhile, and with it all that could be settled
    }
    if (type.isFact()) {
      Facts.settle(transaction, lane, settlement);
    } else {
      Slots.settle(transaction, lane, settlement);
    }
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
    return readers.read(sql -> Ledgers.read(sql, tenant));
  }

  @Override
  public Future<List<Backlog>> backlog(@Nullable String tenant) {
    return readers.read(sql -> Ledgers.backlog(sql, tenant));
  }

  @Override
  public long waiting(String tenant) {
    return memory.waiting(tenant);
  }
}
