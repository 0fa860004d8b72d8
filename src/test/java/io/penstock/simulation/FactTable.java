package io.penstock.simulation;

import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The facts on the simulated disk: a second reading of what the outbox promises about them. */
final class FactTable {
  private record Plug(ConnectionRef target, RecordType type) {}

  /** One fact on its way to one target. */
  static final class Transfer {
    final long id;

    /** What its delivery id is made of; a replay keeps it. */
    final long delivery;

    final ConnectionRef target;
    final ConnectionRef source;
    final SyncRecord record;
    final boolean first;
    final Instant acceptedAt;
    Instant dueAt;
    int attempts;

    Transfer(
        long id,
        long delivery,
        ConnectionRef target,
        ConnectionRef source,
        SyncRecord record,
        boolean first,
        Instant at) {
      this.id = id;
      this.delivery = delivery;
      this.target = target;
      this.source = source;
      this.record = record;
      this.first = first;
      this.acceptedAt = at;
      this.dueAt = at;
    }
  }

  private static final class Known {
    Instant changedAt = Instant.MIN;
    final Set<String> versions = new HashSet<>();
    final Set<ConnectionRef> told = new HashSet<>();
  }

  private final Faults faults;
  private final Map<String, Known> known = new HashMap<>();
  private final Map<Plug, TreeMap<Long, Transfer>> waiting = new LinkedHashMap<>();
  private final List<Transfer> graves = new ArrayList<>();
  private long lastId;
  private long accepted;
  private long settled;
  private long dead;

  FactTable(Faults faults) {
    this.faults = faults;
  }

  /** The transfers that one arrival makes; null when it is known, or older than what is known. */
  @Nullable List<Transfer> accept(
      ConnectionRef source, SyncRecord record, List<String> targets, Instant at) {
    Known one = known.computeIfAbsent(name(source, record), key -> new Known());
    boolean isKnown = one.versions.contains(record.version());
    if (record.changedAt().isBefore(one.changedAt) || (isKnown && !faults.has(Defect.FACT_TWICE))) {
      return null;
    }
    one.versions.add(record.version());
    one.changedAt = record.changedAt();
    List<Transfer> made = new ArrayList<>();
    for (String connection : targets) {
      ConnectionRef target = new ConnectionRef(source.tenant(), connection);
      long id = ++lastId;
      Transfer transfer = new Transfer(id, id, target, source, record, one.told.add(target), at);
      line(target, record.type()).put(transfer.id, transfer);
      accepted++;
      made.add(transfer);
    }
    return made;
  }

  static String name(ConnectionRef source, SyncRecord record) {
    return source + " " + record.type().code() + " " + record.id();
  }

  boolean isKnown(ConnectionRef source, SyncRecord record) {
    Known one = known.get(name(source, record));
    return one != null && one.versions.contains(record.version());
  }

  private TreeMap<Long, Transfer> line(ConnectionRef target, RecordType type) {
    return waiting.computeIfAbsent(new Plug(target, type), key -> new TreeMap<>());
  }

  /** Those that are the oldest of their key, in the order in which they are due. */
  private List<Transfer> firstOfEachKey(ConnectionRef target, RecordType type) {
    Set<String> keys = new HashSet<>();
    List<Transfer> first = new ArrayList<>();
    for (Transfer each : line(target, type).values()) {
      if (keys.add(each.record.key()) || faults.has(Defect.KEY_ORDER_IGNORED)) {
        first.add(each);
      }
    }
    first.sort(
        Comparator.<Transfer, Instant>comparing(each -> each.dueAt).thenComparing(each -> each.id));
    return first;
  }

  List<Claimed> claim(
      ConnectionRef target, RecordType type, Set<Long> besides, int max, Instant now) {
    List<Claimed> claimed = new ArrayList<>();
    for (Transfer each : firstOfEachKey(target, type)) {
      boolean free = faults.has(Defect.UNDER_WAY_IGNORED) || !besides.contains(each.id);
      if (free && !each.dueAt.isAfter(now) && claimed.size() < max) {
        claimed.add(
            new Claimed(
                each.id,
                1,
                deliveryId(each),
                target,
                each.source.connection(),
                each.record,
                each.first,
                each.attempts,
                each.acceptedAt));
      }
    }
    return claimed;
  }

  String deliveryId(Transfer transfer) {
    String more = faults.has(Defect.DELIVERY_ID_BY_ATTEMPT) ? "_" + transfer.attempts : "";
    return "fact_" + transfer.delivery + more;
  }

  @Nullable Instant nextDue(ConnectionRef target, RecordType type) {
    List<Transfer> first = firstOfEachKey(target, type);
    return first.isEmpty() ? null : first.get(0).dueAt;
  }

  void settle(Settlement settlement) {
    Claimed claimed = settlement.claimed();
    TreeMap<Long, Transfer> line = line(claimed.target(), claimed.record().type());
    Transfer transfer = line.get(claimed.id());
    boolean counts = transfer != null || faults.has(Defect.SETTLED_TWICE);
    switch (settlement.ending()) {
      case DONE -> {
        settled += counts ? 1 : 0;
        line.remove(claimed.id());
      }
      case DEAD -> {
        dead += counts ? 1 : 0;
        line.remove(claimed.id());
        if (transfer != null) {
          graves.add(transfer);
        }
      }
      case RETRY -> {
        Instant due = settlement.dueAt();
        if (transfer != null) {
          transfer.dueAt = due == null ? settlement.at() : due;
          boolean isCounted = settlement.counted() && !faults.has(Defect.RETRY_UNCOUNTED);
          transfer.attempts = claimed.attempts() + (isCounted ? 1 : 0);
        }
      }
    }
  }

  /** All that died waits again, behind what came meanwhile. */
  List<Transfer> replay(Instant at) {
    List<Transfer> revived = new ArrayList<>();
    for (Transfer grave : graves) {
      Transfer again =
          new Transfer(
              ++lastId, grave.delivery, grave.target, grave.source, grave.record, grave.first, at);
      line(grave.target, grave.record.type()).put(again.id, again);
      dead--;
      revived.add(again);
    }
    graves.clear();
    return revived;
  }

  long waiting(@Nullable String tenant) {
    long sum = 0;
    for (Map.Entry<Plug, TreeMap<Long, Transfer>> each : waiting.entrySet()) {
      if (tenant == null || each.getKey().target().tenant().equals(tenant)) {
        sum += each.getValue().size();
      }
    }
    return sum;
  }

  boolean balances() {
    return accepted == settled + dead + waiting(null);
  }

  @Override
  public String toString() {
    return "accepted %d, settled %d, dead %d, waiting %d"
        .formatted(accepted, settled, dead, waiting(null));
  }
}
