package io.penstock.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One item's fields as they came, before anybody knows what they mean: in a mixed stream the type
 * may stand last. Used again for every item of a request, so an item costs no object of its own.
 */
final class Draft {
  private final @Nullable String[] values = new String[Field.values().length];
  private int present;
  private @Nullable ItemException bad;

  /**
   * Reads the object that the parser stands on, to its end also when something in it is wrong: what
   * follows in the same body is not to suffer.
   *
   * @throws IOException when the JSON itself is broken
   * @throws ItemException with the first thing that is wrong
   */
  void read(JsonParser json) throws IOException {
    Arrays.fill(values, null);
    present = 0;
    bad = null;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      throw new ItemException(ItemCode.WRONG_TYPE, "", "must be an object");
    }
    String name;
    while ((name = json.nextFieldName()) != null) {
      JsonToken value = json.nextToken();
      field(json, name, value);
    }
    if (bad != null) {
      throw bad;
    }
  }

  private void field(JsonParser json, String name, JsonToken value) throws IOException {
    Field field = Field.find(name);
    if (field == null) {
      blame(ItemCode.UNKNOWN_FIELD, "/" + Json.token(name), "there is no such field");
      json.skipChildren();
      return;
    }
    if ((present & field.bit()) != 0) {
      blame(ItemCode.DUPLICATE_FIELD, field.pointer, "the field is there twice");
      json.skipChildren();
      return;
    }
    present |= field.bit();
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (!fits(field.form, value)) {
      blame(ItemCode.WRONG_TYPE, field.pointer, "must be " + field.form.words);
      json.skipChildren();
      return;
    }
    values[field.ordinal()] = json.getText();
  }

  private static boolean fits(Field.Form form, JsonToken value) {
    return switch (form) {
      case TEXT -> value == JsonToken.VALUE_STRING;
      case NUMBER -> value == JsonToken.VALUE_STRING || value.isNumeric();
      case FLAG -> value.isBoolean();
    };
  }

  private void blame(ItemCode code, String pointer, String detail) {
    if (bad == null) {
      bad = new ItemException(code, pointer, detail);
    }
  }

  /** The value as text; null where it is absent or null. */
  @Nullable String get(Field field) {
    return values[field.ordinal()];
  }

  /** The first field that is present and not in the mask; null when there is none. */
  @Nullable Field besides(int allowed) {
    int others = present & ~allowed;
    return others == 0 ? null : Field.values()[Integer.numberOfTrailingZeros(others)];
  }
}
