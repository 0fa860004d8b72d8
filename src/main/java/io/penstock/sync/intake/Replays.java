package io.penstock.sync.intake;

import io.penstock.sync.OnLoop;
import io.penstock.sync.Ready;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.outbox.DeadLetters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The replays of dead letters by filter: begins them, tells how they go, cancels them. Kept in
 * memory; what a restart interrupts is begun again by whoever asked. Safe from any thread.
 */
public final class Replays {
  private final Replay.Parts parts;
  private final Context loop;

  /** The scopes of those under way, with what is known of each; on {@link #loop} only. */
  private final Map<Set<String>, String> underWay = new HashMap<>();

  private boolean stopping;

  /** Newest first; replaced and never changed. */
  private volatile List<Replay> all = List.of();

  public Replays(
      Vertx vertx,
      DeadLetters deadLetters,
      Intake intake,
      EventLog eventLog,
      Ready ready,
      ReplayOptions options,
      InstantSource clock) {
    parts = new Replay.Parts(vertx, deadLetters, intake, eventLog, ready, options, clock);
    loop = ((VertxInternal) vertx).createEventLoopContext();
  }

  /**
   * What to replay.
   *
   * @param limit letters at most; null for all that the filter hits
   * @param by who asked, for the event log
   */
  public record Wish(DeadLetters.Filter filter, @Nullable Integer limit, String by) {}

  /** What came of a wish. */
  public sealed interface Answer {
    /** It runs, and the event log says so where it is about one tenant. */
    record Begun(ReplayStatus status) implements Answer {}

    /**
     * Others are under way.
     *
     * @param why one sentence
     */
    record Refused(String why) implements Answer {}
  }

  /**
   * One at a time for the same tenants. Fails only when the store could not be read, or the
   * beginning not be written into the event log; then it does not run.
   */
  public Future<Answer> begin(Wish wish) {
    return here(() -> beginHere(wish));
  }

  /** Those under way and the newest ended ones, newest first. */
  public List<ReplayStatus> list() {
    return all.stream().map(Replay::status).toList();
  }

  /** Null when there is none, or it was forgotten. */
  public @Nullable ReplayStatus find(String id) {
    Replay replay = replay(id);
    return replay == null ? null : replay.status();
  }

  /**
   * Completes when the step under way is on disk, with how it ended; null when there is none. One
   * that has ended stays as it is.
   */
  public Future<@Nullable ReplayStatus> cancel(String id, String by) {
    Replay replay = replay(id);
    if (replay == null) {
      return Future.succeededFuture(null);
    }
    return here(() -> replay.stop("cancelled with " + by)).map(ended -> replay.status());
  }

  /** Begins none further; completes when those under way have finished their steps. */
  public Future<Void> stop() {
    return here(
        () -> {
          stopping = true;
          List<Future<Void>> ending = new ArrayList<>();
          all.forEach(replay -> ending.add(replay.stop("the gateway was stopped")));
          return Future.join(ending).mapEmpty();
        });
  }

  private @Nullable Replay replay(String id) {
    for (Replay replay : all) {
      if (replay.status().id().equals(id)) {
        return replay;
      }
    }
    return null;
  }

  private Future<Answer> beginHere(Wish wish) {
    Set<String> scope = wish.filter().tenants();
    String why = refusal(scope);
    if (why != null) {
      return Future.succeededFuture(new Answer.Refused(why));
    }
    String id = UUID.randomUUID().toString();
    underWay.put(scope, "replay " + id + " of the same tenants is under way");
    return Future.succeededFuture(wish.filter())
        .compose(parts.deadLetters()::hits)
        .compose(hits -> begin(new Replay(parts, loop, id, wish, hits)))
        .onFailure(untold -> underWay.remove(scope));
  }

  private @Nullable String refusal(Set<String> scope) {
    if (stopping) {
      return "the gateway is stopping";
    }
    int max = parts.options().underWayMax();
    return underWay.size() >= max && !underWay.containsKey(scope)
        ? max + " replays are under way, which is the bound"
        : underWay.get(scope);
  }

  private Future<Answer> begin(Replay replay) {
    return replay
        .start()
        .map(
            told -> {
              keep(replay);
              replay
                  .end()
                  .onComplete(ended -> underWay.remove(replay.status().wish().filter().tenants()));
              if (stopping) {
                replay.stop("the gateway was stopped");
              }
              return new Answer.Begun(replay.status());
            });
  }

  private void keep(Replay fresh) {
    List<Replay> now = new ArrayList<>();
    now.add(fresh);
    int ended = 0;
    for (Replay replay : all) {
      boolean running = replay.status().state() == ReplayStatus.State.RUNNING;
      ended += running ? 0 : 1;
      if (running || ended <= parts.options().endedMax()) {
        now.add(replay);
      }
    }
    all = List.copyOf(now);
  }

  /** Does it on the event loop of the replays; the answer comes back on the caller's. */
  private <T> Future<T> here(Supplier<Future<T>> work) {
    return OnLoop.run(parts.vertx(), loop, work);
  }
}
