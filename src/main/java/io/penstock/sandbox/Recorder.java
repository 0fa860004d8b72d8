package io.penstock.sandbox;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what came in: the last calls in full, and counts of everything since the start. Safe
 * from any thread.
 *
 * <p>A call is early when the tenant was told to wait and the time has not come. Calls that were on
 * their way at that moment are forgiven by a short grace.
 */
public final class Recorder {
  private static final int BODY_START_MAX_CHARS = 256;
  private static final int VIOLATIONS_KEPT = 1_000;

  private final int callsKept;
  private final Duration grace;
  private final ArrayDeque<SeenCall> calls = new ArrayDeque<>();
  private final ArrayDeque<Violation> violations = new ArrayDeque<>();
  private final Map<String, Tally> tallies = new HashMap<>();
  private final Map<String, Fence> fences = new HashMap<>();
  private final Map<String, Long> faults = new HashMap<>();

  /**
   * How much was seen, of one tenant or of all.
   *
   * @param refused answers from 400 to 499
   * @param failed answers from 500, and calls without an answer
   * @param early calls before Retry-After, or the quota that was told, permitted them
   * @param over calls for which a window of the quota had no room
   * @param nameless calls without User-Agent
   * @param withoutContact calls whose User-Agent has no contact address
   * @param undeclared calls whose plug was not declared
   */
  public record Tally(
      long calls,
      long refused,
      long failed,
      long early,
      long over,
      long nameless,
      long withoutContact,
      long undeclared) {
    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    Tally plus(Tally other) {
      return new Tally(
          calls + other.calls,
          refused + other.refused,
          failed + other.failed,
          early + other.early,
          over + other.over,
          nameless + other.nameless,
          withoutContact + other.withoutContact,
          undeclared + other.undeclared);
    }
  }

  private record Fence(Instant toldAt, Instant until) {}

  Recorder(int callsKept, Duration grace) {
    this.callsKept = callsKept;
    this.grace = grace;
  }

  /** Notes a call that has come in, before anything is done with it. */
  synchronized void arrived(Call call, String tenant) {
    @Nullable String agent = call.header("User-Agent");
    boolean nameless = agent == null || agent.isBlank();
    boolean withoutContact = !nameless && agent != null && agent.indexOf('@') < 0;
    add(tenant, new Tally(1, 0, 0, 0, 0, nameless ? 1 : 0, withoutContact ? 1 : 0, 0));
    if (early(tenant, call.at())) {
      violated(new Violation(call.at(), tenant, "early", ""));
    }
  }

  /** Notes that a call came too early, or for a window without room. */
  synchronized void violated(Violation violation) {
    boolean early = violation.kind().equals("early");
    add(violation.tenant(), new Tally(0, 0, 0, early ? 1 : 0, early ? 0 : 1, 0, 0, 0));
    if (violations.size() >= VIOLATIONS_KEPT) {
      violations.removeFirst();
    }
    violations.addLast(violation);
  }

  /** The last violations, newest last. */
  public synchronized List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** Notes how the call ended. Status 0: no answer was given. */
  synchronized void ended(Call call, String tenant, int status, String retryAfter, String fault) {
    boolean refused = status >= 400 && status < 500;
    boolean failed = status >= 500 || status == 0;
    if (refused || failed) {
      add(tenant, new Tally(0, refused ? 1 : 0, failed ? 1 : 0, 0, 0, 0, 0, 0));
    }
    if (!fault.isEmpty()) {
      faults.merge(fault, 1L, Long::sum);
    }
    if (!retryAfter.isEmpty()) {
      fence(tenant, call.at(), retryAfter);
    }
    if (calls.size() >= callsKept) {
      calls.removeFirst();
    }
    calls.addLast(seen(call, tenant, status, fault));
  }

  /** Notes that a connection used a plug it had not declared. */
  public synchronized void undeclared(String tenant) {
    add(tenant, new Tally(0, 0, 0, 0, 0, 0, 0, 1));
  }

  /** The last calls, newest last; the empty string means every tenant. */
  public synchronized List<SeenCall> calls(String tenant, int limit) {
    List<SeenCall> found = new ArrayList<>();
    for (var newestFirst = calls.descendingIterator();
        newestFirst.hasNext() && found.size() < limit; ) {
      SeenCall call = newestFirst.next();
      if (tenant.isEmpty() || tenant.equals(call.tenant())) {
        found.add(0, call);
      }
    }
    return found;
  }

  public synchronized Tally tally(String tenant) {
    return tallies.getOrDefault(tenant, Tally.NOTHING);
  }

  public synchronized Map<String, Tally> tallies() {
    return new HashMap<>(tallies);
  }

  public synchronized Tally total() {
    return tallies.values().stream().reduce(Tally.NOTHING, Tally::plus);
  }

  /** How often each kind of fault was done. */
  public synchronized Map<String, Long> faults() {
    return new HashMap<>(faults);
  }

  private void add(String tenant, Tally more) {
    tallies.merge(tenant, more, Tally::plus);
  }

  private boolean early(String tenant, Instant at) {
    Fence fence = fences.get(tenant);
    if (fence == null) {
      return false;
    }
    if (!at.isBefore(fence.until())) {
      fences.remove(tenant);
      return false;
    }
    return at.isAfter(fence.toldAt().plus(grace));
  }

  private void fence(String tenant, Instant at, String retryAfter) {
    try {
      Instant until =
          retryAfter.chars().allMatch(Character::isDigit)
              ? at.plusSeconds(Long.parseLong(retryAfter))
              : ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Fence before = fences.get(tenant);
      if (before == null || until.isAfter(before.until())) {
        fences.put(tenant, new Fence(at, until));
      }
    } catch (DateTimeException | NumberFormatException e) {
      throw new IllegalStateException("The sandbox wrote a bad Retry-After: " + retryAfter, e);
    }
  }

  private static SeenCall seen(Call call, String tenant, int status, String fault) {
    String agent = call.header("User-Agent");
    int bytes = Math.min(call.body().length(), BODY_START_MAX_CHARS);
    return new SeenCall(
        call.at(),
        call.method().name(),
        call.path(),
        call.rawQuery(),
        tenant,
        agent == null ? "" : agent,
        call.protocol(),
        status,
        fault,
        bytes == 0 ? "" : call.body().getString(0, bytes));
  }
}
