package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.Twist;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One customer account with everything in it. Every method takes the tenant's lock, for
 * microseconds; what it hands out never changes afterwards.
 *
 * <p>Stamps come from the platform's clock in whole seconds and never go backwards, so the newest
 * stamp of a tenant always belongs to its newest change.
 */
final class SharespineTenant {
  private static final int EVENTS_MAX = 1_000;

  private final String codeName;
  private final int number;
  private final SandboxOptions options;
  private final FieldRules rules;
  private final LocalIds ids;
  private final TenantAccess access;
  private final ObjectNode profile;
  private final Map<RecordType, RecordTable> tables = new EnumMap<>(RecordType.class);
  private final ArrayDeque<StoredEvent> events = new ArrayDeque<>();
  private long sequence;
  private long newestSecond = Long.MIN_VALUE;
  private Instant heldUntil = Instant.MIN;
  private long ordersMade;
  private long orderNumbersTaken;
  private long orderChanges;

  /** A log event as it was sent. */
  record StoredEvent(long second, byte[] content) {}

  /** What a write came to. */
  record Written(StoredRecord record, boolean created) {}

  /**
   * @param number which tenant of the sandbox it is, from 0; its data follow from it and the seed
   * @param profile what the reseller said of it
   */
  SharespineTenant(String codeName, int number, SandboxOptions options, ObjectNode profile) {
    this.codeName = codeName;
    this.number = number;
    this.options = options;
    this.rules = new FieldRules(options.lists().priceWrite());
    this.profile = profile;
    long seedOfTenant = options.seed() * 1_000_003 + number;
    this.ids = new LocalIds(seedOfTenant);
    this.access = new TenantAccess(~seedOfTenant, rules);
  }

  String codeName() {
    return codeName;
  }

  int number() {
    return number;
  }

  synchronized boolean active() {
    return profile.path("active").asBoolean(true);
  }

  synchronized ObjectNode profile() {
    ObjectNode form = Json.object().put("codeName", codeName);
    form.setAll(profile.deepCopy());
    return form;
  }

  synchronized ObjectNode changeProfile(ObjectNode write) {
    rules.merge(profile, write);
    return profile();
  }

  /** Who may speak for the tenant; it has a lock of its own. */
  TenantAccess access() {
    return access;
  }

  // Records

  synchronized StoredRecord byLocalId(RecordType type, String localId) {
    StoredRecord record = table(type).byLocalId(localId);
    if (record == null) {
      throw Refusal.unknown(type.path() + " " + localId);
    }
    return record;
  }

  synchronized StoredRecord byRemoteId(RecordType type, String connectionId, String remoteId) {
    StoredRecord record = table(type).byRemoteId(connectionId, remoteId);
    if (record == null) {
      throw Refusal.unknown(type.path() + " with remoteId " + remoteId);
    }
    return record;
  }

  /** Everything of a type modified at that second or later, oldest change first. */
  synchronized List<StoredRecord> since(RecordType type, long second) {
    return table(type).since(second);
  }

  synchronized List<StoredRecord> bySku(String sku) {
    StoredRecord record = table(RecordType.PRODUCT).bySku(sku);
    return record == null ? List.of() : List.of(record);
  }

  synchronized int count(RecordType type) {
    RecordTable table = tables.get(type);
    return table == null ? 0 : table.size();
  }

  synchronized long ordersMade() {
    return ordersMade;
  }

  /** The next order number of the tenant's shop, from 0. */
  synchronized long takeOrderNumber() {
    return orderNumbersTaken++;
  }

  synchronized long orderChanges() {
    return orderChanges;
  }

  /** Creates a record, or with {@code update} changes the one that already has this remote id. */
  synchronized Written create(
      RecordType type,
      String connectionId,
      ObjectNode write,
      boolean update,
      boolean keepTotals,
      Instant now,
      Twist twist) {
    FieldRules.check(type, write);
    String remoteId = Json.text(write, "remoteId");
    StoredRecord known = remoteId.isEmpty() ? null : table(type).byRemoteId(connectionId, remoteId);
    if (known != null) {
      if (update) {
        return new Written(change(known, connectionId, write, keepTotals, now, twist), false);
      }
      String message = "There is already a " + type.path() + " with remoteId " + remoteId;
      throw options.strict().duplicateStatus() == 409
          ? Refusal.of(409, message)
          : Refusal.field("remoteId", message);
    }
    ObjectNode content = Json.object();
    rules.merge(content, write);
    if (type == RecordType.PRODUCT && Json.text(content, "vatRatePercent").isEmpty()) {
      throw Refusal.field("vatRatePercent", "vatRatePercent is mandatory");
    }
    if (type == RecordType.ORDER) {
      ordersMade++;
      if (!keepTotals) {
        FieldRules.recalculate(content);
      }
    }
    String sku = freeSku(type, content, "");
    long second = stamp(now, twist);
    String reference = Json.text(content, "remoteOrderNo");
    StoredRecord record =
        new StoredRecord(
            type,
            ids.next(),
            ++sequence,
            second,
            second,
            remoteId.isEmpty() ? Map.of() : Map.of(connectionId, remoteId),
            reference.isEmpty() ? Map.of() : Map.of(connectionId, reference),
            Json.bytes(content));
    table(type).put(record, sku);
    return new Written(record, true);
  }

  /** Changes a record; one that is the same afterwards keeps its stamp. */
  synchronized StoredRecord change(
      StoredRecord asked,
      String connectionId,
      ObjectNode write,
      boolean keepTotals,
      Instant now,
      Twist twist) {
    FieldRules.check(asked.type(), write);
    return edit(
        asked,
        connectionId,
        write,
        content -> {
          rules.merge(content, write);
          if (asked.type() == RecordType.ORDER && write.has("rows") && !keepTotals) {
            FieldRules.recalculate(content);
          }
        },
        now,
        twist);
  }

  /** Adds entries to an array in an order; each gets an id of its own. */
  synchronized ArrayNode append(
      StoredRecord asked, String array, ArrayNode entries, Instant now, Twist twist) {
    for (int i = 0; i < entries.size(); i++) {
      if (!(entries.get(i) instanceof ObjectNode entry)) {
        throw Refusal.field("[" + i + "]", "each entry is an object");
      }
      entry.put("localId", ids.next());
    }
    if (!entries.isEmpty()) {
      edit(
          asked,
          "",
          Json.object(),
          content -> content.withArrayProperty(array).addAll(entries),
          now,
          twist);
    }
    return entries;
  }

  /** Changes a record's content by a step of the merchant's own systems. */
  synchronized StoredRecord edit(StoredRecord asked, Consumer<ObjectNode> step, Instant now) {
    return edit(asked, "", Json.object(), step, now, Twist.NONE);
  }

  private StoredRecord edit(
      StoredRecord asked,
      String connectionId,
      ObjectNode write,
      Consumer<ObjectNode> step,
      Instant now,
      Twist twist) {
    RecordTable table = table(asked.type());
    StoredRecord before = byLocalId(asked.type(), asked.localId());
    ObjectNode content = before.tree();
    String skuBefore = Json.text(content, "sku");
    step.accept(content);
    if (asked.type() == RecordType.PRODUCT && Json.text(content, "vatRatePercent").isEmpty()) {
      throw Refusal.field("vatRatePercent", "vatRatePercent is mandatory");
    }
    Map<String, String> remoteIds = remoteIds(before, connectionId, write);
    byte[] bytes = Json.bytes(content);
    if (Arrays.equals(bytes, before.content()) && remoteIds.equals(before.remoteIds())) {
      return before;
    }
    String sku = freeSku(asked.type(), content, before.localId());
    if (!skuBefore.equals(sku) && !skuBefore.isEmpty()) {
      table.forgetSku(skuBefore);
    }
    if (asked.type() == RecordType.ORDER) {
      orderChanges++;
    }
    StoredRecord after =
        new StoredRecord(
            before.type(),
            before.localId(),
            ++sequence,
            before.createdSecond(),
            stamp(now, twist),
            remoteIds,
            before.remoteReference(),
            bytes);
    table.put(after, sku);
    return after;
  }

  private Map<String, String> remoteIds(
      StoredRecord before, String connectionId, ObjectNode write) {
    if (!write.has("remoteId")) {
      return before.remoteIds();
    }
    Map<String, String> ids = new TreeMap<>(before.remoteIds());
    String remoteId = Json.text(write, "remoteId");
    if (remoteId.isEmpty()) {
      ids.remove(connectionId);
    } else {
      StoredRecord holder = table(before.type()).byRemoteId(connectionId, remoteId);
      if (holder != null && !holder.localId().equals(before.localId())) {
        throw Refusal.field("remoteId", "Another " + before.type().path() + " has this remoteId");
      }
      ids.put(connectionId, remoteId);
    }
    return Map.copyOf(ids);
  }

  private String freeSku(RecordType type, ObjectNode content, String own) {
    String sku = type == RecordType.PRODUCT ? Json.text(content, "sku") : "";
    StoredRecord holder = sku.isEmpty() ? null : table(type).bySku(sku);
    if (holder != null && !holder.localId().equals(own) && options.strict().skus()) {
      throw Refusal.field("sku", "There is already a product with SKU " + sku);
    }
    return sku;
  }

  // Log events

  synchronized void log(ArrayNode sent, Instant now) {
    long second = stamp(now, Twist.NONE);
    for (var event : sent) {
      if (events.size() >= EVENTS_MAX) {
        events.removeFirst();
      }
      events.addLast(new StoredEvent(second, Json.bytes(event)));
    }
  }

  synchronized List<StoredEvent> events() {
    return new ArrayList<>(events);
  }

  // Time and names

  /** From now until then every change carries the newest stamp there is. */
  synchronized void holdStamps(Instant now, Duration span) {
    heldUntil = now.plus(span);
  }

  private long stamp(Instant now, Twist twist) {
    if (newestSecond > Long.MIN_VALUE && now.isBefore(heldUntil)) {
      return newestSecond;
    }
    long second = now.plus(options.clockSkew()).plus(twist.skew()).getEpochSecond();
    newestSecond = Math.max(newestSecond, second);
    return newestSecond;
  }

  private RecordTable table(RecordType type) {
    return tables.computeIfAbsent(type, each -> new RecordTable());
  }
}
