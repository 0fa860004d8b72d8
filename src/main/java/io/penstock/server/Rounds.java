package io.penstock.server;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Does the same to many tenants, some hundreds at once. All at once would fill the store's queue
 * and keep an event loop from everything else for seconds; one after the other would pay a commit
 * for each.
 */
final class Rounds {
  /** How many are under way at once. */
  static final int SIZE = 500;

  private Rounds() {}

  /** Fails after the first round in which one failed. */
  static <T> Future<Void> of(Iterator<T> all, Function<T, Future<?>> step) {
    if (!all.hasNext()) {
      return Future.succeededFuture();
    }
    List<Future<?>> round = new ArrayList<>(SIZE);
    while (round.size() < SIZE && all.hasNext()) {
      round.add(step.apply(all.next()));
    }
    return Future.join(round).compose(done -> of(all, step));
  }
}
