package io.penstock.simulation;

import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.simulation.CrashPoints.Moment;
import io.penstock.simulation.CrashPoints.Step;
import io.penstock.store.embedded.BookInMemory;
import io.penstock.sync.Ledger;
import io.penstock.sync.StoreUnavailableException;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Accepted;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.outbox.Receipt;
import io.penstock.sync.outbox.Resting;
import io.penstock.sync.outbox.Settlement;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.sync.outbox.StateClaim;
import io.penstock.sync.outbox.StateEndings;
import io.penstock.sync.outbox.States;
import io.penstock.sync.outbox.StatesTaken;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outbox on a simulated disk: operations gather, a group is one commit that takes its time and
 * may fail with nobody knowing whether it is on disk. What was not committed dies with the process,
 * and so does every claim. States are kept by the real slot book.
 */
final class SimulatedStore implements Outbox {
  private static final int GROUP_MAX = 16;
  private static final int QUEUE_MAX = 12;
  private static final int RELIEF = 4;

  /** One operation with whoever waits for it. */
  private record Operation<T>(
      Step step,
      Supplier<T> work,
      @Nullable Runnable onlyCursor,
      Promise<T> promise,
      SimulatedVertx life) {
    void run() {
      T unused = work.get();
    }

    void runAndTell() {
      T result = work.get();
      life.after(
          0,
          () -> {
            promise.tryComplete(result);
            boolean unused = life.dies(step, Moment.AFTER);
          });
    }

    void fail() {
      life.after(
          0, () -> promise.tryFail(new StoreUnavailableException("disk failed", false, null)));
    }
  }

  private final VirtualTime time;
  private final Faults faults;
  private final Trace trace;
  private final Witness witness;
  private final FactTable facts;
  private final States slots = new Slots();
  private final BookInMemory book = new BookInMemory();
  private final Map<String, String> cursors = new HashMap<>();
  private final Set<String> receipts = new HashSet<>();
  private final Map<StateBlock, StateClaim> claims = new IdentityHashMap<>();
  private final ArrayDeque<Operation<?>> queue = new ArrayDeque<>();
  private List<Operation<?>> group = List.of();
  private final Set<ConnectionRef> moved = new HashSet<>();
  private SimulatedVertx life;
  private @Nullable Runnable interruption;

  SimulatedStore(
      VirtualTime time, Faults faults, Trace trace, Witness witness, SimulatedVertx life) {
    this.time = time;
    this.faults = faults;
    this.trace = trace;
    this.witness = witness;
    this.facts = new FactTable(faults);
    this.life = life;
  }

  // --- life and death

  /** What was being written may be on disk or not; whatever else was not, is gone. */
  void crash(SimulatedVertx next) {
    List<Operation<?>> torn = group;
    group = List.of();
    queue.clear();
    if (!torn.isEmpty() && time.isLucky(0.5)) {
      trace.line("the commit under way is on disk");
      torn.forEach(Operation::run);
      committed();
    } else if (faults.has(Defect.COMMIT_TORN)) {
      torn.forEach(
          operation -> {
            Runnable cursor = operation.onlyCursor();
            if (cursor != null) {
              cursor.run();
            }
          });
    }
    book.restart();
    claims.clear();
    life = next;
  }

  // --- the one writer

  private <T> Future<T> submit(
      Step step, int room, @Nullable Runnable onlyCursor, Supplier<T> work) {
    if (!life.isAlive()) {
      return Promise.<T>promise().future();
    }
    if (queue.size() >= QUEUE_MAX * room) {
      trace.line("store full");
      return Future.failedFuture(new StoreUnavailableException("the store is full", true, null));
    }
    Operation<T> operation = new Operation<>(step, work, onlyCursor, Promise.promise(), life);
    queue.add(operation);
    if (group.isEmpty()) {
      begin();
    }
    return operation.promise().future();
  }

  private void begin() {
    group = new ArrayList<>();
    List<Operation<?>> mine = group;
    SimulatedVertx now = life;
    now.after(
        1,
        () -> {
          while (mine.size() < GROUP_MAX && !queue.isEmpty()) {
            mine.add(queue.remove());
          }
          if (dies(mine, Moment.BEFORE)) {
            return;
          }
          long takes = faults.commitMillis();
          now.after(takes, () -> end(mine));
          Runnable interrupt = interruption;
          if (interrupt != null && mine.stream().anyMatch(one -> one.onlyCursor() != null)) {
            interruption = null;
            now.after(takes / 2, interrupt);
          }
        });
  }

  /** Each kind of step that is in this group has its moment; one that is lost is lost whole. */
  private boolean dies(List<Operation<?>> mine, Moment moment) {
    EnumSet<Step> steps = EnumSet.noneOf(Step.class);
    mine.forEach(operation -> steps.add(operation.step()));
    for (Step step : steps) {
      if (life.dies(step, moment)) {
        group = List.of();
        return true;
      }
    }
    return false;
  }

  /** Does it in the middle of the next commit that moves a cursor, the worst of all moments. */
  void duringCommit(Runnable what) {
    interruption = what;
  }

  private void end(List<Operation<?>> mine) {
    if (faults.failsCommit()) {
      boolean onDisk = time.isLucky(0.5);
      trace.line("commit failed, on disk: " + onDisk);
      if (onDisk) {
        mine.forEach(Operation::run);
        book.write();
        witness.committed(this);
      }
      if (faults.has(Defect.CLAIMS_FORGOTTEN)) {
        book.restart();
      } else {
        book.reload();
      }
      mine.forEach(Operation::fail);
    } else {
      mine.forEach(Operation::runAndTell);
      committed();
      if (dies(mine, Moment.IN)) {
        return;
      }
    }
    group = List.of();
    if (!queue.isEmpty()) {
      begin();
    }
  }

  private void committed() {
    book.commit();
    witness.committed(this);
  }

  /** Between two commits: sees what is on disk and nothing else. */
  private <T extends @Nullable Object> Future<T> look(Supplier<T> question) {
    return look(null, question);
  }

  private <T extends @Nullable Object> Future<T> look(@Nullable Step step, Supplier<T> question) {
    SimulatedVertx asking = life;
    if (!asking.isAlive() || (step != null && asking.dies(step, Moment.BEFORE))) {
      return Promise.<T>promise().future();
    }
    Promise<T> promise = Promise.promise();
    boolean fails = faults.failsRead();
    asking.after(
        1,
        () -> {
          if (fails) {
            promise.fail(new StoreUnavailableException("read failed", false, null));
            return;
          }
          T seen = question.get();
          if (step != null && asking.dies(step, Moment.IN)) {
            return;
          }
          promise.complete(seen);
          boolean unused = step != null && asking.dies(step, Moment.AFTER);
        });
    return promise.future();
  }

  // --- facts

  @Override
  public Future<Accepted> accept(Acceptance acceptance) {
    Acceptance.CursorMove move = acceptance.cursor();
    Runnable cursor = move == null ? null : () -> move(acceptance.source(), move);
    if (faults.has(Defect.CURSOR_BEFORE_DATA) && cursor != null) {
      return submit(Step.TAKE_FACTS, 1, null, () -> true)
          .compose(
              ready -> {
                cursor.run();
                return submit(Step.TAKE_FACTS, 1, null, () -> take(acceptance, null));
              });
    }
    Future<Accepted> taken = submit(Step.TAKE_FACTS, 1, cursor, () -> take(acceptance, cursor));
    if (faults.has(Defect.ANSWER_BEFORE_COMMIT) && !taken.isComplete()) {
      List<Boolean> fresh = new ArrayList<>();
      acceptance.arrivals().forEach(arrival -> fresh.add(true));
      return Future.succeededFuture(new Accepted(fresh, Set.of()));
    }
    return taken;
  }

  private Accepted take(Acceptance acceptance, @Nullable Runnable cursor) {
    List<Boolean> fresh = new ArrayList<>();
    Set<String> ready = new HashSet<>();
    Receipt receipt = acceptance.receipt();
    boolean repeat = receipt != null && !receipts.add(receipt.scope() + " " + receipt.key());
    for (Arrival arrival : acceptance.arrivals()) {
      List<FactTable.Transfer> made =
          repeat
              ? null
              : facts.accept(
                  acceptance.source(), arrival.record(), arrival.targets(), acceptance.at());
      fresh.add(made != null);
      if (made != null) {
        ready.addAll(arrival.targets());
        made.forEach(one -> witness.factKept(one, facts.deliveryId(one)));
      }
    }
    if (cursor != null) {
      cursor.run();
    }
    trace.line("kept " + acceptance.source() + " " + fresh);
    return new Accepted(fresh, ready);
  }

  private void move(ConnectionRef source, Acceptance.CursorMove move) {
    cursors.put(source + "/" + move.type().code(), move.next().text());
    moved.add(source);
    trace.line("cursor of " + source + " " + move.next().text());
  }

  @Override
  public Future<List<Claimed>> claim(
      ConnectionRef target, RecordType type, Set<Long> besides, int max, Instant now) {
    return look(Step.CLAIM, () -> facts.claim(target, type, besides, max, now));
  }

  @Override
  public Future<@Nullable Instant> nextDue(ConnectionRef target, RecordType type) {
    return look(() -> facts.nextDue(target, type));
  }

  @Override
  public Future<Void> settle(List<Settlement> settlements) {
    return this.<Boolean>submit(
            Step.SETTLE,
            RELIEF,
            null,
            () -> {
              for (Settlement each : settlements) {
                facts.settle(each);
                witness.settled(each.claimed().deliveryId(), kind(each.ending()));
              }
              return true;
            })
        .mapEmpty();
  }

  private static StateEndings.Kind kind(Settlement.Ending ending) {
    return switch (ending) {
      case DONE -> StateEndings.Kind.DONE;
      case RETRY -> StateEndings.Kind.RETRY;
      case DEAD -> StateEndings.Kind.DEAD;
    };
  }

  /** A person replays all dead letters. The answer names the plugs that have something again. */
  Future<Set<StatesTaken.Plug>> replay() {
    return submit(
        Step.SETTLE,
        1,
        null,
        () -> {
          Set<StatesTaken.Plug> ready = new HashSet<>();
          Instant now = time.instant();
          for (FactTable.Transfer one : facts.replay(now)) {
            witness.replayed(facts.deliveryId(one));
            ready.add(new StatesTaken.Plug(one.target, one.record.type()));
          }
          book.replay(
              now,
              (id, plug) -> {
                witness.replayed(id);
                ready.add(plug);
              });
          trace.line("replayed, ready " + ready.size());
          return ready;
        });
  }

  @Override
  public States states() {
    return slots;
  }

  // --- what is known

  @Override
  public Future<Cursor> cursor(ConnectionRef source, RecordType type) {
    return look(() -> new Cursor(cursorNow(source, type)));
  }

  String cursorNow(ConnectionRef source, RecordType type) {
    return cursors.getOrDefault(source + "/" + type.code(), "");
  }

  /** Whose cursor has moved since it was asked. */
  boolean hasMoved(ConnectionRef source) {
    return moved.remove(source);
  }

  /** Whose block it is; a block that is pushed carries no ids. */
  StateClaim claimOf(StateBlock block) {
    return Objects.requireNonNull(claims.get(block));
  }

  FactTable facts() {
    return facts;
  }

  BookInMemory book() {
    return book;
  }

  @Override
  public long waiting(String tenant) {
    return faults.has(Defect.BOUND_IGNORED) ? 0 : waitingNow(tenant);
  }

  long waitingNow(String tenant) {
    return facts.waiting(tenant) + book.sum(tenant).waiting();
  }

  @Override
  public Future<@Nullable Receipt> receipt(String scope, String key) {
    throw new UnsupportedOperationException("not simulated");
  }

  @Override
  public Future<List<Ledger>> ledger(@Nullable String tenant) {
    throw new UnsupportedOperationException("not simulated");
  }

  @Override
  public Future<List<Backlog>> backlog(@Nullable String tenant) {
    throw new UnsupportedOperationException("not simulated");
  }

  @Override
  public Future<List<Total>> totals() {
    throw new UnsupportedOperationException("not simulated");
  }

  /** The states, kept by the real slot book. */
  private final class Slots implements States {
    @Override
    public Future<StatesTaken> accept(StateBatch batch) {
      StateBatch offered = faults.has(Defect.OLDER_STATE_ACCEPTED) ? stampedNow(batch) : batch;
      return submit(
          Step.TAKE_STATES,
          1,
          null,
          () -> {
            StatesTaken taken = book.accept(offered);
            witness.statesKept(batch, book);
            trace.line("kept " + batch.block().size() + " states");
            return taken;
          });
    }

    private static StateBatch stampedNow(StateBatch batch) {
      StateBatch copy = new StateBatch();
      batch.groups().forEach(copy::group);
      copy.arrivedAt(batch.at());
      for (int i = 0; i < batch.block().size(); i++) {
        int from = batch.block().keyFrom(i);
        int to = batch.block().keyTo(i);
        byte[] bytes = batch.block().bytes();
        long at = io.penstock.record.Nanos.of(batch.at());
        copy.block()
            .add(
                batch.block().group(i),
                at,
                bytes,
                from,
                to - from,
                bytes,
                to,
                batch.block().valueTo(i) - to);
      }
      return copy;
    }

    @Override
    public StateClaim newClaim(ConnectionRef target, RecordType type) {
      StateClaim claim = book.newClaim(target, type);
      claims.put(claim.block(), claim);
      return claim;
    }

    @Override
    public Future<Void> claim(List<StateClaim> claims, int soon, int max, Instant now) {
      return SimulatedStore.this
          .<Boolean>look(
              Step.CLAIM,
              () -> {
                book.claim(claims, soon, max, now);
                return true;
              })
          .mapEmpty();
    }

    @Override
    public Future<Void> settle(List<StateEndings> endings) {
      if (endings.stream().allMatch(StateEndings::isNothing)) {
        return SimulatedStore.this
            .<Boolean>look(
                () -> {
                  if (!faults.has(Defect.CLAIM_KEPT)) {
                    endings.forEach(book::giveBack);
                  }
                  return true;
                })
            .mapEmpty();
      }
      return SimulatedStore.this
          .<Boolean>submit(
              Step.SETTLE,
              RELIEF,
              null,
              () -> {
                boolean byKey = faults.has(Defect.SETTLE_BY_KEY);
                boolean counted = !faults.has(Defect.RETRY_UNCOUNTED);
                endings.forEach(each -> book.settle(each, byKey, counted, witness::settled));
                return true;
              })
          .mapEmpty();
    }

    @Override
    public Future<Void> giveBack(ConnectionRef target, RecordType type) {
      return SimulatedStore.this
          .<Boolean>look(
              () -> {
                book.giveBack(target, type);
                return true;
              })
          .mapEmpty();
    }

    @Override
    public Future<Resting> resting(
        ConnectionRef target, RecordType type, int place, Instant before) {
      throw new UnsupportedOperationException("not simulated");
    }

    @Override
    public Future<Integer> again(
        ConnectionRef target, RecordType type, List<Resting.State> states, Instant now) {
      throw new UnsupportedOperationException("not simulated");
    }
  }
}
