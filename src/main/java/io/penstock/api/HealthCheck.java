package io.penstock.api;

import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One thing that a probe asks.
 *
 * @param name lower-case words with dashes; part of the path
 * @param component what kind of thing it is, by health+json: datastore, component, system
 * @param probe fails with a sentence that says what is wrong
 */
public record HealthCheck(String name, String component, Supplier<Future<Void>> probe) {
  public HealthCheck {
    if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
      throw new IllegalArgumentException("a check's name is lower-case words with dashes: " + name);
    }
  }

  /** A check that only looks at something in memory. */
  public static HealthCheck of(String name, BooleanSupplier good, String sentenceWhenNot) {
    return new HealthCheck(
        name,
        "component",
        () ->
            good.getAsBoolean() ? Future.succeededFuture() : Future.failedFuture(sentenceWhenNot));
  }
}
