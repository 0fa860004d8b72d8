package io.penstock.server.config;

import java.util.List;

/**
 * What was read, with what the user should hear although it is no mistake.
 *
 * @param warnings whole sentences
 */
public record Configured<T>(T value, List<String> warnings) {
  public Configured {
    warnings = List.copyOf(warnings);
  }
}
