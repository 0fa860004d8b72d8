package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * A filter tree as the query endpoint takes it. Documented are {@code and}, {@code gt}, {@code eq}
 * with {@code datetime} and {@code str}; the rest is assumption A5.
 */
interface Filter {

  int CLAUSES_MAX = 1_000;
  Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

  boolean takes(Candidate candidate);

  /** No record modified before this second can pass. */
  default long sinceSecond() {
    return Long.MIN_VALUE;
  }

  /** If only records with one SKU can pass: that SKU. */
  default Optional<String> onlySku() {
    return Optional.empty();
  }

  /** A record under test; its content is read only if a clause asks for it. */
  final class Candidate {
    private final StoredRecord record;
    private final String connectionId;
    private ObjectNode tree = Json.object();
    private boolean read;

    Candidate(StoredRecord record, String connectionId) {
      this.record = record;
      this.connectionId = connectionId;
    }

    String text(String field) {
      return switch (field) {
        case "localId" -> record.localId();
        case "remoteId" -> record.remoteIds().getOrDefault(connectionId, "");
        default -> content(field);
      };
    }

    long second(String field) {
      return switch (field) {
        case "lastModified" -> record.modifiedSecond();
        case "created" -> record.createdSecond();
        default ->
            Filter.instant(content(field)).map(Instant::getEpochSecond).orElse(Long.MIN_VALUE);
      };
    }

    private String content(String field) {
      if (!read) {
        tree = record.tree();
        read = true;
      }
      JsonNode value = tree;
      for (String step : field.split("\\.", -1)) {
        value = value.path(step);
      }
      return value.isValueNode() ? value.asText() : "";
    }
  }

  static Filter of(JsonNode body) {
    JsonNode filter = body.get("filter");
    if (filter == null || filter.isNull()) {
      return candidate -> true;
    }
    return clause(filter, "filter", new int[] {CLAUSES_MAX});
  }

  private static Filter clause(JsonNode clause, String path, int[] left) {
    if (--left[0] < 0) {
      throw Refusal.field(path, "a filter has at most " + CLAUSES_MAX + " clauses");
    }
    String type = Json.text(clause, "type");
    return switch (type) {
      case "and" -> new All(below(clause, path, left));
      case "or" -> new Any(below(clause, path, left));
      case "not" -> {
        Filter inner = new All(below(clause, path, left));
        yield candidate -> !inner.takes(candidate);
      }
      case "eq" -> comparison(clause, path, sign -> sign == 0, true, true);
      case "ne" -> comparison(clause, path, sign -> sign != 0, false, false);
      case "gt" -> comparison(clause, path, sign -> sign > 0, true, false);
      case "ge" -> comparison(clause, path, sign -> sign >= 0, true, false);
      case "lt" -> comparison(clause, path, sign -> sign < 0, false, false);
      case "le" -> comparison(clause, path, sign -> sign <= 0, false, false);
      case "in" -> in(clause, path);
      default ->
          throw Refusal.field(
              path + ".type",
              "a clause is one of and, or, not, eq, ne, gt, ge, lt, le, in, but not \""
                  + type
                  + "\"");
    };
  }

  private static List<Filter> below(JsonNode clause, String path, int[] left) {
    JsonNode subclauses = clause.get("subclauses");
    if (subclauses == null || !subclauses.isArray()) {
      JsonNode single = clause.get("subclause");
      if (single != null) {
        return List.of(clause(single, path + ".subclause", left));
      }
      throw Refusal.field(path + ".subclauses", "subclauses is an array");
    }
    List<Filter> filters = new ArrayList<>();
    for (int i = 0; i < subclauses.size(); i++) {
      filters.add(clause(subclauses.get(i), path + ".subclauses[" + i + "]", left));
    }
    return filters;
  }

  private static Filter comparison(
      JsonNode clause, String path, IntPredicate wanted, boolean bounded, boolean equality) {
    String field = Json.text(clause, "field");
    if (field.isEmpty()) {
      throw Refusal.field(path + ".field", "a comparison names its field");
    }
    JsonNode value = clause.path("value");
    String text = value.path("value").asText();
    return switch (Json.text(value, "type")) {
      case "datetime" -> {
        Instant instant =
            instant(text)
                .orElseThrow(
                    () ->
                        Refusal.field(
                            path + ".value", "a datetime looks like 2024-05-01T06:00:00Z"));
        boolean since = bounded && field.equals("lastModified");
        yield new Stamped(field, instant, wanted, since);
      }
      case "str" -> new Text(field, canonical(field, text), wanted, equality);
      case "num" -> {
        BigDecimal number = decimal(text, path + ".value");
        yield candidate -> {
          String held = candidate.text(field);
          return isDecimal(held) && wanted.test(new BigDecimal(held).compareTo(number));
        };
      }
      case "bool" -> candidate -> wanted.test(candidate.text(field).equals(text) ? 0 : 1);
      default -> throw Refusal.field(path + ".value.type", "a value is datetime, str, num or bool");
    };
  }

  private static Filter in(JsonNode clause, String path) {
    String field = Json.text(clause, "field");
    JsonNode values =
        clause.has("values") ? clause.get("values") : clause.path("value").path("value");
    if (field.isEmpty() || values == null || !values.isArray()) {
      throw Refusal.field(path, "in needs a field and an array of values");
    }
    java.util.Set<String> texts = new java.util.HashSet<>();
    for (JsonNode value : values) {
      String text = value.isObject() ? value.path("value").asText() : value.asText();
      texts.add(canonical(field, text));
    }
    return candidate -> texts.contains(canonical(field, candidate.text(field)));
  }

  /** Two official articles disagree on the word, so a query takes both (A7). */
  private static String canonical(String field, String text) {
    return field.equals("orderStatus") && text.equals("completed") ? "complete" : text;
  }

  private static BigDecimal decimal(String text, String path) {
    if (!isDecimal(text)) {
      throw Refusal.field(path, "not a decimal number");
    }
    return new BigDecimal(text);
  }

  private static boolean isDecimal(String text) {
    return DECIMAL.matcher(text).matches();
  }

  /** A date-time with or without fractions of a second. */
  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Passes what all clauses pass. */
  record All(List<Filter> filters) implements Filter {
    @Override
    public boolean takes(Candidate candidate) {
      for (Filter filter : filters) {
        if (!filter.takes(candidate)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public long sinceSecond() {
      return filters.stream().mapToLong(Filter::sinceSecond).max().orElse(Long.MIN_VALUE);
    }

    @Override
    public Optional<String> onlySku() {
      return filters.stream().flatMap(filter -> filter.onlySku().stream()).findFirst();
    }
  }

  /** Passes what any clause passes. */
  record Any(List<Filter> filters) implements Filter {
    @Override
    public boolean takes(Candidate candidate) {
      for (Filter filter : filters) {
        if (filter.takes(candidate)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Compares a point in time. Stamps have whole seconds, the asked one may be finer. */
  record Stamped(String field, Instant instant, IntPredicate wanted, boolean since)
      implements Filter {
    @Override
    public boolean takes(Candidate candidate) {
      long second = candidate.second(field);
      if (second == Long.MIN_VALUE) {
        return false;
      }
      return wanted.test(Instant.ofEpochSecond(second).compareTo(instant));
    }

    @Override
    public long sinceSecond() {
      return since ? instant.getEpochSecond() : Long.MIN_VALUE;
    }
  }

  /** Compares text. */
  record Text(String field, String text, IntPredicate wanted, boolean equality) implements Filter {
    @Override
    public boolean takes(Candidate candidate) {
      return wanted.test(canonical(field, candidate.text(field)).compareTo(text));
    }

    @Override
    public Optional<String> onlySku() {
      return equality && field.equals("sku") ? Optional.of(text) : Optional.empty();
    }
  }
}
