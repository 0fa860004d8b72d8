package io.penstock.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What reflection knows of a record, asked once: a tenants file makes many of a few kinds. */
final class RecordShape {
  /** What the value of one key must be. The type is of the component, or of an item in it. */
  record Slot(String name, Type type, boolean nullable) {
    Class<?> raw() {
      return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    /** The slot of what a list or a map holds. */
    Slot item(int argument) {
      if (type instanceof ParameterizedType generic) {
        return new Slot(name, generic.getActualTypeArguments()[argument], false);
      }
      throw new IllegalStateException(name + ": say what is in the " + type);
    }

    /** Only asked for records without defaults: what has no obvious "nothing" must be said. */
    boolean isRequired() {
      Class<?> raw = raw();
      boolean hasNothing = raw == List.class || raw == Map.class || raw == boolean.class;
      return !nullable && !hasNothing && !(raw.isRecord() && of(raw).defaults() != null);
    }
  }

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          try {
            return new RecordShape(type);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot hold options", e);
          }
        }
      };

  private final List<Slot> slots = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Method> accessors = new ArrayList<>();
  private final Constructor<?> constructor;
  private final @Nullable Object defaults;

  private RecordShape(Class<?> type) throws ReflectiveOperationException {
    List<Class<?>> types = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      slots.add(new Slot(component.getName(), component.getGenericType(), nullable));
      names.add(component.getName());
      types.add(component.getType());
      component.getAccessor().setAccessible(true);
      accessors.add(component.getAccessor());
    }
    constructor = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    defaults = constant(type);
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static @Nullable Object constant(Class<?> type) throws IllegalAccessException {
    try {
      Field field = type.getDeclaredField("DEFAULTS");
      field.setAccessible(true);
      return field.get(null);
    } catch (NoSuchFieldException e) {
      return null;
    }
  }

  List<Slot> slots() {
    return slots;
  }

  List<String> names() {
    return names;
  }

  /** The record's own {@code DEFAULTS}, or null if it has none. */
  @Nullable Object defaults() {
    return defaults;
  }

  @Nullable Object value(int index, Object of) {
    try {
      return accessors.get(index).invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(accessors.get(index) + " cannot be read", e);
    }
  }

  /** Throws the constructor's own IllegalArgumentException; all else it throws is our mistake. */
  Object make(@Nullable Object[] arguments) {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(constructor + " failed", e.getCause());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new IllegalStateException(constructor + " cannot be called", e);
    }
  }
}
