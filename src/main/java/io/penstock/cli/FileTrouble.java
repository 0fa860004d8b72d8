package io.penstock.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A file that the user named cannot be used: says which one, and why. */
final class FileTrouble {
  private FileTrouble() {}

  static CommandFailure of(IOException thrown) {
    String message =
        thrown instanceof FileSystemException file && file.getFile() != null
            ? file.getFile() + ": " + why(file)
            : "reading or writing a file failed: " + thrown.getMessage();
    return new CommandFailure(ExitCode.UNAVAILABLE, message, null);
  }

  private static String why(FileSystemException file) {
    if (file instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (file instanceof AccessDeniedException) {
      return "this user may not read or write it";
    }
    if (file instanceof FileAlreadyExistsException) {
      return "is a file where a folder is needed";
    }
    String reason = file.getReason();
    return reason == null ? "cannot be used" : "cannot be used: " + reason;
  }
}
