package io.penstock.cli.bench;

import io.penstock.sandbox.sink.Goods;
import io.penstock.tenant.ApiKey;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a scenario is told.
 *
 * @param machine where it runs
 * @param version of this build, for the gateway's own words
 * @param environment overrides of the gateway's configuration, as {@code serve} reads them
 * @param tenants how many; 0 for the scenario's own number
 * @param rounds measured stretches of each side
 * @param length of one stretch, or of the scenario where it has one stretch only; zero for the
 *     scenario's own
 * @param warmMax longest warming of each side
 * @param inFlight requests under way at each origin
 * @param runOf updates in a row for the same tenant; null for as many as go into one push
 * @param key for the gateway's API
 * @param progress hears what is going on
 */
public record BenchOptions(
    Machine machine,
    String version,
    Map<String, String> environment,
    int tenants,
    int rounds,
    Duration length,
    Duration warmMax,
    int inFlight,
    @Nullable Integer runOf,
    Key key,
    Consumer<String> progress) {
  public static final int ROUNDS_MAX = 100;
  public static final int IN_FLIGHT_MAX = 100;

  public BenchOptions {
    environment = Map.copyOf(environment);
    between("rounds", rounds, 1, ROUNDS_MAX);
    between("in-flight", inFlight, 1, IN_FLIGHT_MAX);
    between("tenants", tenants, 0, Goods.TENANTS_MAX);
    if (runOf != null) {
      between("run-of", runOf, 1, 10_000);
    }
  }

  /**
   * A key of the gateway's API.
   *
   * @param text a secret
   */
  public record Key(String text, ApiKey stored) {
    @Override
    public String toString() {
      return "Key[" + stored.id() + "]";
    }
  }

  int tenantsOr(int usual) {
    return tenants == 0 ? usual : tenants;
  }

  Duration lengthOr(Duration usual) {
    return length.isZero() ? usual : length;
  }

  void tell(String progressLine) {
    progress.accept(progressLine);
  }

  private static void between(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "--" + option + " must be between " + min + " and " + max + ", not " + value);
    }
  }
}
