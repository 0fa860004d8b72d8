package io.penstock.store.embedded;

import io.penstock.sync.StoreUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers beside the store which commits were answered for. SQLite cannot know that the end of
 * its log is missing or damaged: it takes what is whole for all there was, and would start short
 * without a word. With a witness the start is refused instead.
 *
 * <p>It is written after the commit is on disk, and never forced there itself. So after a power cut
 * it may be behind the store, which is no harm, but it is never ahead of it.
 *
 * <pre>
 * "PSW1", the store's id (12 characters), number of commits (8 bytes), CRC-32C of these (4 bytes)
 * </pre>
 */
final class Witness implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
  private static final byte[] MARK = "PSW1".getBytes(StandardCharsets.US_ASCII);
  private static final int ID_BYTES = 12;
  private static final int TESTIMONY_BYTES = MARK.length + ID_BYTES + Long.BYTES;
  private static final int BYTES = TESTIMONY_BYTES + Integer.BYTES;

  /** What the file says. */
  private record Testimony(String storeId, long commits) {}

  private final Path file;
  private final FileChannel channel;
  private final boolean forced;
  private final ByteBuffer line = ByteBuffer.allocateDirect(BYTES);
  private final CRC32C sum = new CRC32C();
  private boolean failed;

  private Witness(Path file, FileChannel channel, boolean forced) {
    this.file = file;
    this.channel = channel;
    this.forced = forced;
  }

  /**
   * @param file exists, at first empty
   * @param forced whether a commit is on disk when it is answered for; if it may still be lost in a
   *     power cut, as the settings allow, there is nothing to bear witness to
   */
  static Witness open(Path file, boolean forced) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (!forced) {
      channel.truncate(0);
    }
    return new Witness(file, channel, forced);
  }

  /** Fails when the store lacks a commit that was answered for, or is another one altogether. */
  void check(Path store, String storeId, long commits) throws IOException {
    Testimony testimony = read();
    if (testimony == null) {
      return; // the first start, or a witness that a power cut caught at its own writing
    }
    String onPurpose = "; if that is what you want, delete " + file + " and start again";
    if (!testimony.storeId().equals(storeId)) {
      throw new StoreUnavailableException(
          "store file "
              + store
              + " is not the one that was here before: put that one back with its -wal file"
              + onPurpose,
          false,
          null);
    }
    if (testimony.commits() > commits) {
      throw new StoreUnavailableException(
          "store file "
              + store
              + " lacks its last "
              + (testimony.commits() - commits)
              + " commits, which were answered for: its -wal file is missing, cut or damaged, or an"
              + " older copy was put here. Put the newest files back"
              + onPurpose
              + ": orders are polled again from the cursors that are left, stock and prices that"
              + " came since are lost",
          false,
          null);
    }
  }

  private @Nullable Testimony read() throws IOException {
    line.clear();
    while (line.hasRemaining() && channel.read(line, line.position()) > 0) {
      // until the end of the file, or all is there
    }
    if (line.hasRemaining()) {
      return null;
    }
    line.flip().limit(TESTIMONY_BYTES);
    sum.reset();
    sum.update(line);
    line.limit(BYTES);
    if (line.getInt() != (int) sum.getValue()) {
      return null;
    }
    byte[] text = new byte[MARK.length + ID_BYTES];
    line.rewind().get(text);
    String id = new String(text, MARK.length, ID_BYTES, StandardCharsets.US_ASCII);
    return new Testimony(id, line.getLong());
  }

  /** That commit is on disk, and its callers are about to be answered. */
  void saw(String storeId, long commits) {
    if (!forced) {
      return;
    }
    line.clear();
    line.put(MARK).put(storeId.getBytes(StandardCharsets.US_ASCII)).putLong(commits);
    line.flip();
    sum.reset();
    sum.update(line);
    line.limit(BYTES);
    line.putInt((int) sum.getValue()).flip();
    try {
      channel.write(line, 0);
      failed = false;
    } catch (IOException cannot) {
      if (!failed) {
        failed = true;
        LOG.warn("The witness {} cannot be written: {}", file, cannot.getMessage());
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
