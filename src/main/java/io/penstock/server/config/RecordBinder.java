package io.penstock.server.config;

import io.penstock.tenant.Secret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Binds nodes onto records by their components. It goes on after a mistake with the default in the
 * place of the bad value, so that the rest of the file is heard too; what it returns is only worth
 * something if no mistake was added.
 */
final class RecordBinder {
  private static final String HIDDEN = "***";

  /** What stands under a key; both null when the key is not there. */
  private record Given(@Nullable Node key, @Nullable Node value) {
    static final Given NOTHING = new Given(null, null);

    boolean isAbsent() {
      return value == null;
    }

    /** Empty, {@code ~} or {@code null}; the same words in quotes are a text. */
    boolean isNull() {
      return YamlText.isNull(value);
    }

    @Nullable Node place() {
      return key == null ? value : key;
    }
  }

  private final Mistakes mistakes;
  private final References references;
  private final Overrides overrides;
  private final int valuesMax;
  private final Set<Node> secretNodes = Collections.newSetFromMap(new IdentityHashMap<>());
  private int values;

  /**
   * @param valuesMax how many values the file may unfold to; aliases can repeat a part very often
   */
  RecordBinder(Mistakes mistakes, References references, Overrides overrides, int valuesMax) {
    this.mistakes = mistakes;
    this.references = references;
    this.overrides = overrides;
    this.valuesMax = valuesMax;
  }

  /**
   * One record.
   *
   * @param defaults for the keys that are not there; null when the record must say all itself
   * @return null when it cannot be made
   */
  @Nullable Object record(
      Class<?> type, @Nullable Object defaults, @Nullable Node node, String path) {
    RecordShape shape = RecordShape.of(type);
    refuseTag(node, path);
    if (!YamlText.isNull(node) && !(node instanceof MappingNode)) {
      String keys = String.join(", ", shape.names());
      mistakes.add(node, path, found(node), "must be a section with the keys " + keys);
      return null;
    }
    int before = mistakes.count();
    Map<String, NodeTuple> entries =
        node instanceof MappingNode mapping ? YamlText.keys(mapping, path, mistakes) : Map.of();
    refuseUnknown(entries, shape, path);
    List<RecordShape.Slot> slots = shape.slots();
    @Nullable Object[] arguments = new @Nullable Object[slots.size()];
    for (int i = 0; i < arguments.length; i++) {
      RecordShape.Slot slot = slots.get(i);
      NodeTuple entry = entries.get(slot.name());
      String below = YamlText.join(path, slot.name());
      boolean isGiven = entry != null || overrides.find(below) != null || overrides.anyBelow(below);
      if (!isGiven && defaults == null && slot.isRequired()) {
        mistakes.add(node, below, "", "is missing");
        continue;
      }
      Object standIn = defaults == null ? null : shape.value(i, defaults);
      Given given =
          entry == null ? Given.NOTHING : new Given(entry.getKeyNode(), entry.getValueNode());
      arguments[i] = value(slot, standIn, given, below);
    }
    if (defaults == null && mistakes.count() > before) {
      return null;
    }
    return made(shape, arguments, defaults, node, path);
  }

  /** Tells every key that the record does not have. */
  void refuseUnknown(Map<String, NodeTuple> entries, RecordShape shape, String path) {
    List<String> known = shape.names();
    entries.forEach(
        (key, tuple) -> {
          if (!known.contains(key)) {
            String message = "there is no such key; known here: " + String.join(", ", known);
            String nearest = Nearest.to(key, known);
            mistakes.add(tuple.getKeyNode(), YamlText.join(path, key), "", message, nearest);
          }
        });
  }

  private @Nullable Object value(
      RecordShape.Slot slot, @Nullable Object standIn, Given given, String path) {
    values++;
    if (values > valuesMax) {
      if (values == valuesMax + 1) {
        String message = "the file unfolds to more than " + valuesMax + " values";
        mistakes.add(given.place(), path, "", message);
      }
      return standIn;
    }
    Class<?> type = slot.raw();
    if (type.isRecord()) {
      return section(slot, standIn, given, path);
    }
    Overrides.Override override = overrides.find(path);
    if (override != null) {
      return overridden(slot, standIn, override, path);
    }
    if (type == List.class) {
      return given.isNull() ? orElse(standIn, List.of()) : list(slot, given.value(), path);
    }
    if (type == Map.class) {
      return given.isNull() ? orElse(standIn, Map.of()) : map(slot, given.value(), path);
    }
    if (given.isAbsent()) {
      return type == boolean.class ? orElse(standIn, false) : standIn;
    }
    if (given.isNull()) {
      if (slot.nullable()) {
        return null;
      }
      mistakes.add(given.place(), path, "", "has no value; give one or leave the key out");
      return standIn;
    }
    return scalar(slot, standIn, given.value(), path);
  }

  private static Object orElse(@Nullable Object value, Object other) {
    return value == null ? other : value;
  }

  private @Nullable Object section(
      RecordShape.Slot slot, @Nullable Object standIn, Given given, String path) {
    boolean isSaid = !given.isNull() || overrides.anyBelow(path);
    if (!isSaid && slot.nullable()) {
      return given.isAbsent() ? standIn : null;
    }
    Object defaults = standIn == null ? RecordShape.of(slot.raw()).defaults() : standIn;
    Object bound = record(slot.raw(), defaults, given.value(), path);
    return bound == null ? standIn : bound;
  }

  private List<Object> list(RecordShape.Slot slot, @Nullable Node node, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      String message = "must be a list: [a, b], or lines that start with '- '";
      mistakes.add(node, path, found(node), message);
      return List.of();
    }
    refuseTag(node, path);
    List<Object> items = new ArrayList<>();
    int index = 0;
    for (Node item : sequence.getValue()) {
      Given given = new Given(null, item);
      Object value = value(slot.item(0), null, given, path + "[" + index++ + "]");
      if (value != null) {
        items.add(value);
      }
    }
    return Collections.unmodifiableList(items);
  }

  private Map<String, Object> map(RecordShape.Slot slot, @Nullable Node node, String path) {
    if (!(node instanceof MappingNode mapping)) {
      mistakes.add(node, path, found(node), "must be a section of keys and values");
      return Map.of();
    }
    refuseTag(node, path);
    Map<String, Object> map = new LinkedHashMap<>();
    YamlText.keys(mapping, path, mistakes);
    for (NodeTuple tuple : mapping.getValue()) {
      String key = YamlText.text(tuple.getKeyNode());
      if (key != null) {
        Given given = new Given(tuple.getKeyNode(), tuple.getValueNode());
        Object value = value(slot.item(1), null, given, YamlText.join(path, key));
        if (value != null) {
          map.put(key, value);
        }
      }
    }
    return Collections.unmodifiableMap(map);
  }

  private @Nullable Object scalar(
      RecordShape.Slot slot, @Nullable Object standIn, @Nullable Node node, String path) {
    if (slot.raw() == Secret.class && node != null) {
      secretNodes.add(node);
    }
    String found = found(node);
    if (!(node instanceof ScalarNode scalar)) {
      mistakes.add(node, path, found, "must be one value");
      return standIn;
    }
    refuseTag(node, path);
    try {
      Object value = converted(slot, references.resolve(scalar.getValue()));
      if (value instanceof Secret secret) {
        mistakes.hide(secret.reveal());
      }
      return value;
    } catch (Unfit unfit) {
      mistakes.add(node, path, found, unfit.allowed(), unfit.didYouMean());
      return standIn;
    }
  }

  private void refuseTag(@Nullable Node node, String path) {
    if (node != null && YamlText.hasTag(node)) {
      mistakes.add(node, path, node.getTag().getValue(), "tags are not allowed");
    }
  }

  private static Object converted(RecordShape.Slot slot, String text) throws Unfit {
    if (!Scalars.isScalar(slot.raw())) {
      throw new IllegalStateException(slot.name() + ": no option can be a " + slot.raw());
    }
    return Scalars.of(slot.raw(), slot.name(), text);
  }

  /** Lists of plain values are split at commas; an empty text is an empty list. */
  private @Nullable Object overridden(
      RecordShape.Slot slot, @Nullable Object standIn, Overrides.Override override, String path) {
    boolean secret = slot.raw() == Secret.class;
    try {
      String text = override.isFile() ? references.content(override.text()) : override.text();
      if (secret || override.isFile()) {
        mistakes.hide(text);
      }
      Class<?> plain = slot.raw() == List.class ? slot.item(0).raw() : slot.raw();
      if (!Scalars.isScalar(plain)) {
        throw new Unfit("is more than a variable can say; set it in the file");
      }
      if (slot.raw() != List.class) {
        return slot.nullable() && text.isEmpty() ? null : converted(slot, text);
      }
      List<Object> items = new ArrayList<>();
      for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
        items.add(converted(slot.item(0), item.strip()));
      }
      return List.copyOf(items);
    } catch (Unfit unfit) {
      String found = secret ? HIDDEN : override.text();
      mistakes.add(
          new Mistake(override.place(), 0, 0, path, found, unfit.allowed(), unfit.didYouMean()));
      return standIn;
    }
  }

  /**
   * Calls the constructor. Each time it blames one key, that key's default takes its place and it
   * is asked again, so one round of repairs is enough.
   */
  private @Nullable Object made(
      RecordShape shape,
      @Nullable Object[] arguments,
      @Nullable Object defaults,
      @Nullable Node node,
      String path) {
    for (int round = 0; round <= arguments.length; round++) {
      IllegalArgumentException refusal;
      try {
        return shape.make(arguments);
      } catch (IllegalArgumentException e) {
        refusal = e;
      }
      Blame blame = Blame.of(refusal, shape.names());
      tell(blame, node, path);
      int blamed = shape.names().indexOf(blame.component());
      if (defaults == null || blamed < 0) {
        return null;
      }
      arguments[blamed] = shape.value(blamed, defaults);
    }
    return null;
  }

  /** Adds what a constructor or a later check has against a record, at the key it is about. */
  void tell(Blame blame, @Nullable Node node, String path) {
    Node at = node;
    for (String key : blame.key().split("\\.", -1)) {
      Node below = YamlText.child(at, key);
      at = below == null ? at : below;
    }
    String fullPath = blame.key().isEmpty() ? path : YamlText.join(path, blame.key());
    Overrides.Override override = overrides.find(fullPath);
    if (override == null) {
      String found = at instanceof ScalarNode ? found(at) : "";
      mistakes.add(at, fullPath, found, blame.message());
    } else {
      mistakes.add(new Mistake(override.place(), 0, 0, fullPath, "", blame.message(), null));
    }
  }

  /** How a value looks in a message: a scalar as it is typed, anything else by its kind. */
  private String found(@Nullable Node node) {
    if (node != null && secretNodes.contains(node)) {
      return HIDDEN;
    }
    if (node instanceof MappingNode) {
      return "a section";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    return Objects.requireNonNullElse(YamlText.text(node), "");
  }
}
