package io.penstock.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the comparison found.
 *
 * @param rows orders, stock and prices, in this order
 * @param versions different order versions that the partner was told
 * @param repeats tellings of a version beyond the first that the partner answered
 * @param differences the first {@link LedgerCheck#DIFFERENCES_MAX} of each kind
 */
public record LedgerResult(
    List<Row> rows,
    long versions,
    long repeats,
    boolean repeatsAllowed,
    List<LedgerDifference> differences) {

  public LedgerResult {
    rows = List.copyOf(rows);
    differences = List.copyOf(differences);
  }

  /** One line of the sum: {@code expected = matched + missing + stale}. */
  public record Row(
      String subject,
      long expected,
      long matched,
      long missing,
      long stale,
      long doubled,
      long unexpected) {

    boolean balances() {
      return matched == expected && missing + stale + doubled + unexpected == 0;
    }
  }

  /** Whether both ends agree on everything. */
  public boolean balances() {
    return rows.stream().allMatch(Row::balances);
  }

  /** The sum for people, with a closing sentence and the differences. */
  public String table() {
    StringBuilder text = new StringBuilder();
    String line = "%-8s %10s %10s %8s %8s %8s %10s%n";
    text.append(
        String.format(
            Locale.ROOT,
            line,
            "ledger",
            "expected",
            "matched",
            "missing",
            "stale",
            "doubled",
            "unexpected"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              line,
              row.subject(),
              row.expected(),
              row.matched(),
              row.missing(),
              row.stale(),
              row.doubled(),
              row.unexpected()));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%d order versions told, %d repeats%s%n",
            versions,
            repeats,
            repeatsAllowed ? " (allowed in this run)" : ""));
    differences.forEach(difference -> text.append(difference).append(System.lineSeparator()));
    text.append(
        balances()
            ? "The ledger balances: nothing lost, nothing doubled."
            : "THE LEDGER DOES NOT BALANCE.");
    return text.toString();
  }

  public JsonObject json() {
    JsonArray sums = new JsonArray();
    for (Row row : rows) {
      sums.add(
          new JsonObject()
              .put("subject", row.subject())
              .put("expected", row.expected())
              .put("matched", row.matched())
              .put("missing", row.missing())
              .put("stale", row.stale())
              .put("doubled", row.doubled())
              .put("unexpected", row.unexpected()));
    }
    JsonArray found = new JsonArray();
    for (LedgerDifference difference : differences) {
      found.add(
          new JsonObject()
              .put("kind", difference.kind().name().toLowerCase(Locale.ROOT))
              .put("subject", difference.subject())
              .put("tenant", difference.tenant())
              .put("key", difference.key())
              .put("detail", difference.detail()));
    }
    return new JsonObject()
        .put("balances", balances())
        .put("rows", sums)
        .put("versions", versions)
        .put("repeats", repeats)
        .put("repeatsAllowed", repeatsAllowed)
        .put("differences", found);
  }

  /** A row while it is being added up. */
  static final class Tally {
    private final String subject;
    private final Map<LedgerDifference.Kind, Long> counts =
        new EnumMap<>(LedgerDifference.Kind.class);
    long expected;
    long matched;

    Tally(String subject) {
      this.subject = subject;
    }

    String subject() {
      return subject;
    }

    void count(LedgerDifference.Kind kind) {
      counts.merge(kind, 1L, Long::sum);
    }

    Row row() {
      return new Row(
          subject,
          expected,
          matched,
          counts.getOrDefault(LedgerDifference.Kind.MISSING, 0L),
          counts.getOrDefault(LedgerDifference.Kind.STALE, 0L),
          counts.getOrDefault(LedgerDifference.Kind.DOUBLED, 0L),
          counts.getOrDefault(LedgerDifference.Kind.UNEXPECTED, 0L));
    }
  }
}
