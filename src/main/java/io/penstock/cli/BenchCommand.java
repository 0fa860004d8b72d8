package io.penstock.cli;

import io.penstock.cli.bench.BenchOptions;
import io.penstock.cli.bench.BenchResult;
import io.penstock.cli.bench.BenchTrouble;
import io.penstock.cli.bench.ColdStartScenario;
import io.penstock.cli.bench.ConflateScenario;
import io.penstock.cli.bench.DensityScenario;
import io.penstock.cli.bench.FloodScenario;
import io.penstock.cli.bench.FreshnessScenario;
import io.penstock.cli.bench.Machine;
import io.penstock.cli.bench.PollScenario;
import io.penstock.cli.bench.PushScenario;
import io.penstock.cli.bench.QuotaScenario;
import io.penstock.cli.bench.Scenario;
import io.penstock.server.config.GatewayConfig;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures this gateway on this machine, with a bare client beside it in the same run. */
@Command(
    name = "bench",
    description = {
      "Measure the gateway on this machine against a bare client, in turns, in one run.",
      "Absolute figures belong to their machine; the ratio is what counts. Void unless the",
      "ledger balances."
    },
    footerHeading = "Examples:%n",
    footer = {
      "  java -jar penstock.jar bench push",
      "  java -jar penstock.jar bench batch --json",
      "  java -jar penstock.jar bench push --tenants 8 --rounds 1 --for 1s --warm-max 2s",
      ""
    })
public final class BenchCommand implements Callable<Integer> {
  private static final List<Scenario> SCENARIOS =
      List.of(
          PushScenario.single(),
          PushScenario.batched(),
          new PollScenario(),
          new ConflateScenario(),
          new FloodScenario(),
          new QuotaScenario(),
          new DensityScenario(),
          new FreshnessScenario(),
          new ColdStartScenario());

  @Mixin private final Output output = new Output();

  @Parameters(
      paramLabel = "SCENARIO",
      description =
          "What to measure: push, batch, poll, conflate, flood, quota, density, freshness,"
              + " coldstart.")
  private String scenario = "";

  @Option(
      names = "--tenants",
      paramLabel = "N",
      description = "Tenants; each scenario has its own number.")
  private int tenants;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measured rounds of each side, in turns (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = RunLength.class,
      description = "Length of a round, or of a scenario without rounds; each has its own.")
  private Duration length = Duration.ZERO;

  @Option(
      names = "--warm-max",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = RunLength.class,
      description =
          "Each side is warmed until CPU per operation stops falling, at most this long"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration warmMax = Duration.ZERO;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "4",
      description = "Requests under way at each origin, on both sides (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(
      names = "--run-of",
      paramLabel = "N",
      description = "Updates in a row for the same tenant; as many as go into one push by default.")
  private @Nullable Integer runOf;

  @Option(
      names = "--pin",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Keep feeder and sink on the first core, gateway and bare client on the last, where there"
              + " are two and taskset is there (default: on).")
  private boolean pin;

  private final Map<String, String> environment;

  public BenchCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Scenario wanted =
        SCENARIOS.stream()
            .filter(each -> each.name().equals(scenario))
            .findFirst()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.USAGE,
                        "there is no scenario '" + scenario + "'",
                        "Scenarios: "
                            + SCENARIOS.stream()
                                .map(Scenario::name)
                                .collect(Collectors.joining(", "))));
    Logging.apply(
        new GatewayConfig.Log(GatewayConfig.LogFormat.TEXT, GatewayConfig.LogLevel.ERROR));
    NewApiKey key = NewApiKey.make("bench", Set.of(), Instant.now(), new SecureRandom());
    BenchOptions options =
        Wanted.options(
            () ->
                new BenchOptions(
                    Machine.here(pin && wanted.pins()),
                    Version.current(),
                    environment,
                    tenants,
                    rounds,
                    length,
                    warmMax,
                    inFlight,
                    runOf,
                    new BenchOptions.Key(key.text(), key.stored()),
                    output::message));
    try {
      BenchResult result = wanted.run(options);
      output.data(result.text(), result.json());
      return result.isVoid() ? ExitCode.FAILED : ExitCode.DONE;
    } catch (BenchTrouble trouble) {
      throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(trouble.getMessage()), null);
    }
  }
}
