package io.penstock.connector.partner;

import io.penstock.connector.http.Outlets;
import io.penstock.connector.http.Pace;
import io.penstock.record.RecordType;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the settings and secrets of a partner connection that takes webhooks say.
 *
 * @param requestsPerSecond at most; null for as fast as the partner answers
 * @param inFlightMax webhooks under way at once
 * @param batchMax stock levels or prices in one webhook
 * @param timeout for one webhook
 * @param signingKeys the key, and the previous one while it is being changed
 */
record PartnerSettings(
    URI url,
    @Nullable Double requestsPerSecond,
    int inFlightMax,
    int batchMax,
    Duration timeout,
    List<Secret> signingKeys) {
  static final int IN_FLIGHT_DEFAULT = 8;
  static final int IN_FLIGHT_MAX = 100;
  static final int BATCH_DEFAULT = 100;
  static final int BATCH_MAX = 500;
  static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(20);
  static final Duration TIMEOUT_MAX = Duration.ofMinutes(2);

  private static final String URL = "url";
  private static final String REQUESTS_PER_SECOND = "requestsPerSecond";
  private static final String IN_FLIGHT = "inFlightMax";
  private static final String BATCH = "batchMax";
  private static final String TIMEOUT = "timeout";
  private static final String SIGNING_KEY = "signingKey";
  private static final String PREVIOUS_SIGNING_KEY = "previousSigningKey";
  private static final Set<String> SETTINGS =
      Set.of(URL, REQUESTS_PER_SECOND, IN_FLIGHT, BATCH, TIMEOUT);
  private static final Set<String> SECRETS = Set.of(SIGNING_KEY, PREVIOUS_SIGNING_KEY);
  private static final Set<RecordType> IMPORTS =
      EnumSet.of(RecordType.ORDER, RecordType.STOCK, RecordType.PRICE);
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m)");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6})?");

  /** Every mistake, each starting with its key. */
  static List<String> problems(Connection connection, Outlets outlets) {
    List<String> problems = new ArrayList<>();
    Map<String, String> settings = connection.settings();
    unknown("settings", settings.keySet(), SETTINGS, problems);
    unknown("secrets", connection.secrets().keySet(), SECRETS, problems);
    url(connection, outlets, problems);
    if (settings.containsKey(REQUESTS_PER_SECOND) && rate(settings) == null) {
      problems.add(REQUESTS_PER_SECOND + ": must be a number from 0.01 to 100000, such as 20");
    }
    if (inFlight(settings) == null) {
      problems.add(IN_FLIGHT + ": must be a whole number from 1 to " + IN_FLIGHT_MAX);
    }
    if (batch(settings) == null) {
      problems.add(BATCH + ": must be a whole number from 1 to " + BATCH_MAX);
    }
    if (timeout(settings) == null) {
      problems.add(TIMEOUT + ": must be a duration from 100ms to 2m with its unit, such as 20s");
    }
    key(connection, SIGNING_KEY, takesWebhooks(connection), problems);
    key(connection, PREVIOUS_SIGNING_KEY, false, problems);
    plugs(connection, problems);
    return problems;
  }

  /** Whether webhooks go to this connection; without them neither url nor key is needed. */
  static boolean takesWebhooks(Connection connection) {
    return connection.plugs().stream().anyMatch(plug -> plug.direction() == Direction.IMPORT);
  }

  /** Reads settings without {@link #problems}. */
  static PartnerSettings of(Connection connection) {
    Map<String, String> settings = connection.settings();
    String url = settings.get(URL);
    Integer inFlight = inFlight(settings);
    Integer batch = batch(settings);
    Duration timeout = timeout(settings);
    Secret key = connection.secrets().get(SIGNING_KEY);
    if (url == null || inFlight == null || batch == null || timeout == null || key == null) {
      throw new IllegalArgumentException(
          "connection " + connection.id() + " has problems; ask for them before it is opened");
    }
    Secret previous = connection.secrets().get(PREVIOUS_SIGNING_KEY);
    List<Secret> keys = previous == null ? List.of(key) : List.of(key, previous);
    return new PartnerSettings(URI.create(url), rate(settings), inFlight, batch, timeout, keys);
  }

  Pace pace() {
    if (requestsPerSecond == null) {
      return new Pace(Pace.REQUESTS_PER_SECOND_MAX, Pace.REQUESTS_BURST_MAX, inFlightMax);
    }
    int burst = (int) Math.max(1, Math.ceil(requestsPerSecond));
    return new Pace(requestsPerSecond, burst, inFlightMax);
  }

  private static void url(Connection connection, Outlets outlets, List<String> problems) {
    String url = connection.settings().get(URL);
    if (url == null) {
      if (takesWebhooks(connection)) {
        problems.add(URL + ": is required: the address that webhooks go to");
      }
      return;
    }
    String problem = outlets.problem(url);
    if (problem != null) {
      problems.add(URL + ": " + problem);
    }
  }

  private static void plugs(Connection connection, List<String> problems) {
    for (Plug plug : connection.plugs()) {
      String name = "plugs: " + plug.direction() + " '" + plug.type().code() + "' ";
      boolean order = plug.type() == RecordType.ORDER;
      if (plug.direction() == Direction.IMPORT && !IMPORTS.contains(plug.type())) {
        problems.add(
            name + "cannot be: a partner connection imports only 'order', 'stock' and 'price'");
      } else if (plug.direction() == Direction.EXPORT && order) {
        problems.add(name + "cannot be: orders go to the partner, they do not come from it");
      } else if (plug.every() != null) {
        problems.add(name + "must have no 'every': the partner sends it to the API by itself");
      }
    }
  }

  private static void unknown(
      String what, Set<String> given, Set<String> known, List<String> problems) {
    for (String key : new TreeSet<>(given)) {
      if (!known.contains(key)) {
        problems.add(key + ": is not one of the " + what + ", which are " + new TreeSet<>(known));
      }
    }
  }

  private static void key(
      Connection connection, String name, boolean required, List<String> problems) {
    Secret secret = connection.secrets().get(name);
    if (secret == null) {
      if (required) {
        problems.add(name + ": is required, as a secret: whsec_ and 24 to 64 bytes in base64");
      }
      return;
    }
    String problem = SigningKey.problem(secret.reveal());
    if (problem != null) {
      problems.add(name + ": " + problem);
    }
  }

  private static @Nullable Double rate(Map<String, String> settings) {
    String text = settings.get(REQUESTS_PER_SECOND);
    if (text == null || !NUMBER.matcher(text).matches()) {
      return null;
    }
    double rate = Double.parseDouble(text);
    return rate >= 0.01 && rate <= Pace.REQUESTS_PER_SECOND_MAX ? rate : null;
  }

  private static @Nullable Integer inFlight(Map<String, String> settings) {
    return count(
        settings.getOrDefault(IN_FLIGHT, Integer.toString(IN_FLIGHT_DEFAULT)), IN_FLIGHT_MAX);
  }

  private static @Nullable Integer batch(Map<String, String> settings) {
    return count(settings.getOrDefault(BATCH, Integer.toString(BATCH_DEFAULT)), BATCH_MAX);
  }

  private static @Nullable Integer count(String text, int max) {
    if (!text.matches("[0-9]{1,4}")) {
      return null;
    }
    int count = Integer.parseInt(text);
    return count >= 1 && count <= max ? count : null;
  }

  private static @Nullable Duration timeout(Map<String, String> settings) {
    String text = settings.get(TIMEOUT);
    if (text == null) {
      return TIMEOUT_DEFAULT;
    }
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    long count = Long.parseLong(parts.group(1));
    Duration timeout =
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          default -> Duration.ofMinutes(count);
        };
    boolean fits = timeout.toMillis() >= 100 && timeout.compareTo(TIMEOUT_MAX) <= 0;
    return fits ? timeout : null;
  }
}
