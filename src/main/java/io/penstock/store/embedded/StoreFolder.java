package io.penstock.store.embedded;

import io.penstock.sync.StoreUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data folder: readable by its owner alone, and locked by one gateway at a time. */
final class StoreFolder {
  private final Path folder;

  StoreFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  Path file() {
    return folder.resolve("penstock.db");
  }

  Path log() {
    return folder.resolve("penstock.db-wal");
  }

  /** See {@link Witness}. */
  Path witness() {
    return folder.resolve("penstock.witness");
  }

  /** SQLite gives its log the main file's mode, so that one is made here first. */
  void prepare() {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, mode("rwx------"));
      }
      createEmpty(file());
      createEmpty(witness());
    } catch (IOException | UnsupportedOperationException failure) {
      throw unusable(failure);
    }
  }

  /** Takes the folder for this process. Closing what is returned gives it free. */
  FileChannel lock() {
    Path path = folder.resolve("penstock.lock");
    FileChannel channel = null;
    try {
      createEmpty(path);
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        String holder = read(channel);
        channel.close();
        throw new StoreUnavailableException(
            "the data folder "
                + folder
                + " is in use by another Penstock (process "
                + holder
                + "); stop that one, or give this one a folder of its own",
            false,
            null);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException failure) {
      closeQuietly(channel);
      throw unusable(failure);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
  }

  private static void createEmpty(Path path) throws IOException {
    try {
      Files.createFile(path, mode("rw-------"));
    } catch (FileAlreadyExistsException known) {
      // Its mode is its owner's business: a backup may have been restored with another.
    }
  }

  private static FileAttribute<Set<java.nio.file.attribute.PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException nothingLeftToDo) {
        // The failure that brought us here is told.
      }
    }
  }

  private StoreUnavailableException unusable(Exception failure) {
    return new StoreUnavailableException(
        "the data folder "
            + folder
            + " cannot be used: "
            + failure.getMessage()
            + "; it must be a local folder that this user may write",
        false,
        failure);
  }
}
