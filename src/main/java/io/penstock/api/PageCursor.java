package io.penstock.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * A place in a list, opaque to callers: version, place and a hash of the filter, in base64url. It
 * is bound to its filter, so a cursor carried to another list is refused and not misread.
 */
final class PageCursor {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + Long.BYTES + Integer.BYTES;

  private final int filterHash;

  private PageCursor(int filterHash) {
    this.filterHash = filterHash;
  }

  static PageCursor of(String filter) {
    CRC32 crc = new CRC32();
    crc.update(filter.getBytes(StandardCharsets.UTF_8));
    return new PageCursor((int) crc.getValue());
  }

  String text(long place) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(VERSION).putLong(place).putInt(filterHash);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** The place that {@link #text} wrote for the same filter; anything else is refused. */
  long place(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw refused();
    }
    if (bytes.length != BYTES || bytes[0] != VERSION) {
      throw refused();
    }
    ByteBuffer read = ByteBuffer.wrap(bytes, 1, BYTES - 1);
    long place = read.getLong();
    if (place < 0 || read.getInt() != filterHash) {
      throw refused();
    }
    return place;
  }

  private static ProblemException refused() {
    return new ProblemException(
        ProblemCode.BAD_CURSOR, "the cursor was not given out for this list and filter");
  }
}
