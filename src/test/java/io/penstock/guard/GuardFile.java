package io.penstock.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The guard file: comments, one heading that names the Javas with a column, and a line for each
 * benchmark. Plain; reading and writing the disk is the caller's.
 */
final class GuardFile {
  private static final String HEADING = "benchmark";
  private static final String AFTER_JAVAS = "ratio";

  private final List<String> lines;
  private final List<Integer> javas = new ArrayList<>();
  private final Map<String, Guard> guards = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException with what is wrong with a line
   */
  GuardFile(List<String> lines) {
    this.lines = List.copyOf(lines);
    for (String line : lines) {
      if (isComment(line)) {
        continue;
      }
      if (javas.isEmpty()) {
        readHeading(line);
        continue;
      }
      Guard guard = Guard.parse(line, javas.size());
      if (guards.put(guard.benchmark(), guard) != null) {
        throw new IllegalArgumentException("stands there twice: " + guard.benchmark());
      }
    }
    if (guards.isEmpty()) {
      throw new IllegalArgumentException("guards nothing");
    }
  }

  List<Guard> guards() {
    return List.copyOf(guards.values());
  }

  /** Which column is for this Java, -1 for a Java that has none. */
  int column(int java) {
    return javas.indexOf(java);
  }

  /** The same file with other guards in the place of those with the same benchmark. */
  List<String> with(Map<String, Guard> renewed) {
    List<String> all = new ArrayList<>();
    for (String line : lines) {
      String name = isComment(line) ? "" : line.trim().split("\\s+", -1)[0];
      Guard guard = renewed.get(name);
      all.add(guard == null ? line : guard.line());
    }
    return all;
  }

  private void readHeading(String line) {
    String[] words = line.trim().split("\\s+", -1);
    if (!words[0].equals(HEADING)) {
      throw new IllegalArgumentException("the first line must start with " + HEADING);
    }
    for (int at = 1; at < words.length && !words[at].equals(AFTER_JAVAS); at++) {
      javas.add(Integer.valueOf(words[at]));
    }
    if (javas.isEmpty()) {
      throw new IllegalArgumentException("the heading names no Java: " + line);
    }
  }

  private static boolean isComment(String line) {
    return line.isBlank() || line.startsWith("#");
  }
}
