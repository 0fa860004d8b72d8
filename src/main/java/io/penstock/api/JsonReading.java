package io.penstock.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.record.RecordType;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of a tree and gathers every mistake with its pointer, so that all are told at once.
 */
final class JsonReading {
  static final String TYPE_WORDS = "must be order, shipment, order-status, stock or price";

  private final List<Problem.Fault> faults;

  JsonReading(List<Problem.Fault> faults) {
    this.faults = faults;
  }

  void blame(String pointer, String detail) {
    blame(ItemCode.BAD_VALUE, pointer, detail);
  }

  void blame(ItemCode code, String pointer, String detail) {
    faults.add(new Problem.Fault(null, code.code, detail, pointer));
  }

  void throwIfBad() {
    if (!faults.isEmpty()) {
      String count = faults.size() == 1 ? "one mistake" : faults.size() + " mistakes";
      throw new ProblemException(ProblemCode.INVALID, count + "; nothing was changed").with(faults);
    }
  }

  void onlyFields(JsonNode object, String path, List<String> known) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        blame(
            ItemCode.UNKNOWN_FIELD,
            path + "/" + Json.token(name),
            "there is no such field; there are " + known);
      }
    }
  }

  /** The field's value; null where it is absent, null or not of this kind, which is then blamed. */
  private @Nullable JsonNode value(
      JsonNode object, String path, String name, boolean fits, String words) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!fits) {
      blame(ItemCode.WRONG_TYPE, path + "/" + name, "must be " + words);
      return null;
    }
    return value;
  }

  @Nullable String text(JsonNode object, String path, String name, int max) {
    JsonNode value = value(object, path, name, object.path(name).isTextual(), "a string");
    if (value == null) {
      return null;
    }
    if (value.textValue().isEmpty() || value.textValue().length() > max) {
      blame(ItemCode.BAD_TEXT, path + "/" + name, "must have 1 to " + max + " characters");
      return null;
    }
    return value.textValue();
  }

  @Nullable String needed(JsonNode object, String path, String name, int max) {
    if (object.path(name).isMissingNode() || object.path(name).isNull()) {
      blame(ItemCode.MISSING_FIELD, path + "/" + name, "the field is needed");
      return null;
    }
    return text(object, path, name, max);
  }

  /** The record type that a word of this object's {@code type} names; blamed if it names none. */
  @Nullable RecordType type(@Nullable String word, String path) {
    RecordType type = word == null ? null : RecordType.find(word);
    if (word != null && type == null) {
      blame(path + "/type", TYPE_WORDS);
    }
    return type;
  }

  boolean flag(JsonNode object, String path, String name, boolean usual) {
    JsonNode value = value(object, path, name, object.path(name).isBoolean(), "true or false");
    return value == null ? usual : value.booleanValue();
  }

  int integer(JsonNode object, String path, String name, int usual, int max) {
    boolean whole = object.path(name).isIntegralNumber() && object.path(name).canConvertToInt();
    JsonNode value = value(object, path, name, whole, "a whole number");
    if (value == null) {
      return usual;
    }
    if (value.intValue() < 1 || value.intValue() > max) {
      blame(path + "/" + name, "must be between 1 and " + max);
      return usual;
    }
    return value.intValue();
  }

  /** The elements of an array; none where it is absent or not an array, which is then blamed. */
  Iterable<JsonNode> array(JsonNode object, String path, String name) {
    JsonNode value = value(object, path, name, object.path(name).isArray(), "an array");
    return value == null ? List.of() : value;
  }

  @Nullable JsonNode object(JsonNode object, String path, String name) {
    return value(object, path, name, object.path(name).isObject(), "an object");
  }
}
