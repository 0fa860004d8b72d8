package io.penstock.server.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as nodes that know their place. Nothing is constructed from it, so a tag can call no code;
 * aliases are allowed, since a large tenants file repeats itself, and {@link RecordBinder} bounds
 * what they unfold to.
 */
final class YamlText {
  static final int NESTING_MAX = 32;
  static final int ALIASES_MAX = 200_000;

  private YamlText() {}

  /** The text of the file, or null after telling why it cannot be had. */
  static @Nullable String read(Path file, long maxBytes, Mistakes mistakes) {
    try {
      if (!Files.exists(file)) {
        mistakes.add(null, "", "", "there is no such file");
      } else if (!Files.isRegularFile(file)) {
        mistakes.add(null, "", "", "is not a file");
      } else if (Files.size(file) > maxBytes) {
        mistakes.add(null, "", "", "is larger than " + maxBytes + " bytes");
      } else {
        return decoded(Files.readAllBytes(file), file, mistakes);
      }
    } catch (IOException e) {
      mistakes.add(null, "", "", "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    return null;
  }

  private static @Nullable String decoded(byte[] bytes, Path file, Mistakes mistakes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = decoder.decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      mistakes.add(
          new Mistake(file.toString(), line, 1, "", "", "this line is not UTF-8 text", null));
      return null;
    }
  }

  /** The root node; null for an empty text, or after telling what is wrong with it. */
  static @Nullable Node compose(String text, Path file, Mistakes mistakes) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(Integer.MAX_VALUE);
    limits.setMaxAliasesForCollections(ALIASES_MAX);
    limits.setNestingDepthLimit(NESTING_MAX);
    limits.setAllowRecursiveKeys(false);
    try {
      DumperOptions unused = new DumperOptions();
      Yaml yaml =
          new Yaml(
              new SafeConstructor(limits),
              new Representer(unused),
              unused,
              limits,
              new OnlyNothing());
      return yaml.compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      int line = mark == null ? 0 : mark.getLine() + 1;
      int column = mark == null ? 0 : mark.getColumn() + 1;
      String problem = "is not YAML: " + (e.getProblem() == null ? "broken" : e.getProblem());
      mistakes.add(new Mistake(file.toString(), line, column, "", "", problem, null));
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      int column = before.length() - before.lastIndexOf('\n');
      String problem = String.format("a character (U+%04X) that YAML forbids", e.getCodePoint());
      mistakes.add(new Mistake(file.toString(), line, column, "", "", problem, null));
    } catch (YAMLException e) {
      mistakes.add(null, "", "", "is not YAML that we take: " + e.getMessage());
    }
    return null;
  }

  /** Of all that YAML would guess from a plain word, only "nothing" matters: types say the rest. */
  private static final class OnlyNothing extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, Resolver.NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, Resolver.EMPTY, null);
    }
  }

  /** A tag of the user's own. */
  static boolean hasTag(Node node) {
    return !node.getTag().getValue().startsWith(Tag.PREFIX);
  }

  /** True for an empty value, {@code ~} and {@code null}. */
  static boolean isNull(@Nullable Node node) {
    return node == null || node.getTag().equals(Tag.NULL);
  }

  /** What stands under a key, or null. */
  static @Nullable Node child(@Nullable Node node, String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (key.equals(text(tuple.getKeyNode()))) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }

  /** The items of a list; none for anything else. */
  static List<Node> items(@Nullable Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  /** The text of a scalar, or null. */
  static @Nullable String text(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : null;
  }

  /** The keys of a mapping with their nodes; a second use of a key is a mistake. */
  static Map<String, NodeTuple> keys(MappingNode mapping, String path, Mistakes mistakes) {
    Map<String, NodeTuple> keys = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = text(tuple.getKeyNode());
      if (key == null) {
        mistakes.add(tuple.getKeyNode(), path, "", "a key must be a word");
        continue;
      }
      NodeTuple before = keys.putIfAbsent(key, tuple);
      if (before != null) {
        int line = before.getKeyNode().getStartMark().getLine() + 1;
        String message = "this key is there twice, first on line " + line;
        mistakes.add(tuple.getKeyNode(), join(path, key), "", message);
      }
    }
    return keys;
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
