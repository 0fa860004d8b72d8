package io.penstock.server.config;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which key a constructor's refusal is about.
 *
 * @param key may have dots; empty when the refusal names none
 * @param message what is allowed
 */
record Blame(String key, String message) {
  private static final Pattern KEY_FIRST = Pattern.compile("([A-Za-z0-9.]+): (.+)", Pattern.DOTALL);

  static Blame of(IllegalArgumentException thrown, List<String> keys) {
    return of(Objects.requireNonNullElse(thrown.getMessage(), "is not allowed"), keys);
  }

  static Blame of(String said, List<String> keys) {
    String refusal = Scalars.inOurUnits(said);
    Matcher matcher = KEY_FIRST.matcher(refusal);
    if (matcher.matches()) {
      // A section may say its own name too: "tls.key: ..." from inside the section tls.
      String key = matcher.group(1);
      for (String rest = key; !rest.isEmpty(); rest = withoutFirst(rest)) {
        Blame blame = new Blame(rest, matcher.group(2));
        if (keys.contains(blame.component())) {
          return blame;
        }
      }
    }
    // "tenant id must be ..." has no "key: " in front, but names its key all the same.
    for (String word : refusal.split("[^A-Za-z0-9]+", -1)) {
      if (keys.contains(word)) {
        return new Blame(word, refusal);
      }
    }
    return new Blame("", refusal);
  }

  private static String withoutFirst(String key) {
    int dot = key.indexOf('.');
    return dot < 0 ? "" : key.substring(dot + 1);
  }

  /** The record's own part of the key. */
  String component() {
    int dot = key.indexOf('.');
    return dot < 0 ? key : key.substring(0, dot);
  }
}
