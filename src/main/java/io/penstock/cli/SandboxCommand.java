package io.penstock.cli;

import io.penstock.sandbox.FaultProfile;
import io.penstock.sandbox.LedgerResult;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.partner.TrafficCounts;
import io.penstock.server.config.ConfigReader;
import io.penstock.server.config.Configured;
import io.penstock.server.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The emulated platforms and the partner's system alone, for a gateway in another process. When it
 * is told to stop it lets everything arrive and ends with the ledger.
 */
@Command(
    name = "sandbox",
    description = {
      "Run the emulated platforms and a partner's system, for a gateway that runs elsewhere.",
      "With --gateway the partner also sends stock levels and prices, and the end is the ledger.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  java -jar penstock.jar sandbox --config conf/sandbox.yaml --tenants-file tenants.yaml",
      "  java -jar penstock.jar sandbox --tenants 50 --gateway http://127.0.0.1:8080 \\",
      "      --api-key-file key.txt --for 60s",
      ""
    })
public final class SandboxCommand implements Callable<Integer> {
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final int REQUESTS_PER_SECOND = 50;
  private static final int IN_FLIGHT_MAX = 2;

  @Mixin private final Output output = new Output();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "What to emulate, such as conf/sandbox.yaml; the options here go before it.")
  private @Nullable Path config;

  @Option(
      names = "--platform",
      paramLabel = "NAME",
      defaultValue = "sharespine",
      description = "The platform to emulate; there is sharespine.")
  private String platform = "";

  @Option(names = "--port", paramLabel = "PORT", description = "Where the platform listens.")
  private @Nullable Integer port;

  @Option(
      names = "--partner-port",
      paramLabel = "PORT",
      defaultValue = "8091",
      description = "Where the partner's system takes webhooks (default: ${DEFAULT-VALUE}).")
  private int partnerPort;

  @Option(names = "--tenants", paramLabel = "N", description = "Merchants to make.")
  private @Nullable Integer tenants;

  @Option(
      names = "--orders-per-second",
      paramLabel = "R",
      description = "New orders over all merchants.")
  private @Nullable Double ordersPerSecond;

  @Option(
      names = "--faults",
      description = "What both ends do wrong on purpose: ${COMPLETION-CANDIDATES}.")
  private @Nullable FaultProfile faults;

  @Option(names = "--seed", paramLabel = "N", description = "The same seed, the same merchants.")
  private @Nullable Long seed;

  @Option(
      names = "--poll-every",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = RunLength.class,
      description = "Written into the tenants file (default: ${DEFAULT-VALUE}).")
  private Duration pollEvery = Duration.ZERO;

  @Option(
      names = "--tenants-file",
      paramLabel = "FILE",
      defaultValue = "tenants.yaml",
      description =
          "Write the tenants, with their credentials, for serve (default: ${DEFAULT-VALUE}).")
  private Path tenantsFile = Path.of("");

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description = "The gateway's API, to which the partner sends stock levels and prices.")
  private @Nullable URI gateway;

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description = "Holds the partner's key for the gateway; see penstock api-key create.")
  private @Nullable Path apiKeyFile;

  @Option(
      names = "--updates-per-second",
      paramLabel = "R",
      defaultValue = "500",
      description = "Stock levels and prices from the partner (default: ${DEFAULT-VALUE}).")
  private double updatesPerSecond;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = RunLength.class,
      description = "How long traffic flows; until Ctrl-C by default.")
  private @Nullable Duration length;

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "180s",
      converter = RunLength.class,
      description = "How long all may take to arrive afterwards (default: ${DEFAULT-VALUE}).")
  private Duration settle = Duration.ZERO;

  @Option(
      names = "--repeats-allowed",
      description = "A webhook may come twice: for gateways that are killed in between.")
  private boolean repeatsAllowed;

  private final Map<String, String> environment;

  public SandboxCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!platform.equals("sharespine")) {
      throw new CommandFailure(
          ExitCode.USAGE, "there is no platform '" + platform + "'", "There is: sharespine.");
    }
    if ((gateway == null) != (apiKeyFile == null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--gateway and --api-key-file belong together; give both or none", null);
    }
    SandboxOptions options = Wanted.options(this::options);
    Wanted.pollEvery(pollEvery);
    Wanted.port("--partner-port", partnerPort);
    String apiKey = null;
    if (gateway != null && apiKeyFile != null) {
      Wanted.httpAddress("--gateway", gateway);
      Wanted.updatesPerSecond(updatesPerSecond);
      Wanted.someTenants(options.population().tenants());
      apiKey = Wanted.apiKey(apiKeyFile);
    }
    CountDownLatch stop = new CountDownLatch(1);
    StopSignal signal = StopSignal.install(stop::countDown);
    int code = ExitCode.FAILED;
    try {
      code = run(options, apiKey, stop);
      return code;
    } finally {
      signal.finish(code);
    }
  }

  private int run(SandboxOptions options, @Nullable String apiKey, CountDownLatch stop)
      throws IOException, InterruptedException {
    Logging.apply(new GatewayConfig.Log(GatewayConfig.LogFormat.TEXT, GatewayConfig.LogLevel.WARN));
    Vertx vertx = Vertx.vertx();
    try {
      return run(vertx, options, apiKey, stop);
    } finally {
      Waiting.awaited("closing", vertx.close(), START_MAX);
    }
  }

  private int run(Vertx vertx, SandboxOptions options, @Nullable String apiKey, CountDownLatch stop)
      throws IOException, InterruptedException {
    OutsideWorld world =
        Waiting.started(
            "starting the sandbox",
            OutsideWorld.start(vertx, options, partnerPort, options.faults()),
            START_MAX);
    Files.writeString(
        tenantsFile, world.tenantsFile(pollEvery, REQUESTS_PER_SECOND, IN_FLIGHT_MAX));
    tellAddresses(world);
    if (gateway != null && apiKey != null) {
      world.startUpdates(gateway, apiKey, updatesPerSecond, options.seed());
    }
    Duration running = length == null ? FOREVER : length;
    stop.await(running.toMillis(), TimeUnit.MILLISECONDS);
    int code = gateway == null ? ExitCode.DONE : ledger(world);
    Waiting.awaited("closing the sandbox", world.close(), START_MAX);
    return code;
  }

  private int ledger(OutsideWorld world) {
    output.message("Traffic stops; waiting until all has arrived.");
    Waiting.awaited("acknowledging the last updates", world.quiet(), settle);
    LedgerResult result = world.settled(repeatsAllowed, settle, () -> {});
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("balanced", result.balances());
    TrafficCounts updates = world.updateCounts();
    if (updates != null) {
      json.put("updatesAccepted", updates.accepted());
    }
    json.put("ledger", result.json());
    output.data(result.table(), json);
    return result.balances() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private SandboxOptions options() {
    Configured<SandboxOptions> read =
        new ConfigReader("PENSTOCK_SANDBOX_", environment)
            .readOver(SandboxOptions.defaults(), config);
    read.warnings().forEach(warning -> output.message("penstock: warning: " + warning));
    SandboxOptions options = read.value();
    SandboxOptions.Population people = options.population();
    SandboxOptions.Traffic traffic = options.traffic();
    return options
        .withPort(port == null ? options.port() : port)
        .withSeed(seed == null ? options.seed() : seed)
        .withFaults(faults == null ? options.faults() : faults)
        .withPopulation(
            new SandboxOptions.Population(
                tenants == null ? people.tenants() : tenants,
                people.productsPerTenant(),
                people.ordersPerTenantAtStart()))
        .withTraffic(
            new SandboxOptions.Traffic(
                traffic.profile(),
                ordersPerSecond == null ? traffic.ordersPerSecond() : ordersPerSecond,
                traffic.changesPerOrder(),
                traffic.changeEvery(),
                traffic.productChangesPerSecond()));
  }

  private void tellAddresses(OutsideWorld world) {
    Map<String, Object> addresses = new LinkedHashMap<>();
    addresses.put("platform", world.sandbox().baseUri().resolve("/api").toString());
    addresses.put("control", world.sandbox().baseUri().resolve("/_sandbox/status").toString());
    addresses.put("partner", world.partner().url());
    addresses.put("tenants", tenantsFile.toString());
    world.sandbox().certificate().ifPresent(pem -> addresses.put("certificate", pem.toString()));
    StringBuilder text = new StringBuilder("The sandbox is ready.\n");
    addresses.forEach((name, value) -> text.append("%-11s %s%n".formatted(name, value)));
    text.append("Now: PENSTOCK_TENANTS_FILE=")
        .append(tenantsFile)
        .append(" java -jar penstock.jar serve --config conf/penstock.yaml\n");
    output.data(text.toString(), addresses);
  }
}
