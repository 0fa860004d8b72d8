package io.penstock.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a YAML file onto a tree of option records.
 *
 * <p>A record's components are its keys. A missing key takes its value from the record's {@code
 * DEFAULTS}; a record without them (an item of a list) must have all keys but those that may be
 * null, lists, maps and switches. Unknown and doubled keys, wrong types and missing units are
 * mistakes. A compact constructor says no by an IllegalArgumentException {@code "key: what is
 * allowed"}. The environment goes before the file, see {@link ConfigKeys#environmentName}.
 *
 * <p>All mistakes are told at once in one {@link ConfigException}: who repairs a file wants to do
 * it once.
 */
public final class ConfigReader {
  public static final String ENVIRONMENT_PREFIX = "PENSTOCK_";
  static final long FILE_MAX_BYTES = 4L << 20;
  static final int VALUES_MAX = 100_000;

  private final String prefix;
  private final Map<String, String> environment;

  public ConfigReader(Map<String, String> environment) {
    this(ENVIRONMENT_PREFIX, environment);
  }

  /**
   * @param prefix of the environment variables that go before the file
   */
  public ConfigReader(String prefix, Map<String, String> environment) {
    this.prefix = prefix;
    this.environment = Map.copyOf(environment);
  }

  /**
   * @param file null when only the environment speaks
   * @throws ConfigException with all mistakes
   */
  public <T extends Record> Configured<T> read(Class<T> type, @Nullable Path file) {
    return attempt(type, file).orThrow();
  }

  /**
   * The same for a text that is at hand.
   *
   * @param file its name in mistakes, and where relative {@code ${file:}} references start
   */
  public <T extends Record> Configured<T> read(Class<T> type, Path file, String text) {
    return attempt(type, RecordShape.of(type).defaults(), file, text).orThrow();
  }

  /**
   * The same onto a record that has no {@code DEFAULTS} of its own.
   *
   * @param file null when only the environment speaks
   */
  public <T extends Record> Configured<T> readOver(T defaults, @Nullable Path file) {
    @SuppressWarnings("unchecked") // a record's class is of exactly its type
    Class<T> type = (Class<T>) defaults.getClass();
    return attempt(type, defaults, file).orThrow();
  }

  /** What could be read of a file, with its mistakes; and what can still be told about it. */
  record Attempt<T>(
      @Nullable T value, Mistakes mistakes, List<String> warnings, Consumer<String> problems) {
    static <T> Attempt<T> failed(Mistakes mistakes) {
      return new Attempt<>(null, mistakes, List.of(), problem -> {});
    }

    Configured<T> orThrow() {
      mistakes.throwIfAny();
      return new Configured<>(Objects.requireNonNull(value, "no value and no mistake"), warnings);
    }
  }

  <T extends Record> Attempt<T> attempt(Class<T> type, @Nullable Path file) {
    return attempt(type, RecordShape.of(type).defaults(), file);
  }

  private <T extends Record> Attempt<T> attempt(
      Class<T> type, @Nullable Object defaults, @Nullable Path file) {
    if (file == null) {
      return attempt(type, defaults, Path.of("environment"), "");
    }
    Mistakes mistakes = new Mistakes(file.toString());
    String text = YamlText.read(file, FILE_MAX_BYTES, mistakes);
    return text == null ? Attempt.failed(mistakes) : attempt(type, defaults, file, text);
  }

  private <T extends Record> Attempt<T> attempt(
      Class<T> type, @Nullable Object defaults, Path file, String text) {
    Mistakes mistakes = new Mistakes(file.toString());
    Node root = YamlText.compose(text, file, mistakes);
    if (mistakes.count() > 0) {
      return Attempt.failed(mistakes);
    }
    Overrides overrides = Overrides.of(prefix, environment, ConfigKeys.of(type));
    References references = References.of(file, environment, mistakes);
    RecordBinder binder = new RecordBinder(mistakes, references, overrides, VALUES_MAX);
    Object value = binder.record(type, defaults, root, "");
    List<String> keys = RecordShape.of(type).names();
    return new Attempt<>(
        type.cast(value),
        mistakes,
        overrides.warnings(),
        problem -> binder.tell(Blame.of(problem, keys), root, ""));
  }
}
