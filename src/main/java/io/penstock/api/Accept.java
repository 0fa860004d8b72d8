package io.penstock.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether an Accept header lets a media type through. */
final class Accept {
  private Accept() {}

  static boolean allows(@Nullable String header, String mediaType) {
    if (header == null || header.isBlank()) {
      return true;
    }
    String group = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
    int known = -1;
    boolean allowed = false;
    for (String range : header.split(",")) {
      String[] parts = range.trim().toLowerCase(Locale.ROOT).split(";", -1);
      String name = parts[0].trim();
      int exactness =
          name.equals(mediaType) ? 2 : name.equals(group) ? 1 : name.equals("*/*") ? 0 : -1;
      if (exactness > known) {
        known = exactness;
        allowed = !isZero(parts);
      }
    }
    return allowed;
  }

  private static boolean isZero(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].trim().matches("q=0(\\.0{0,3})?")) {
        return true;
      }
    }
    return false;
  }
}
