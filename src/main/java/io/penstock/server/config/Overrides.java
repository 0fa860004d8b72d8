package io.penstock.server.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Values that the environment sets instead of the file: {@code PENSTOCK_} and the path. With {@code
 * _FILE} behind it, the variable names a file that holds the value. An exact name goes first, so a
 * key that is itself called {@code file} stays reachable.
 */
final class Overrides {
  private static final String FILE = "_FILE";

  /** The variable as the user knows it, and what it says. */
  record Override(String variable, String text, boolean isFile) {
    String place() {
      return "environment variable " + variable;
    }
  }

  private final Map<String, Override> byPath = new HashMap<>();
  private final Set<String> warnings = new TreeSet<>();

  private Overrides() {}

  static Overrides none() {
    return new Overrides();
  }

  static Overrides of(String prefix, Map<String, String> environment, List<String> paths) {
    Overrides overrides = new Overrides();
    Map<String, String> pathsByName = new HashMap<>();
    paths.forEach(path -> pathsByName.put(ConfigKeys.environmentName(prefix, path), path));
    environment.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            overrides.take(name, text, pathsByName);
          }
        });
    return overrides;
  }

  private void take(String name, String text, Map<String, String> pathsByName) {
    String path = pathsByName.get(name);
    if (path != null) {
      byPath.put(path, new Override(name, text, false));
      return;
    }
    String pathOfFile =
        name.endsWith(FILE)
            ? pathsByName.get(name.substring(0, name.length() - FILE.length()))
            : null;
    if (pathOfFile != null) {
      byPath.putIfAbsent(pathOfFile, new Override(name, text, true));
      return;
    }
    // Other programs use the same first letters (Kubernetes sets such names), so only a slip
    // counts.
    String nearest = Nearest.to(name, pathsByName.keySet());
    if (nearest != null && Nearest.distance(name, nearest, 3) < 3) {
      warnings.add(
          "the environment variable " + name + " sets nothing; did you mean " + nearest + "?");
    }
  }

  @Nullable Override find(String path) {
    return byPath.get(path);
  }

  boolean anyBelow(String path) {
    return !byPath.isEmpty()
        && byPath.keySet().stream().anyMatch(known -> known.startsWith(path + "."));
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
