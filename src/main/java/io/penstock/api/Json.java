package io.penstock.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The API's way of reading and writing JSON, strictly and without a tree per item. */
final class Json {
  static final int DEPTH_MAX = 32;

  /**
   * Lengths of texts and numbers are left to the body's bound, so that one long SKU rejects one
   * item and not its whole request. UTF-8 only: an encoding is never guessed.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final int EXCERPT_MAX = 160;

  private Json() {}

  /** Something that writes itself as JSON. */
  @FunctionalInterface
  interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  static Buffer write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      writing.to(json);
    } catch (IOException impossible) {
      throw new IllegalStateException("writing to memory failed", impossible);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  static void instant(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value.toString());
    }
  }

  /** Where the JSON broke and why, for the caller who sent it. */
  static String trouble(JsonProcessingException broken) {
    return position(broken) + ": " + excerpt(broken.getOriginalMessage());
  }

  /** Where the JSON broke, without a word of it: for bodies that may hold secrets. */
  static String position(JsonProcessingException broken) {
    JsonLocation at = broken.getLocation();
    if (at == null) {
      return "broken JSON";
    }
    return "broken JSON at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /** A text from outside, short enough to be shown, without control characters. */
  static String excerpt(@Nullable String text) {
    String shown = text == null ? "" : text;
    if (shown.length() > EXCERPT_MAX) {
      shown = shown.substring(0, EXCERPT_MAX) + "…";
    }
    StringBuilder clean = new StringBuilder(shown.length());
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      clean.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return clean.toString();
  }

  /** A JSON Pointer token for a name from outside. */
  static String token(String name) {
    return excerpt(name).replace("~", "~0").replace("/", "~1");
  }
}
