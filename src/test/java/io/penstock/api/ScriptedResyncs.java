package io.penstock.api;

import io.penstock.sync.intake.ResyncStatus;
import io.penstock.sync.intake.Resyncs;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Answers wishes as it was told, and remembers them. Safe from any thread. */
final class ScriptedResyncs implements Resyncs {
  final List<Wish> wishes = Collections.synchronizedList(new ArrayList<>());
  volatile List<ResyncStatus> shown = List.of();
  volatile Function<Wish, Future<Answer>> answer =
      wish -> Future.succeededFuture(new Answer.Refused("nothing runs here"));

  @Override
  public Future<Answer> begin(Wish wish) {
    wishes.add(wish);
    return answer.apply(wish);
  }

  @Override
  public List<ResyncStatus> of(String tenant) {
    return shown;
  }
}
