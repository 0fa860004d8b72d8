package io.penstock.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** Reads one line of NDJSON: exactly one object in strict UTF-8. */
final class Lines {
  private Lines() {}

  static void parse(byte[] bytes, int from, int to, Draft draft) {
    int bad = Utf8.firstBad(bytes, from, to);
    if (bad >= 0) {
      throw new ItemException(
          ItemCode.BAD_ENCODING,
          "",
          "the line is not UTF-8 at byte " + (bad - from) + ", counted from 0");
    }
    try (JsonParser json = Json.FACTORY.createParser(bytes, from, to - from)) {
      if (json.nextToken() == null) {
        throw new ItemException(ItemCode.BAD_JSON, "", "the line holds nothing but blanks");
      }
      draft.read(json);
      if (json.nextToken() != null) {
        throw new ItemException(ItemCode.BAD_JSON, "", "something follows the object in its line");
      }
    } catch (JsonProcessingException broken) {
      throw new ItemException(ItemCode.BAD_JSON, "", Json.trouble(broken));
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory failed", impossible);
    }
  }

  static ItemException tooLong() {
    return new ItemException(
        ItemCode.LINE_TOO_LONG, "", "the line is over the bound; it was skipped");
  }
}
