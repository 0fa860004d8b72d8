package io.penstock.server.config;

import java.util.List;
import java.util.stream.Collectors;

/** The user's configuration has mistakes. All of them are here; it has no stack trace. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Mistake> mistakes;

  public ConfigException(List<Mistake> mistakes) {
    super(
        mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
