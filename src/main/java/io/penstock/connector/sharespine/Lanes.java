package io.penstock.connector.sharespine;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** One writer at a time for each key: work on one record keeps its order. */
final class Lanes {
  private final Map<String, Future<?>> tails = new HashMap<>();

  <T> Future<T> run(String key, Supplier<Future<T>> work) {
    Future<?> before = tails.get(key);
    Future<T> mine = before == null ? work.get() : before.transform(over -> work.get());
    tails.put(key, mine);
    return mine.onComplete(over -> tails.remove(key, mine));
  }
}
