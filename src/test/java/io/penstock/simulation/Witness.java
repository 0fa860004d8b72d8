package io.penstock.simulation;

import io.penstock.connector.Delivery;
import io.penstock.record.Nanos;
import io.penstock.record.SyncRecord;
import io.penstock.store.embedded.BookInMemory;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.sync.outbox.StateEndings.Kind;
import io.penstock.tenant.ConnectionRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees what came to the disk and what reached the platforms, and says at once when a promise is
 * broken. Keeps its own account; it believes neither the store's nor the gateway's.
 */
final class Witness {
  /** Retries that may be heard of beyond the bound, where a settlement was repeated. */
  private static final int REPEATED_MAX = 2;

  /** One key of one target: its facts in their order, or the values of its state in theirs. */
  private static final class Line {
    final String name;
    final List<Version> versions = new ArrayList<>();

    /** The newest of a state by the time it changed; at equal times the later arrival. */
    @Nullable Version newest;

    /** The last that took effect at the target. */
    int reached = -1;

    Line(String name) {
      this.name = name;
    }
  }

  /** What one delivery id stands for. */
  private static final class Version {
    final Line line;
    final String id;
    final int place;
    final SyncRecord record;
    int effects;
    int retries;
    boolean isDone;
    boolean isDead;
    boolean excused;
    boolean isReplayed;
    Instant told = Instant.MIN;
    Instant notBefore = Instant.MIN;

    Version(Line line, String id, int place, SyncRecord record) {
      this.line = line;
      this.id = id;
      this.place = place;
      this.record = record;
    }

    @Override
    public String toString() {
      return id + " of " + line.name.replace('\n', '/');
    }
  }

  private final VirtualTime time;
  private final Trace trace;
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final Map<String, Version> versions = new LinkedHashMap<>();
  private final Map<String, String> idOfFact = new LinkedHashMap<>();
  private final List<Consumer<SimulatedStore>> checks = new ArrayList<>();
  private @Nullable String violation;
  private long effects;
  private long repeats;

  Witness(VirtualTime time, Trace trace) {
    this.time = time;
    this.trace = trace;
  }

  /** The first broken promise; null while there is none. */
  @Nullable String violation() {
    return violation;
  }

  void violated(String what) {
    if (violation == null) {
      violation = what;
      trace.line("VIOLATED " + what);
    }
  }

  void check(boolean kept, String promise, Object about) {
    if (!kept) {
      violated(promise + ": " + about);
    }
  }

  /** Adds what must hold after each commit. */
  void atEachCommit(Consumer<SimulatedStore> check) {
    checks.add(check);
  }

  long effects() {
    return effects;
  }

  long repeats() {
    return repeats;
  }

  // --- what came to the disk

  void factKept(FactTable.Transfer transfer, String deliveryId) {
    SyncRecord record = transfer.record;
    Line line = line(transfer.target, record);
    String fact =
        transfer.target + " " + FactTable.name(transfer.source, record) + " " + record.version();
    String before = idOfFact.putIfAbsent(fact, deliveryId);
    check(before == null, "a fact is taken once", fact);
    Version version = new Version(line, deliveryId, line.versions.size(), record);
    line.versions.add(version);
    versions.put(deliveryId, version);
  }

  void statesKept(StateBatch batch, BookInMemory book) {
    for (int i = 0; i < batch.block().size(); i++) {
      StateBatch.Group group = batch.groups().get(batch.block().group(i));
      if (batch.isRefused(batch.block().group(i))) {
        continue;
      }
      byte[] bytes = batch.block().bytes();
      byte[] key = Arrays.copyOfRange(bytes, batch.block().keyFrom(i), batch.block().keyTo(i));
      SyncRecord record = batch.block().record(i, group.type());
      for (String connection : group.targets()) {
        ConnectionRef target = new ConnectionRef(group.source().tenant(), connection);
        Line line = line(target, record);
        Version newest = line.newest;
        boolean isOld =
            newest != null && Nanos.of(record.changedAt()) < Nanos.of(newest.record.changedAt());
        if (!isOld) {
          String id = book.deliveryId(target, group.type(), key);
          Version version = new Version(line, id, line.versions.size(), record);
          line.versions.add(version);
          line.newest = version;
          check(versions.put(id, version) == null, "each value has a delivery id of its own", id);
        }
      }
    }
  }

  private Line line(ConnectionRef target, SyncRecord record) {
    return lines.computeIfAbsent(name(target, record), Line::new);
  }

  private static String name(ConnectionRef target, SyncRecord record) {
    return target + " " + record.type().code() + " " + record.key();
  }

  void settled(String deliveryId, Kind kind) {
    trace.line("settled " + deliveryId + " " + kind);
    Version version = versions.get(deliveryId);
    if (version == null) {
      violated("only what was kept is settled: " + deliveryId);
      return;
    }
    switch (kind) {
      case HELD -> {}
      case DONE -> {
        check(version.effects > 0, "nothing is done that never arrived", deliveryId);
        version.isDone = true;
      }
      case DEAD -> version.isDead = true;
      case RETRY -> {
        version.notBefore = version.told;
        check(
            ++version.retries < Run.PUSH.attemptsMax() + REPEATED_MAX,
            "attempts have a bound",
            deliveryId);
      }
    }
  }

  /** A person wants it tried again, whatever came after it. */
  void replayed(String deliveryId) {
    Version version = versions.get(deliveryId);
    check(version != null && version.isDead, "only what died is replayed", deliveryId);
    if (version != null) {
      version.isDead = false;
      version.isReplayed = true;
      version.retries = 0;
      version.notBefore = Instant.MIN;
    }
  }

  void committed(SimulatedStore store) {
    check(store.facts().balances(), "the ledger of facts balances", store.facts());
    BookInMemory.Sum sum = store.book().sum(null);
    check(
        sum.accepted() == sum.settled() + sum.superseded() + sum.dead() + sum.waiting(),
        "the ledger of states balances",
        sum);
    checks.forEach(check -> check.accept(store));
  }

  // --- what happened at the platforms

  /** A call with this delivery left. */
  void called(ConnectionRef target, Delivery delivery) {
    Version version = versions.get(delivery.id());
    if (version == null) {
      violated("a delivery keeps its id: " + delivery.id() + " to " + target);
      return;
    }
    check(!time.instant().isBefore(version.notBefore), "no call before Retry-After", version);
    version.told = Instant.MIN;
  }

  /** The platform asked not to be called with this one before that moment. */
  void toldToWait(String deliveryId, Instant until) {
    Version version = versions.get(deliveryId);
    if (version != null) {
      version.told = until;
    }
  }

  void effect(Delivery delivery) {
    trace.line("effect " + delivery.id());
    Version version = versions.get(delivery.id());
    if (version == null) {
      return;
    }
    Line line = version.line;
    check(!version.isDone, "nothing is delivered again that was settled", version);
    check(!version.isDead, "nothing is delivered that is dead", version);
    check(
        version.effects == 0 || version.excused,
        "nothing is repeated but after a crash or an unknown outcome",
        version);
    check(version.record.equals(delivery.record()), "what is delivered is what was kept", version);
    if (version.record.type().isFact()) {
      check(
          line.reached <= version.place || version.isReplayed,
          "facts of one key keep their order",
          version);
      for (Version earlier : line.versions.subList(0, version.place)) {
        check(
            earlier.effects > 0 || earlier.isDead || earlier.isReplayed,
            "no fact overtakes another of its key",
            version);
      }
    } else {
      check(line.reached <= version.place, "no older state after a newer one", version);
    }
    effects++;
    repeats += version.effects > 0 ? 1 : 0;
    version.effects++;
    version.excused = false;
    line.reached = Math.max(line.reached, version.place);
  }

  /** The gateway cannot know whether this one took effect, so it may come again. */
  void outcomeUnknown(String deliveryId) {
    Version version = versions.get(deliveryId);
    if (version != null) {
      version.excused = true;
    }
  }

  /**
   * Whatever took effect and is not settled on disk may come again; what was heard is forgotten.
   */
  void crashed() {
    for (Version version : versions.values()) {
      version.told = Instant.MIN;
      version.excused |= version.effects > 0;
    }
  }

  // --- at the end

  /** What is still missing; null when everything arrived. */
  @Nullable String missing() {
    for (Line line : lines.values()) {
      String name = line.name.replace('\n', '/');
      Version newest = line.newest;
      if (newest == null) {
        for (Version fact : line.versions) {
          if (fact.effects == 0 && !fact.isDead) {
            return "a fact arrives: " + name + " place " + fact.place;
          }
        }
      } else if (line.reached != newest.place && !newest.isDead) {
        return "the newest state arrives: " + name + " has " + line.reached + " of " + newest.place;
      }
    }
    return null;
  }

  /** Whether this value of a state was ever kept. */
  boolean hasKept(ConnectionRef target, SyncRecord record) {
    Line line = lines.get(name(target, record));
    Version newest = line == null ? null : line.newest;
    return newest != null && !record.changedAt().isAfter(newest.record.changedAt());
  }
}
