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
 * @param httpYaml further lines of the configuration's {@code http} section
 */
public record Plan(
    Path folder,
    SandboxOptions sandbox,
    int attemptsMax,
    Duration lookAgain,
    Duration drain,
    List<String> httpYaml,
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
        House.Starter.USUAL);
  }

  public Plan people(int tenants, int ordersAtStart) {
    return sandbox(
        sandbox.withPopulation(
            new SandboxOptions.Population(
                tenants, sandbox.population().productsPerTenant(), ordersAtStart)));
  }

  public Plan sandbox(SandboxOptions now) {
    return new Plan(folder, now, attemptsMax, lookAgain, drain, httpYaml, starter);
  }

  public Plan attemptsMax(int now) {
    return new Plan(folder, sandbox, now, lookAgain, drain, httpYaml, starter);
  }

  public Plan lookAgain(Duration now) {
    return new Plan(folder, sandbox, attemptsMax, now, drain, httpYaml, starter);
  }

  public Plan httpYaml(String... lines) {
    return new Plan(folder, sandbox, attemptsMax, lookAgain, drain, List.of(lines), starter);
  }

  public Plan starter(House.Starter now) {
    return new Plan(folder, sandbox, attemptsMax, lookAgain, drain, httpYaml, now);
  }

  public House build() {
    return new House(this);
  }
}
