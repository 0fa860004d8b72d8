package io.penstock.connector.sharespine;

import io.penstock.record.Cursor;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far orders were read, by the platform's stamps only: our clock has no say.
 *
 * <p>As text either {@code since STAMP} or {@code window FROM LENGTH GREATEST}, so that a first
 * read that was cut short goes on with its window.
 *
 * @param from the greatest stamp read, or the window's start
 * @param window the window's length; null once everything was read and only changes are asked for
 * @param greatest seen in the windows before; null where none was
 */
record OrderCursor(Instant from, @Nullable Duration window, @Nullable Instant greatest) {

  static OrderCursor since(Instant stamp) {
    return new OrderCursor(stamp, null, null);
  }

  /** Null for a text that says nothing: then everything is read again, which loses nothing. */
  static @Nullable OrderCursor parse(Cursor cursor) {
    String[] words = cursor.text().split(" ", -1);
    try {
      if (words.length == 2 && words[0].equals("since")) {
        return since(Instant.parse(words[1]));
      }
      if (words.length == 4 && words[0].equals("window")) {
        return new OrderCursor(
            Instant.parse(words[1]),
            Duration.parse(words[2]),
            words[3].equals("-") ? null : Instant.parse(words[3]));
      }
      return null;
    } catch (DateTimeException damaged) {
      return null;
    }
  }

  Cursor toCursor() {
    if (window == null) {
      return new Cursor("since " + from);
    }
    return new Cursor("window " + from + " " + window + " " + (greatest == null ? "-" : greatest));
  }
}
