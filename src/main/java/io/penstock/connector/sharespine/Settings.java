package io.penstock.connector.sharespine;

import io.penstock.connector.http.Outlets;
import io.penstock.connector.http.Pace;
import io.penstock.record.RecordType;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Secret;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one connection says about itself, checked.
 *
 * @param priceList where prices without a list go; null where each must name its own
 * @param stockLocation the one location whose stock counts; null where stock has no location
 */
record Settings(
    URI baseUrl,
    String tenant,
    String connectionId,
    String login,
    Secret password,
    Pace pace,
    Instant ordersSince,
    @Nullable String priceList,
    @Nullable String stockLocation) {
  private static final Set<String> REQUIRED = Set.of("baseUrl", "tenant", "connectionId", "login");
  private static final Set<String> OPTIONAL =
      Set.of(
          "requestsPerSecond",
          "requestsBurst",
          "inFlightMax",
          "ordersSince",
          "priceList",
          "stockLocation");
  private static final String PASSWORD = "password";

  /** Of a connection without {@link #problems}. */
  static Settings of(Connection connection, SharespineOptions options) {
    Map<String, String> settings = connection.settings();
    Secret password = connection.secrets().get(PASSWORD);
    if (password == null) {
      throw new IllegalArgumentException("secrets.password: is required");
    }
    return new Settings(
        URI.create(required(settings, "baseUrl")),
        required(settings, "tenant"),
        required(settings, "connectionId"),
        required(settings, "login"),
        password,
        pace(settings, options.pace()),
        since(settings.get("ordersSince"), options),
        settings.get("priceList"),
        settings.get("stockLocation"));
  }

  static List<String> problems(Connection connection, SharespineOptions options, Outlets outlets) {
    List<String> problems = new ArrayList<>();
    Map<String, String> settings = connection.settings();
    for (String key : new TreeSet<>(REQUIRED)) {
      String value = settings.get(key);
      if (value == null || value.isBlank()) {
        problems.add("settings." + key + ": is required");
      } else if (!key.equals("login") && !printable(value)) {
        problems.add("settings." + key + ": must be plain printable ASCII");
      }
    }
    Set<String> known = new HashSet<>(REQUIRED);
    known.addAll(OPTIONAL);
    for (String key : new TreeSet<>(settings.keySet())) {
      if (!known.contains(key)) {
        problems.add("settings." + key + ": is not known; known are " + new TreeSet<>(known));
      }
    }
    address(settings.get("baseUrl"), outlets, problems);
    login(settings.get("login"), problems);
    numbers(settings, options, problems);
    secrets(connection, problems);
    for (Plug plug : connection.plugs()) {
      plug(plug, problems);
    }
    return problems;
  }

  private static void address(@Nullable String baseUrl, Outlets outlets, List<String> problems) {
    if (baseUrl != null && !baseUrl.isBlank()) {
      String problem = outlets.problem(baseUrl);
      if (problem != null) {
        problems.add("settings.baseUrl: " + problem);
      } else if (URI.create(baseUrl).getRawQuery() != null) {
        problems.add("settings.baseUrl: must not contain a query");
      }
    }
  }

  private static void login(@Nullable String login, List<String> problems) {
    if (login != null && login.chars().anyMatch(c -> c == ':' || c < 0x20)) {
      problems.add("settings.login: must not contain ':' or control characters");
    }
  }

  private static void numbers(
      Map<String, String> settings, SharespineOptions options, List<String> problems) {
    try {
      pace(settings, options.pace());
    } catch (NumberFormatException notANumber) {
      problems.add(
          "settings: requestsPerSecond, requestsBurst and inFlightMax must be numbers; "
              + notANumber.getMessage());
    } catch (IllegalArgumentException outOfBounds) {
      problems.add("settings." + outOfBounds.getMessage());
    }
    try {
      since(settings.get("ordersSince"), options);
    } catch (DateTimeParseException notADate) {
      problems.add("settings.ordersSince: must be a date such as 2024-05-01");
    }
  }

  private static void secrets(Connection connection, List<String> problems) {
    Secret password = connection.secrets().get(PASSWORD);
    if (password == null || password.reveal().isEmpty()) {
      problems.add("secrets.password: is required; it is the API user's password");
    }
    for (String key : new TreeSet<>(connection.secrets().keySet())) {
      if (!key.equals(PASSWORD)) {
        problems.add("secrets." + key + ": is not known; the only one is 'password'");
      }
    }
  }

  private static void plug(Plug plug, List<String> problems) {
    boolean reads = plug.direction() == Direction.EXPORT && plug.type() == RecordType.ORDER;
    boolean writes = plug.direction() == Direction.IMPORT && plug.type() != RecordType.ORDER;
    if (!reads && !writes) {
      problems.add(
          "plugs: "
              + plug.type().code()
              + " "
              + plug.direction()
              + " is not offered; there are order EXPORT and stock, price, order-status, shipment"
              + " IMPORT");
    }
  }

  private static Pace pace(Map<String, String> settings, Pace defaults) {
    String perSecond = settings.get("requestsPerSecond");
    String burst = settings.get("requestsBurst");
    String inFlight = settings.get("inFlightMax");
    return new Pace(
        perSecond == null ? defaults.requestsPerSecond() : Double.parseDouble(perSecond),
        burst == null ? defaults.requestsBurst() : Integer.parseInt(burst),
        inFlight == null ? defaults.inFlightMax() : Integer.parseInt(inFlight));
  }

  private static Instant since(@Nullable String date, SharespineOptions options) {
    return date == null
        ? options.firstReadSince()
        : LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static String required(Map<String, String> settings, String key) {
    String value = settings.get(key);
    if (value == null) {
      throw new IllegalArgumentException("settings." + key + ": is required");
    }
    return value;
  }

  private static boolean printable(String text) {
    return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
