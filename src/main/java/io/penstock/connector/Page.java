package io.penstock.connector;

import io.penstock.record.Cursor;
import io.penstock.record.SyncRecord;
import java.util.List;

/**
 * A bounded part of what a poll found.
 *
 * @param records at most {@link #RECORDS_MAX}
 * @param unreadable what the platform sent and could not be understood; kept as dead letters
 * @param next to read on from once these records are on disk; the poll's own start until the last
 *     page, where the platform gives no order to rely on
 */
public record Page(List<SyncRecord> records, List<Unreadable> unreadable, Cursor next) {
  public static final int RECORDS_MAX = 500;

  public Page {
    records = List.copyOf(records);
    unreadable = List.copyOf(unreadable);
    if (records.size() > RECORDS_MAX) {
      throw new IllegalArgumentException("a page holds at most " + RECORDS_MAX + " records");
    }
  }

  /**
   * @param reason one sentence: what is wrong with it
   * @param raw the text as it came, cut at {@link #RAW_LENGTH_MAX} characters
   */
  public record Unreadable(String reason, String raw) {
    public static final int RAW_LENGTH_MAX = 4096;

    public Unreadable {
      raw = raw.length() <= RAW_LENGTH_MAX ? raw : raw.substring(0, RAW_LENGTH_MAX);
    }
  }
}
