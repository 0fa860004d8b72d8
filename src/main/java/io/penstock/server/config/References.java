package io.penstock.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts {@code ${env:NAME}} and {@code ${file:path}} in place. A relative path starts at the folder
 * of the file that names it. {@code $${} stands for a plain {@code ${}.
 */
final class References {
  static final int FILE_MAX_BYTES = 64 * 1024;
  private static final String USE =
      "use ${env:NAME} or ${file:path}, or write $${ for a plain dollar and brace";

  private final Map<String, String> environment;
  private final Path folder;
  private final Consumer<String> hide;

  /**
   * @param hide is told each value that was put in place, since it may be a secret
   */
  References(Map<String, String> environment, Path folder, Consumer<String> hide) {
    this.environment = environment;
    this.folder = folder;
    this.hide = hide;
  }

  /** For the values of one file. */
  static References of(Path file, Map<String, String> environment, Mistakes mistakes) {
    Path folder = file.toAbsolutePath().getParent();
    return new References(environment, folder == null ? file : folder, mistakes::hide);
  }

  String resolve(String text) throws Unfit {
    int next = text.indexOf("${");
    if (next < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int done = 0;
    while (next >= 0) {
      if (next > done && text.charAt(next - 1) == '$') {
        out.append(text, done, next - 1).append("${");
        done = next + 2;
      } else {
        int end = text.indexOf('}', next);
        if (end < 0) {
          throw new Unfit("the reference is not closed by '}'; " + USE);
        }
        String value = value(text.substring(next + 2, end));
        hide.accept(value);
        out.append(text, done, next).append(value);
        done = end + 1;
      }
      next = text.indexOf("${", done);
    }
    return out.append(text, done, text.length()).toString();
  }

  private String value(String reference) throws Unfit {
    if (reference.startsWith("env:")) {
      String name = reference.substring("env:".length());
      String value = environment.get(name);
      if (value == null) {
        throw new Unfit("the environment variable " + name + " is not set");
      }
      return value;
    }
    if (reference.startsWith("file:")) {
      return content(reference.substring("file:".length()));
    }
    throw new Unfit("'${" + reference + "}' is no reference; " + USE);
  }

  /** The text of a file without the newline at its end, which editors add. */
  String content(String name) throws Unfit {
    try {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new Unfit("there is no file " + file);
      }
      if (Files.size(file) > FILE_MAX_BYTES) {
        throw new Unfit("the file " + file + " is larger than " + FILE_MAX_BYTES + " bytes");
      }
      String content = Files.readString(file);
      int end = content.length();
      if (end > 0 && content.charAt(end - 1) == '\n') {
        end -= end > 1 && content.charAt(end - 2) == '\r' ? 2 : 1;
      }
      return content.substring(0, end);
    } catch (CharacterCodingException e) {
      throw new Unfit("the file " + name + " is not UTF-8 text");
    } catch (IOException e) {
      throw new Unfit(
          "the file " + name + " cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (InvalidPathException e) {
      throw new Unfit("'" + name + "' is not a path");
    }
  }
}
