package io.penstock.server.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The keys that a record tree asks for. */
public final class ConfigKeys {
  private ConfigKeys() {}

  /**
   * The paths of all values, in the order of the components. Lists and maps count as one value,
   * since what is in them is the user's.
   */
  public static List<String> of(Class<?> type) {
    List<String> paths = new ArrayList<>();
    collect(type, "", paths);
    return List.copyOf(paths);
  }

  /** {@code data.freeMinBytes} becomes {@code <prefix>DATA_FREE_MIN_BYTES}. */
  public static String environmentName(String prefix, String path) {
    String words = path.replaceAll("([a-z0-9])([A-Z])", "$1_$2");
    return prefix + words.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static void collect(Class<?> type, String path, List<String> paths) {
    for (RecordComponent component : type.getRecordComponents()) {
      String below = YamlText.join(path, component.getName());
      if (component.getType().isRecord()) {
        collect(component.getType(), below, paths);
      } else {
        paths.add(below);
      }
    }
  }
}
