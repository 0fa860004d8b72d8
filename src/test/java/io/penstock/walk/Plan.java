package io.penstock.walk;

import io.penstock.sandbox.SandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a {@link House} is built like; everything quick, so that a fault costs a test little.
 *
 * @param attemptsMax of a push
 * @param lookAgain of an idle pusher
 * @param driftEvery how often the merchants' stock and prices are compared; zero for never
 * @param httpYaml further lines of the configuration's {@code http} section
 */
public record Plan(
    Path folder,
    SandboxOptions sandbox,
    int attemptsMax,
    Duration lookAgain,
    Duration drain,
    List<String> httpYaml,
    Duration driftEvery,
    House.Starter starter) {

  /** One merchant with twelve products and three orders. */
  public static Plan in(Path folder) {
    SandboxOptions options =
        SandboxOptions.defaults()
            .withPort(0)
            .withPopulation(new SandboxOptions.Population(1, 12, 3));
    return new Plan(
        folder,
        options,
        80,
        Duration.ofSeconds(30),
        Duration.ofSeconds(8),
        List.of("breakerOpenFor: 100ms"),
        Duration.ZERO,
        House.Starter.USUAL);
  }

  public Plan people(int tenants, int ordersAtStart) {
    return sandbox(
        sandbox.withPopulation(
            new SandboxOptions.Population(
                tenants, sandbox.population().productsPerTenant(), ordersAtStart)));
  }

  public Plan sandbox(SandboxOptions now) {
    return new Plan(folder, now, attemptsMax, lookAgain, drain, httpYaml, driftEvery, starter);
  }

  public Plan attemptsMax(int now) {
    return new Plan(folder, sandbox, now, lookAgain, drain, httpYaml, driftEvery, starter);
  }

  public Plan lookAgain(Duration now) {
    return new Plan(folder, sandbox, attemptsMax, now, drain, httpYaml, driftEvery, starter);
  }

  public Plan httpYaml(String... lines) {
    return new Plan(
        folder, sandbox, attemptsMax, lookAgain, drain, List.of(lines), driftEvery, starter);
  }

  public Plan starter(House.Starter now) {
    return new Plan(folder, sandbox, attemptsMax, lookAgain, drain, httpYaml, driftEvery, now);
  }

  public Plan driftEvery(Duration now) {
    return new Plan(folder, sandbox, attemptsMax, lookAgain, drain, httpYaml, now, starter);
  }

  public House build() {
    return new House(this);
  }
}
