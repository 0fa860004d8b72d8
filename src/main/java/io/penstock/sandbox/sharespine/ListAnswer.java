package io.penstock.sandbox.sharespine;

import io.penstock.sandbox.Chunks;
import io.penstock.sandbox.Twist;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A list of records as a JSON array, filtered and written while it is read. What it holds are
 * references to versions, not texts.
 */
final class ListAnswer implements Chunks {
  private static final int PIECE_BYTES = 32_768;
  private static final int LOOKED_AT_A_PIECE_MAX = 500;
  private static final int DUPLICATES_EVERY = 7;

  private final List<StoredRecord> records;
  private final Filter filter;
  private final String connectionId;
  private int at;
  private int toSkip;
  private int toTake;
  private boolean started;
  private boolean ended;

  ListAnswer(
      List<StoredRecord> records, Filter filter, String connectionId, int offset, int limit) {
    this.records = records;
    this.filter = filter;
    this.connectionId = connectionId;
    this.toSkip = offset;
    this.toTake = limit;
  }

  /** The records in the disorder that is wanted. */
  static List<StoredRecord> disordered(
      List<StoredRecord> records, boolean shuffle, Twist twist, long seed) {
    if (!shuffle && !twist.shuffle() && !twist.duplicate()) {
      return records;
    }
    List<StoredRecord> changed = new ArrayList<>(records);
    if (twist.duplicate()) {
      for (int i = 0; i < records.size(); i += DUPLICATES_EVERY) {
        changed.add(records.get(i));
      }
    }
    if (shuffle || twist.shuffle()) {
      Collections.shuffle(changed, new Random(seed));
    }
    return changed;
  }

  @Override
  public @Nullable Buffer next() {
    if (ended) {
      return null;
    }
    Buffer piece = Buffer.buffer(1_024);
    int lookedAt = 0;
    while (at < records.size()
        && toTake > 0
        && piece.length() < PIECE_BYTES
        && lookedAt < LOOKED_AT_A_PIECE_MAX) {
      add(piece, records.get(at));
      at++;
      lookedAt++;
    }
    if (at >= records.size() || toTake <= 0) {
      piece.appendString(started ? "]" : "[]");
      ended = true;
    }
    return piece;
  }

  private void add(Buffer piece, StoredRecord record) {
    if (!filter.takes(new Filter.Candidate(record, connectionId))) {
      return;
    }
    if (toSkip > 0) {
      toSkip--;
      return;
    }
    toTake--;
    piece.appendString(started ? "," : "[");
    started = true;
    record.writeTo(piece, connectionId);
  }
}
