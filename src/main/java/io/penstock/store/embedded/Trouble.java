package io.penstock.store.embedded;

import io.penstock.sync.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Tells the disk's trouble from an operation's own, and says what to do about it. */
final class Trouble {
  private Trouble() {}

  /**
   * Whether only the operation is at fault: its neighbours in the commit would have passed. Codes
   * of sqlite.org/rescode.html: error, too big, constraint, mismatch, range.
   */
  static boolean ofOperation(Throwable failure) {
    if (failure instanceof SQLException sql) {
      return switch (sql.getErrorCode() & 0xff) {
        case 1, 18, 19, 20, 25 -> true;
        default -> false;
      };
    }
    return failure instanceof RuntimeException;
  }

  /** Whether another process holds the file, which passes: busy, locked. */
  static boolean isBusy(SQLException failure) {
    int code = failure.getErrorCode() & 0xff;
    return code == 5 || code == 6;
  }

  static StoreUnavailableException ofDisk(Path file, Throwable failure) {
    int code = failure instanceof SQLException sql ? sql.getErrorCode() & 0xff : 0;
    String advice =
        switch (code) {
          case 5, 6 -> "another process is writing to it for too long";
          case 8 -> "it is read-only; make it writable";
          case 11, 26 -> "it is damaged; restore it from a backup";
          case 13 -> "the disk is full; free some space";
          case 3, 14 -> "it cannot be opened; check the folder's owner and mode";
          default -> "reading or writing it failed; check the disk";
        };
    return new StoreUnavailableException(
        "store file " + file + ": " + advice + " (" + failure.getMessage() + ")", false, failure);
  }
}
