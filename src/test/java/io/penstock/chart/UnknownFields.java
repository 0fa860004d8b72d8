package io.penstock.chart;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields that Kubernetes does not know. The models collect them as "additional
 * properties" instead of refusing them, so {@code imagee: x} would be read without a word.
 */
final class UnknownFields {
  private static final String MODELS = "io.fabric8.";

  private final List<String> found = new ArrayList<>();

  private UnknownFields() {}

  static List<String> in(Object model) {
    UnknownFields walk = new UnknownFields();
    walk.visit(model.getClass().getSimpleName(), model);
    return walk.found;
  }

  private void visit(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> visit(path + "." + key, entry));
    } else if (value instanceof Collection<?> items) {
      int index = 0;
      for (Object item : items) {
        visit(path + "[" + index++ + "]", item);
      }
    } else if (value != null
        && value.getClass().getName().startsWith(MODELS)
        && !value.getClass().isEnum()) {
      visitFields(path, value);
    }
  }

  private void visitFields(String path, Object model) {
    for (Class<?> type = model.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) || !type.getName().startsWith(MODELS)) {
          continue;
        }
        Object value = read(field, model);
        if (field.getName().equals("additionalProperties") && value instanceof Map<?, ?> unknown) {
          unknown.keySet().forEach(key -> found.add(path + "." + key));
        } else {
          visit(path + "." + field.getName(), value);
        }
      }
    }
  }

  private static @Nullable Object read(Field field, Object model) {
    try {
      field.setAccessible(true);
      return field.get(model);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot read " + field, e);
    }
  }
}
