package io.penstock.cli;

import io.penstock.tenant.Plug;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Checks what the user wants before anything is started on it. */
final class Wanted {
  private static final double UPDATES_PER_SECOND_MAX = 1_000_000;
  private static final int PORT_MAX = 65_535;

  private Wanted() {}

  /** Options whose constructors say no by an IllegalArgumentException. */
  static <T> T options(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException refused) {
      throw refused(String.valueOf(refused.getMessage()));
    }
  }

  static void updatesPerSecond(double rate) {
    if (!(rate > 0 && rate <= UPDATES_PER_SECOND_MAX)) {
      throw refused("--updates-per-second must be above 0 and at most 1000000, not " + rate);
    }
  }

  /** Updates need somebody to be for. */
  static void someTenants(int tenants) {
    if (tenants < 1) {
      throw refused("--tenants must be at least 1, not " + tenants);
    }
  }

  static void port(String option, int port) {
    if (port < 0 || port > PORT_MAX) {
      throw refused(option + " must be between 0 and " + PORT_MAX + ", not " + port);
    }
  }

  /** The bounds of a plug's interval in a tenants file. */
  static void pollEvery(Duration every) {
    if (every.compareTo(Plug.EVERY_MIN) < 0 || every.compareTo(Plug.EVERY_MAX) > 0) {
      throw refused("--poll-every must be between 1s and 1d");
    }
  }

  static void httpAddress(String option, URI address) {
    String scheme = address.getScheme();
    if (address.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw refused(
          option + " must be a whole address, such as http://127.0.0.1:8080, not " + address);
    }
  }

  /** The key is nowhere in the message, whatever is wrong with it. */
  static String apiKey(Path file) throws IOException {
    String key = Files.readString(file).strip();
    if (!key.matches("[\\x21-\\x7e]+")) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE,
          file + ": must hold one API key and nothing else",
          "Make one with: penstock api-key create --name partner > " + file);
    }
    return key;
  }

  private static CommandFailure refused(String message) {
    return new CommandFailure(ExitCode.USAGE, message, null);
  }
}
