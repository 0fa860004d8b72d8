package io.penstock.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Collects the mistakes of one file, and keeps secrets out of them. */
final class Mistakes {
  static final int KEPT_MAX = 1_000;
  private static final int FOUND_LENGTH_MAX = 60;

  /** A shorter value is a number or a word, and blacking it out would spoil every sentence. */
  private static final int HIDDEN_LENGTH_MIN = 4;

  private static final String HIDDEN = "***";

  private final String file;
  private final List<Mistake> kept = new ArrayList<>();
  private final Set<String> hidden = new HashSet<>();
  private int count;

  Mistakes(String file) {
    this.file = file;
  }

  /** From now on this value is blacked out wherever it would be told. */
  void hide(String value) {
    if (value.length() >= HIDDEN_LENGTH_MIN) {
      hidden.add(value);
    }
  }

  void add(@Nullable Node at, String path, String found, String message) {
    add(at, path, found, message, null);
  }

  void add(
      @Nullable Node at, String path, String found, String message, @Nullable String didYouMean) {
    Mark mark = at == null ? null : at.getStartMark();
    int line = mark == null ? 0 : mark.getLine() + 1;
    int column = mark == null ? 0 : mark.getColumn() + 1;
    add(new Mistake(file, line, column, path, found, message, didYouMean));
  }

  void add(Mistake mistake) {
    count++;
    if (kept.size() < KEPT_MAX) {
      kept.add(
          new Mistake(
              mistake.file(),
              mistake.line(),
              mistake.column(),
              mistake.path(),
              shortened(blackedOut(mistake.found())),
              blackedOut(mistake.message()),
              mistake.didYouMean()));
    }
  }

  int count() {
    return count;
  }

  /** In the order of the file. */
  List<Mistake> all() {
    List<Mistake> sorted = new ArrayList<>(kept);
    sorted.sort(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column));
    if (count > KEPT_MAX) {
      String more = "and " + (count - KEPT_MAX) + " more mistakes";
      sorted.add(new Mistake(file, 0, 0, "", "", more, null));
    }
    return sorted;
  }

  void throwIfAny() {
    if (count > 0) {
      throw new ConfigException(all());
    }
  }

  private String blackedOut(String text) {
    String clean = text;
    for (String value : hidden) {
      clean = clean.replace(value, HIDDEN);
    }
    return clean;
  }

  private static String shortened(String text) {
    String oneLine = text.replaceAll("\\s+", " ").strip();
    return oneLine.length() <= FOUND_LENGTH_MAX
        ? oneLine
        : oneLine.substring(0, FOUND_LENGTH_MAX) + "...";
  }
}
