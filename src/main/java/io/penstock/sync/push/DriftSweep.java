package io.penstock.sync.push;

import io.penstock.connector.Holding;
import io.penstock.connector.Holding.Held;
import io.penstock.connector.Link;
import io.penstock.connector.PlatformException;
import io.penstock.record.RecordType;
import io.penstock.sync.Ready;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.outbox.Resting;
import io.penstock.sync.outbox.States;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what a system holds of one IMPORT plug with the newest that it was sent, and lets those
 * that differ wait again: somebody may have changed them there, or a write was answered for and
 * lost. Runs once, on the plug's event loop.
 *
 * <p>Only what was pushed before the reading began is compared, so a push beside it is never taken
 * for drift.
 *
 * <p>A system may change what it is sent, for instance hold back a reserve of the stock. Sending
 * the same again would then go on for ever. So what still differs in the next sweep, though it was
 * sent again, is left; and where more than half of a plug differs, nothing is sent.
 */
public final class DriftSweep {
  private static final Logger LOG = LoggerFactory.getLogger(DriftSweep.class);

  /** Below this many, a half of them says nothing about what the system does in general. */
  private static final int COMPARED_MIN = 20;

  /** Of those that are told of by name. */
  private static final int EXAMPLES_MAX = 5;

  private final States states;
  private final EventLog eventLog;
  private final Ready ready;
  private final Link link;
  private final String platform;
  private final ConnectionRef target;
  private final RecordType type;
  private final DriftOptions options;
  private final Map<String, Long> before;
  private final BooleanSupplier stopped;
  private final InstantSource clock;
  private final DriftMeters meters;

  private final List<Resting.State> toRepair = new ArrayList<>();
  private final Map<String, Long> differing = new HashMap<>();
  private final List<String> examples = new ArrayList<>();
  private int compared;
  private int different;
  private int missing;

  /**
   * @param before what differed in the sweep before, as {@link DriftFound#differing} has it
   * @param stopped whether the tenant is being stopped, which ends the sweep
   */
  public DriftSweep(
      States states,
      EventLog eventLog,
      Ready ready,
      Link link,
      String platform,
      ConnectionRef target,
      RecordType type,
      DriftOptions options,
      Map<String, Long> before,
      BooleanSupplier stopped,
      InstantSource clock,
      DriftMeters meters) {
    this.states = states;
    this.eventLog = eventLog;
    this.ready = ready;
    this.link = link;
    this.platform = platform;
    this.target = target;
    this.type = type;
    this.options = options;
    this.before = before;
    this.stopped = stopped;
    this.clock = clock;
    this.meters = meters;
  }

  /** Fails where the system could not be read, or the store; then nothing was done. */
  public Future<DriftFound> run() {
    Instant began = clock.instant();
    return link.readBack(type)
        .compose(holding -> compare(holding, 0, began))
        .compose(compared -> repair())
        .compose(this::tell)
        .onSuccess(found -> meters.found(platform, type, found))
        .onFailure(
            cause -> {
              meters.failed(platform, type);
              if (cause instanceof PlatformException || stopped.getAsBoolean()) {
                LOG.debug("sweep of {} {} failed: {}", target, type.code(), cause.getMessage());
              } else {
                LOG.error("sweep of {} {} failed", target, type.code(), cause);
              }
            });
  }

  private Future<Void> compare(Holding holding, int place, Instant began) {
    if (stopped.getAsBoolean()) {
      return Future.failedFuture("the tenant is being stopped");
    }
    return states
        .resting(target, type, place, began)
        .compose(
            resting -> {
              resting.states().forEach(state -> compare(holding, state));
              return resting.next() == Resting.END
                  ? Future.succeededFuture()
                  : compare(holding, resting.next(), began);
            });
  }

  private void compare(Holding holding, Resting.State state) {
    Held held = holding.compare(state.record());
    switch (held.kind()) {
      case SAME -> compared++;
      case UNKNOWN -> {}
      case MISSING -> {
        missing++;
        example(state, "unknown there");
      }
      case DIFFERENT -> {
        compared++;
        different++;
        example(state, held.words());
        if (differing.size() < options.repairsMax()) {
          String key = state.record().key();
          Long last = before.get(key);
          differing.put(key, state.version());
          if (last == null || last != state.version()) {
            toRepair.add(state);
          }
        }
      }
    }
  }

  private void example(Resting.State state, String words) {
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(state.record().displayId() + " (" + words + ")");
    }
  }

  private boolean isSystematic() {
    return compared >= COMPARED_MIN && 2 * different > compared;
  }

  private Future<DriftFound> repair() {
    boolean mayRepair = options.repair() && !isSystematic();
    Future<Integer> repaired = mayRepair ? repair(0, 0) : Future.succeededFuture(0);
    return repaired.map(
        count -> {
          if (count > 0) {
            ready.publish(target, type);
          }
          Map<String, Long> known = mayRepair ? differing : Map.of();
          return new DriftFound(compared, count, different - count, missing, Map.copyOf(known));
        });
  }

  private Future<Integer> repair(int from, int sofar) {
    if (from >= toRepair.size()) {
      return Future.succeededFuture(sofar);
    }
    int to = Math.min(from + States.CLAIM_MAX, toRepair.size());
    return states
        .again(target, type, List.copyOf(toRepair.subList(from, to)), clock.instant())
        .compose(count -> repair(to, sofar + count));
  }

  private Future<DriftFound> tell(DriftFound found) {
    if (found.isNothing()) {
      return Future.succeededFuture(found);
    }
    Event event =
        new Event(
            0,
            clock.instant(),
            target.tenant(),
            target.connection(),
            Event.Severity.WARNING,
            type,
            Direction.IMPORT,
            found.repaired() > 0 ? "drift.repaired" : "drift.found",
            words(found),
            "",
            "");
    return eventLog
        .append(List.of(event))
        .onFailure(cause -> LOG.warn("{}: {}; not in the event log", target, words(found), cause))
        .otherwiseEmpty()
        .map(found);
  }

  private String words(DriftFound found) {
    StringBuilder words = new StringBuilder();
    words.append("Compared ").append(found.compared()).append(' ').append(type.code());
    words.append(" with what ").append(target.connection()).append(" holds: ");
    words.append(found.repaired()).append(" differed and are sent again");
    if (found.left() > 0) {
      words.append(", ").append(found.left()).append(" differed and are left");
      if (isSystematic()) {
        words.append(", since so many differ that the system seems to change what it is sent");
      } else if (!options.repair()) {
        words.append(", as drift.repair says");
      } else {
        words.append(", since sending them again did not help or there are too many");
      }
    }
    if (found.missing() > 0) {
      words.append(", ").append(found.missing()).append(" are unknown there");
    }
    return words.append("; among them ").append(String.join(", ", examples)).toString();
  }
}
