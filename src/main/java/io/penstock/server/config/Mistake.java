package io.penstock.server.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing in a configuration that cannot be meant.
 *
 * @param file as the user named it; the name of the variable for a value from the environment
 * @param line from 1; 0 when the mistake has no place in a file
 * @param column from 1, in characters
 * @param path of the key, such as {@code data.folder} or {@code tenants[2].id}
 * @param found what stands there; empty when nothing does, {@code ***} for a secret
 * @param message what is allowed
 * @param didYouMean the nearest word that is allowed
 */
public record Mistake(
    String file,
    int line,
    int column,
    String path,
    String found,
    String message,
    @Nullable String didYouMean) {

  /** {@code file:line:column: path: message}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ");
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    text.append(message);
    boolean isSaid = message.contains("'" + found + "'") || message.endsWith("not " + found);
    if (!found.isEmpty() && !isSaid) {
      text.append(", found '").append(found).append('\'');
    }
    if (didYouMean != null) {
      text.append("; did you mean '").append(didYouMean).append("'?");
    }
    return text.toString();
  }
}
