package io.penstock.sync.intake;

import io.penstock.connector.Page;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.sync.Ready;
import io.penstock.sync.eventlog.Event;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Accepted;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.Outbox;
import io.penstock.sync.outbox.Receipt;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Routes;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits what comes in, asks the routes who wants it, hands it to the outbox in one commit, wakes
 * the targets. Safe from any event loop; keeps nothing but each tenant's allowance.
 */
public final class Intake {
  /** How long a tenant whose outbox is full should wait before it sends again. */
  static final Duration FULL_RETRY_AFTER = Duration.ofSeconds(5);

  private final TenantDirectory directory;
  private final Outbox outbox;
  private final Ready ready;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final IntakeMeters meters;
  private final ConcurrentHashMap<String, Allowance> allowances = new ConcurrentHashMap<>();

  public Intake(
      TenantDirectory directory,
      Outbox outbox,
      Ready ready,
      InstantSource clock,
      LongSupplier nanoClock,
      IntakeMeters meters) {
    this.directory = directory;
    this.outbox = outbox;
    this.ready = ready;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.meters = meters;
    directory.onChange(
        change -> {
          if (change.now() == null) {
            allowances.remove(change.tenantId());
          }
        });
  }

  /**
   * Takes what the partner sent. The future fails only when it could not be put on disk; then
   * nothing was taken.
   *
   * @param receipt the answer to keep for a repeat of the request; null for none
   */
  public Future<IntakeAnswer> take(
      String tenantId, List<SyncRecord> records, @Nullable Receipt receipt) {
    TenantDirectory.Entry entry = directory.find(tenantId);
    if (entry == null) {
      return Future.succeededFuture(new IntakeAnswer.Unknown());
    }
    IntakeAnswer.Refused refused = admit(tenantId, entry.tenant().limits(), records.size());
    if (refused != null) {
      meters.refused();
      return Future.succeededFuture(refused);
    }
    List<Arrival> arrivals = new ArrayList<>(records.size());
    List<Integer> unwanted = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      SyncRecord record = records.get(i);
      List<String> targets = entry.routes().targets(record.type(), Routes.API);
      if (targets.isEmpty()) {
        unwanted.add(i);
      } else {
        arrivals.add(new Arrival(record, targets));
      }
    }
    if (arrivals.isEmpty() && receipt == null) {
      return Future.succeededFuture(new IntakeAnswer.Taken(0, 0, unwanted));
    }
    ConnectionRef source = new ConnectionRef(tenantId, Routes.API);
    Acceptance acceptance =
        new Acceptance(source, clock.instant(), arrivals, List.of(), null, List.of(), receipt);
    int count = arrivals.size();
    return accept(acceptance).map(accepted -> taken(count, accepted, unwanted));
  }

  /**
   * Takes what the partner sent for many tenants, in one commit. The groups of a tenant that is
   * over its bound are refused and cost the others nothing. The future fails only when it could not
   * be put on disk; then nothing was taken.
   */
  public Future<StatesAnswer> takeStates(StateBatch batch) {
    int[] counts = batch.counts();
    IntakeAnswer.@Nullable Refused[] refused = new IntakeAnswer.@Nullable Refused[counts.length];
    int taken = 0;
    for (int group = 0; group < counts.length; group++) {
      String tenant = batch.groups().get(group).source().tenant();
      TenantDirectory.Entry entry = directory.find(tenant);
      refused[group] =
          entry == null
              ? new IntakeAnswer.Refused(FULL_RETRY_AFTER, "the tenant was just removed")
              : admit(tenant, entry.tenant().limits(), counts[group]);
      if (refused[group] != null) {
        meters.refused();
        batch.refuse(group);
        counts[group] = 0;
      }
      taken += counts[group];
    }
    if (taken == 0) {
      return Future.succeededFuture(new StatesAnswer(counts, new int[counts.length], refused));
    }
    batch.arrivedAt(clock.instant());
    return outbox
        .states()
        .accept(batch)
        .map(
            result -> {
              for (int group = 0; group < counts.length; group++) {
                RecordType type = batch.groups().get(group).type();
                meters.accepted(type, counts[group], result.superseded()[group]);
              }
              result.ready().forEach(plug -> ready.publish(plug.target(), plug.type()));
              return new StatesAnswer(counts, result.superseded(), refused);
            });
  }

  /** Takes a page that was polled, with the cursor that covers it. */
  Future<Void> takePage(ConnectionRef source, RecordType type, Cursor from, Page page) {
    Acceptance.CursorMove move =
        page.next().equals(from) ? null : new Acceptance.CursorMove(type, page.next());
    return takePage(source, type, page, move).mapEmpty();
  }

  /** Takes a page of a resync, which moves no cursor; the answer counts what was not known. */
  Future<Integer> takeAgain(ConnectionRef source, RecordType type, Page page) {
    return takePage(source, type, page, null);
  }

  private Future<Integer> takePage(
      ConnectionRef source, RecordType type, Page page, Acceptance.@Nullable CursorMove move) {
    TenantDirectory.Entry entry = directory.find(source.tenant());
    if (entry == null) {
      return Future.failedFuture("tenant " + source.tenant() + " was removed while it was polled");
    }
    List<String> targets = entry.routes().targets(type, source.connection());
    Instant now = clock.instant();
    List<Arrival> arrivals = new ArrayList<>(page.records().size());
    for (SyncRecord record : page.records()) {
      String summary = "Read " + type.code() + " " + record.displayId();
      Event read = event(source, type, now, Event.Severity.INFO, summary, record);
      arrivals.add(new Arrival(record, targets, read));
    }
    List<DeadLetter.Unreadable> unreadable = new ArrayList<>();
    page.unreadable()
        .forEach(bad -> unreadable.add(new DeadLetter.Unreadable(type, bad.reason(), bad.raw())));
    if (arrivals.isEmpty() && unreadable.isEmpty() && move == null) {
      return Future.succeededFuture(0);
    }
    List<Event> troubles = new ArrayList<>();
    unreadable.forEach(
        bad -> troubles.add(event(source, type, now, Event.Severity.ERROR, bad.reason(), null)));
    Acceptance acceptance = new Acceptance(source, now, arrivals, unreadable, move, troubles, null);
    return accept(acceptance).map(Intake::fresh);
  }

  /** Updates the tenant may send now without being refused, for the RateLimit fields. */
  public long remaining(String tenantId, Limits limits) {
    return allowance(tenantId, limits).remaining(limits, nanoClock.getAsLong());
  }

  /** Why nothing more is taken for this tenant now, in plain words; null where it has room. */
  @Nullable String fullness(String tenantId) {
    TenantDirectory.Entry entry = directory.find(tenantId);
    return entry == null ? null : fullness(tenantId, entry.tenant().limits());
  }

  /**
   * How many transfers more may wait for this tenant; none where it is full, and no bound where it
   * was removed, with all that waited.
   */
  long room(String tenantId) {
    TenantDirectory.Entry entry = directory.find(tenantId);
    return entry == null
        ? Long.MAX_VALUE
        : Math.max(0, entry.tenant().limits().waitingMax() - outbox.waiting(tenantId));
  }

  private @Nullable String fullness(String tenantId, Limits limits) {
    return outbox.waiting(tenantId) < limits.waitingMax()
        ? null
        : "this tenant has "
            + limits.waitingMax()
            + " transfers waiting, which is its bound; its health says what they wait for";
  }

  private IntakeAnswer.@Nullable Refused admit(String tenantId, Limits limits, int count) {
    String full = fullness(tenantId, limits);
    if (full != null) {
      return new IntakeAnswer.Refused(FULL_RETRY_AFTER, full);
    }
    long waitNanos = allowance(tenantId, limits).take(count, limits, nanoClock.getAsLong());
    if (waitNanos > 0) {
      return new IntakeAnswer.Refused(
          Duration.ofNanos(waitNanos),
          "this tenant may send " + limits.updatesPerSecond() + " updates a second");
    }
    return null;
  }

  private Allowance allowance(String tenantId, Limits limits) {
    return allowances.computeIfAbsent(
        tenantId, key -> new Allowance(limits, nanoClock.getAsLong()));
  }

  /** What is told of a record once it is on disk; the record itself need not be held for it. */
  private record Taken(RecordType type, List<String> targets) {}

  private Future<Accepted> accept(Acceptance acceptance) {
    String tenant = acceptance.source().tenant();
    List<Taken> taken = new ArrayList<>(acceptance.arrivals().size());
    for (Arrival arrival : acceptance.arrivals()) {
      taken.add(new Taken(arrival.record().type(), arrival.targets()));
    }
    return outbox.accept(acceptance).onSuccess(accepted -> tell(tenant, taken, accepted));
  }

  /** Each plug that has something new hears it once, whatever the number of records. */
  private void tell(String tenant, List<Taken> taken, Accepted accepted) {
    Map<String, EnumSet<RecordType>> plugs = new HashMap<>();
    for (int i = 0; i < taken.size(); i++) {
      RecordType type = taken.get(i).type();
      boolean fresh = accepted.fresh().get(i);
      meters.accepted(type, fresh);
      if (!fresh) {
        continue;
      }
      for (String target : taken.get(i).targets()) {
        if (accepted.ready().contains(target)) {
          plugs.computeIfAbsent(target, to -> EnumSet.noneOf(RecordType.class)).add(type);
        }
      }
    }
    plugs.forEach(
        (connection, types) -> {
          ConnectionRef target = new ConnectionRef(tenant, connection);
          types.forEach(type -> ready.publish(target, type));
        });
  }

  private static IntakeAnswer taken(int count, Accepted accepted, List<Integer> unwanted) {
    int superseded = accepted.fresh().size() - fresh(accepted);
    return new IntakeAnswer.Taken(count, superseded, unwanted);
  }

  private static int fresh(Accepted accepted) {
    int count = 0;
    for (boolean fresh : accepted.fresh()) {
      count += fresh ? 1 : 0;
    }
    return count;
  }

  private static Event event(
      ConnectionRef source,
      RecordType type,
      Instant at,
      Event.Severity severity,
      String summary,
      @Nullable SyncRecord record) {
    return new Event(
        0,
        at,
        source.tenant(),
        source.connection(),
        severity,
        type,
        Direction.EXPORT,
        record == null ? "record.unreadable" : "record.read",
        summary,
        record == null ? "" : record.id(),
        record == null ? "" : record.displayId());
  }
}
