package io.penstock.connector.sharespine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.record.Decimals;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON once, value by value, and knows the {@link ContentHash} of what it has passed. Each
 * value must be read to its end, by any of the methods, before the next is moved to.
 *
 * <p>Of a name that comes twice the last counts, which is known too late here: then {@link
 * #inDoubt} says that what was read is worth nothing.
 */
final class HashedJson {
  /** Names of one object, told apart by comparing each with all before it; more are in doubt. */
  private static final int NAMES_MAX = 256;

  private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

  /** What is used again for each order of a thread. Holds no content but names. */
  private static final class Scratch {
    final KnownNames known = new KnownNames();

    /** For each open object and list: what is hashed of it so far. */
    final long[] folded = new long[Fields.NESTING_MAX + 1];

    /** For each open object: the name of the field that is being read. */
    final long[] name = new long[Fields.NESTING_MAX + 1];

    /** For each open object: where in {@link #names} its own begin. */
    final int[] firstName = new int[Fields.NESTING_MAX + 1];

    long[] names = new long[NAMES_MAX];
  }

  private final JsonParser json;
  private final Scratch scratch;
  private final boolean fromTree;
  private int depth;
  private int namesUsed;

  /** Whether the innermost object or list has just been entered. */
  private boolean entered;

  private boolean inDoubt;
  private int lastName = KnownNames.NONE;
  private JsonToken token;
  private long hash;

  /**
   * @param json stands at the value to be read
   * @param fromTree whether it is read from a tree, in which each name comes once
   */
  HashedJson(JsonParser json, boolean fromTree) {
    this.json = json;
    this.fromTree = fromTree;
    this.scratch = MINE.get();
    this.token = json.currentToken();
  }

  boolean isObject() {
    return token == JsonToken.START_OBJECT;
  }

  boolean isList() {
    return token == JsonToken.START_ARRAY;
  }

  /** The value that was read last. */
  long hash() {
    return hash;
  }

  /** What the field that was read last adds to its object's sum. */
  long part() {
    return ContentHash.field(scratch.name[depth], hash);
  }

  /** The sum of the fields of the object that was left last. */
  long sum() {
    return scratch.folded[depth + 1];
  }

  /** Whether it must all be read again, from a tree. */
  boolean inDoubt() {
    return inDoubt;
  }

  /** Something is needed that has been passed. */
  void doubt() {
    inDoubt = true;
  }

  boolean fromTree() {
    return fromTree;
  }

  /** Goes into the object or the list that this stands at. */
  void enter() {
    depth++;
    scratch.folded[depth] = isList() ? ContentHash.LIST : 0;
    scratch.firstName[depth] = namesUsed;
    entered = true;
  }

  /** Moves on to the next field of the object; null at its end, and then the object is left. */
  @Nullable String field() throws IOException {
    long[] folded = scratch.folded;
    if (entered) {
      entered = false;
    } else {
      folded[depth] += ContentHash.field(scratch.name[depth], hash);
    }
    KnownNames known = scratch.known;
    int place = known.guess(lastName);
    if (!json.nextFieldName(known.form(place))) {
      if (json.currentToken() != JsonToken.FIELD_NAME) {
        namesUsed = scratch.firstName[depth];
        token = JsonToken.END_OBJECT;
        hash = ContentHash.object(folded[depth--]);
        return null;
      }
      place = known.place(json.currentName());
      known.follows(lastName, place);
    }
    lastName = place;
    long key = known.hash(place);
    scratch.name[depth] = key;
    if (!fromTree) {
      compare(key);
    }
    token = json.nextToken();
    return known.text(place);
  }

  /** Moves on to the next element of the list; false at its end, and then the list is left. */
  boolean element() throws IOException {
    long[] folded = scratch.folded;
    if (entered) {
      entered = false;
    } else {
      folded[depth] = ContentHash.element(folded[depth], hash);
    }
    token = json.nextToken();
    if (token == JsonToken.END_ARRAY) {
      hash = ContentHash.list(folded[depth--]);
      return false;
    }
    return true;
  }

  /** Passes the value. */
  void skip() throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      hash = characters();
    } else if (isObject()) {
      enter();
      while (field() != null) {
        skip();
      }
    } else if (isList()) {
      enter();
      while (element()) {
        skip();
      }
    } else {
      single();
    }
  }

  /** A text or a bare scalar as text; null where it is null, an object or a list. */
  @Nullable String text() throws IOException {
    if (token == JsonToken.VALUE_STRING) { // nearly always
      hash = characters();
      return json.getText();
    }
    skip();
    return switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> isPlain() ? json.getText() : decimalText();
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      default -> null;
    };
  }

  /** A number in any of its forms: string, bare, or the amount of a money object. */
  @Nullable BigDecimal decimal() throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      char[] text = json.getTextCharacters();
      int from = json.getTextOffset();
      int length = json.getTextLength();
      hash = ContentHash.text(text, from, length);
      return Decimals.parse(text, from, length);
    }
    if (isObject()) {
      BigDecimal amount = null;
      enter();
      for (String name = field(); name != null; name = field()) {
        if (name.equals(Fields.AMOUNT)) {
          amount = decimal();
        } else {
          skip();
        }
      }
      return amount;
    }
    skip();
    boolean bare = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    return bare ? Fields.bounded(json.getDecimalValue()) : null;
  }

  /** The value in Java's own types: maps, lists, texts, numbers, booleans. */
  @Nullable Object plain() throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      hash = characters();
      return json.getText();
    }
    if (isObject()) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      enter();
      for (String name = field(); name != null; name = field()) {
        fields.put(name, plain());
      }
      return fields;
    }
    if (isList()) {
      List<@Nullable Object> elements = new ArrayList<>();
      enter();
      while (element()) {
        elements.add(plain());
      }
      return elements;
    }
    single();
    return switch (token) {
      case VALUE_NUMBER_INT -> json.getNumberValue();
      case VALUE_NUMBER_FLOAT -> Fields.kept(json.getDecimalValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private void single() throws IOException {
    hash =
        switch (token) {
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              isPlain() ? characters() : ContentHash.text(decimalText());
          case VALUE_TRUE -> ContentHash.TRUE;
          case VALUE_FALSE -> ContentHash.FALSE;
          default -> ContentHash.ABSENT;
        };
  }

  private long characters() throws IOException {
    return ContentHash.text(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
  }

  /** Whether the number can be written in this one way only: a whole one, but for minus zero. */
  private boolean isPlain() throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      return false;
    }
    char[] text = json.getTextCharacters();
    int first = json.getTextOffset();
    return text[first] != '-' || text[first + 1] != '0';
  }

  /** One text for all ways to write the number. */
  private String decimalText() throws IOException {
    return json.getDecimalValue().toString();
  }

  private void compare(long name) {
    int first = scratch.firstName[depth];
    for (int at = first; at < namesUsed; at++) {
      if (scratch.names[at] == name) {
        inDoubt = true;
      }
    }
    if (namesUsed - first == NAMES_MAX) {
      inDoubt = true;
      return;
    }
    if (namesUsed == scratch.names.length) {
      scratch.names = Arrays.copyOf(scratch.names, 2 * namesUsed);
    }
    scratch.names[namesUsed++] = name;
  }
}
