package io.penstock.api;

import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.sync.outbox.StateBatch;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Routes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Lines of a stream that go to disk together: states of all tenants packed, facts by tenant.
 * Filled, committed, cleared and filled again.
 */
final class UpdateChunk {
  /** No connection of the tenant imports the type. */
  static final int NOBODY = -1;

  /** One tenant's facts with their line numbers. */
  record Facts(List<SyncRecord> records, List<Long> lines) {}

  private final StateBatch states = new StateBatch();
  private final Map<String, Facts> facts = new LinkedHashMap<>();
  private long[] lines = new long[64];
  private int size;
  private long number;

  StateBatch states() {
    return states;
  }

  Map<String, Facts> facts() {
    return facts;
  }

  int size() {
    return size;
  }

  /** The tenant's group for a type of state, a new one when this chunk has none of it yet. */
  int group(StreamTenants.One tenant, RecordType type) {
    int known = tenant.group(this, number, type);
    if (known != StreamTenants.UNKNOWN) {
      return known;
    }
    List<String> targets = tenant.entry().routes().targets(type, Routes.API);
    int group =
        targets.isEmpty()
            ? NOBODY
            : states.group(
                new StateBatch.Group(new ConnectionRef(tenant.id(), Routes.API), type, targets));
    tenant.remember(type, group);
    return group;
  }

  void add(int group, PackedLine line, long lineNumber) {
    states
        .block()
        .add(
            group,
            line.changedAt(),
            line.key(),
            0,
            line.keyLength(),
            line.value(),
            0,
            line.valueLength());
    remember(lineNumber);
  }

  void add(int group, SyncRecord state, long lineNumber) {
    states.block().add(group, state);
    remember(lineNumber);
  }

  private void remember(long lineNumber) {
    int at = states.block().size() - 1;
    if (at == lines.length) {
      lines = Arrays.copyOf(lines, 2 * at);
    }
    lines[at] = lineNumber;
    size++;
  }

  void add(String tenant, SyncRecord fact, long lineNumber) {
    Facts ofTenant =
        facts.computeIfAbsent(tenant, key -> new Facts(new ArrayList<>(), new ArrayList<>()));
    ofTenant.records().add(fact);
    ofTenant.lines().add(lineNumber);
    size++;
  }

  String tenant(int group) {
    return states.groups().get(group).source().tenant();
  }

  List<Long> lines(int group) {
    List<Long> ofGroup = new ArrayList<>();
    for (int at = 0; at < states.block().size(); at++) {
      if (states.block().group(at) == group) {
        ofGroup.add(lines[at]);
      }
    }
    return ofGroup;
  }

  void forEachGroup(BiConsumer<String, List<Long>> visit) {
    for (int group = 0; group < states.groups().size(); group++) {
      visit.accept(tenant(group), lines(group));
    }
  }

  void clear() {
    states.clear();
    facts.clear();
    size = 0;
    number++;
  }
}
