package io.penstock.cli;

import io.penstock.sandbox.FaultProfile;
import io.penstock.sandbox.LedgerResult;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.partner.TrafficCounts;
import io.penstock.server.Gateway;
import io.penstock.server.GatewayChecks;
import io.penstock.server.GatewayVertx;
import io.penstock.server.LedgerTotals;
import io.penstock.server.config.GatewayConfig;
import io.penstock.server.config.GatewayFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The main job before your eyes: an emulated platform, a gateway and a partner's system in one
 * process. The gateway is the real one, on a real store, over real HTTP; only the two ends are
 * emulated. Ends with the ledger, which compares what both ends saw.
 */
@Command(
    name = "demo",
    description = "Run sandbox, gateway and a partner's system together; end with the ledger.",
    footerHeading = "Examples:%n",
    footer = {
      "  java -jar penstock.jar demo --for 60s --tenants 200",
      "  java -jar penstock.jar demo --for 60s --tenants 200 --faults heavy",
      ""
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration POLL_EVERY = Duration.ofSeconds(5);
  private static final int REQUESTS_PER_SECOND = 50;
  private static final int IN_FLIGHT_MAX = 2;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--tenants",
      paramLabel = "N",
      defaultValue = "200",
      description = "Merchants to serve (default: ${DEFAULT-VALUE}).")
  private int tenants;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = RunLength.class,
      description = "How long traffic flows, such as 60s (default: ${DEFAULT-VALUE}).")
  private Duration length = Duration.ZERO;

  @Option(
      names = "--faults",
      defaultValue = "none",
      description = "What both ends do wrong on purpose: ${COMPLETION-CANDIDATES}.")
  private FaultProfile faults = FaultProfile.NONE;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed makes the same merchants and faults.")
  private long seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the store and the configuration here; a temporary folder by default.")
  private @Nullable Path data;

  @Option(
      names = "--orders-per-second",
      paramLabel = "R",
      defaultValue = "20",
      description = "New orders over all merchants (default: ${DEFAULT-VALUE}).")
  private double ordersPerSecond;

  @Option(
      names = "--updates-per-second",
      paramLabel = "R",
      defaultValue = "2000",
      description = "Stock levels and prices from the partner (default: ${DEFAULT-VALUE}).")
  private double updatesPerSecond;

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "180s",
      converter = RunLength.class,
      description = "How long all may take to arrive afterwards (default: ${DEFAULT-VALUE}).")
  private Duration settle = Duration.ZERO;

  private final Map<String, String> environment;

  public DemoCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Wanted.someTenants(tenants);
    Wanted.updatesPerSecond(updatesPerSecond);
    SandboxOptions options = Wanted.options(this::sandboxOptions);
    CountDownLatch stop = new CountDownLatch(1);
    StopSignal signal = StopSignal.install(stop::countDown);
    int code = ExitCode.FAILED;
    try {
      code = run(options, stop);
      return code;
    } finally {
      signal.finish(code);
    }
  }

  private int run(SandboxOptions options, CountDownLatch stop)
      throws IOException, InterruptedException {
    Path folder = data == null ? Files.createTempDirectory("penstock-demo-") : data;
    Files.createDirectories(folder);
    Logging.apply(
        new GatewayConfig.Log(GatewayConfig.LogFormat.TEXT, GatewayConfig.LogLevel.ERROR));
    Vertx outside = Vertx.vertx();
    OutsideWorld world =
        Waiting.started(
            "starting the sandbox", OutsideWorld.start(outside, options, 0, faults), START_MAX);
    GatewayFiles files = configuration(folder, world);
    GatewayVertx machine = GatewayVertx.create();
    Gateway gateway =
        Waiting.started(
            "starting the gateway",
            Gateway.start(machine, files.config(), files.tenants(), Version.current()),
            START_MAX);
    NewApiKey key = NewApiKey.make("demo", Set.of(), Instant.now(), new SecureRandom());
    Waiting.awaited("making an API key", gateway.apiKeys().add(key.stored()), START_MAX);
    URI api = URI.create("http://127.0.0.1:" + gateway.apiPort());
    tellAddresses(world, gateway, folder, key.text());
    world.startUpdates(api, key.text(), updatesPerSecond, seed);

    Progress progress = new Progress(output, world, gateway);
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end && !stop.await(1, TimeUnit.SECONDS)) {
      progress.tell();
    }
    output.message("Traffic stops; waiting until all has arrived.");
    Waiting.awaited("acknowledging the last updates", world.quiet(), settle);
    LedgerResult result = world.settled(false, settle, progress::tell);
    LedgerTotals sums = Waiting.awaited("reading the ledger", gateway.ledger(), START_MAX);
    boolean clean = Waiting.awaited("stopping the gateway", gateway.stop(), START_MAX);
    boolean balanced = result.balances() && sums.balanced();
    tellLedger(result, sums, progress, balanced);
    Waiting.awaited("closing", machine.vertx().close(), START_MAX);
    Waiting.awaited("closing the sandbox", world.close(), START_MAX);
    Waiting.awaited("closing", outside.close(), START_MAX);
    if (!balanced) {
      return ExitCode.FAILED;
    }
    return clean ? ExitCode.DONE : ExitCode.UNCLEAN_STOP;
  }

  private SandboxOptions sandboxOptions() {
    SandboxOptions defaults = SandboxOptions.defaults();
    SandboxOptions.Population people = defaults.population();
    SandboxOptions.Traffic traffic = defaults.traffic();
    return defaults
        .withPort(0)
        .withSeed(seed)
        .withFaults(faults)
        .withPopulation(
            new SandboxOptions.Population(
                tenants, people.productsPerTenant(), people.ordersPerTenantAtStart()))
        .withTraffic(
            new SandboxOptions.Traffic(
                traffic.profile(),
                ordersPerSecond,
                traffic.changesPerOrder(),
                traffic.changeEvery(),
                traffic.productChangesPerSecond()));
  }

  /** Written as files, so that afterwards {@code serve} can go on with the same data folder. */
  private GatewayFiles configuration(Path folder, OutsideWorld world) throws IOException {
    Path tenantsFile = folder.resolve("tenants.yaml");
    Files.writeString(
        tenantsFile, world.tenantsFile(POLL_EVERY, REQUESTS_PER_SECOND, IN_FLIGHT_MAX));
    Path file = folder.resolve("penstock.yaml");
    Files.writeString(
        file,
        """
        # Made by the demo: short waits, ports from the system, only this machine.
        data:
          folder: "%s"
        tenants:
          file: "%s"
        api:
          host: 127.0.0.1
          port: 0
        management:
          host: 127.0.0.1
          port: 0
        http:
          contact: demo@example.com
          requestTimeout: 5s
          breakerOpenFor: 2s
        push:
          retryFirst: 250ms
          retryMax: 5s
        intake:
          failureMax: 10s
        """
            .formatted(folder.resolve("data").toAbsolutePath(), tenantsFile.toAbsolutePath()));
    return GatewayFiles.read(file, environment, new GatewayChecks()).value();
  }

  private void tellAddresses(OutsideWorld world, Gateway gateway, Path folder, String key) {
    Map<String, Object> addresses = new LinkedHashMap<>();
    addresses.put("sandbox", world.sandbox().baseUri() + "/_sandbox/status");
    addresses.put("api", "http://127.0.0.1:" + gateway.apiPort() + "/v1/ledger");
    addresses.put("apiKey", key);
    addresses.put("health", "http://127.0.0.1:" + gateway.managementPort() + "/health");
    addresses.put("metrics", "http://127.0.0.1:" + gateway.managementPort() + "/metrics");
    addresses.put("folder", folder.toString());
    StringBuilder text = new StringBuilder();
    addresses.forEach((name, value) -> text.append("%-8s %s%n".formatted(name, value)));
    output.data(text.toString(), addresses);
  }

  private void tellLedger(
      LedgerResult result, LedgerTotals sums, Progress progress, boolean balanced) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("balanced", balanced);
    json.put("firstOrderSeconds", progress.firstOrderSeconds());
    json.put("ledger", result.json());
    json.put("accepted", sums.accepted());
    json.put("settled", sums.settled());
    json.put("superseded", sums.superseded());
    json.put("dead", sums.dead());
    json.put("waiting", sums.waiting());
    String gatewayLine =
        String.format(
            Locale.ROOT,
            "Gateway: %,d transfers accepted = %,d settled + %,d superseded + %,d dead + %,d waiting",
            sums.accepted(),
            sums.settled(),
            sums.superseded(),
            sums.dead(),
            sums.waiting());
    String verdict = sums.balanced() ? "" : "\nThe gateway's own sum does not balance.";
    output.data(gatewayLine + verdict + "\n" + result.table(), json);
  }

  /** The live line, once a second, on stderr. */
  private static final class Progress {
    private final Output output;
    private final OutsideWorld world;
    private final Gateway gateway;
    private @Nullable Double firstOrderSeconds;

    Progress(Output output, OutsideWorld world, Gateway gateway) {
      this.output = output;
      this.world = world;
      this.gateway = gateway;
    }

    void tell() {
      double seconds = sinceStart();
      long told = world.partner().received().counts().orders();
      if (told > 0 && firstOrderSeconds == null) {
        firstOrderSeconds = seconds;
      }
      TrafficCounts updates = world.updateCounts();
      long waiting = Waiting.awaited("reading the ledger", gateway.ledger(), START_MAX).waiting();
      output.message(
          String.format(
              Locale.ROOT,
              "%4.0f s  orders: %,d at the platform, %,d at the partner   updates: %,d accepted,"
                  + " %,d transfers waiting",
              seconds,
              world.sandbox().sharespine().counts().orders(),
              told,
              updates == null ? 0 : updates.accepted(),
              waiting));
    }

    /** Null while none has arrived. */
    @Nullable Double firstOrderSeconds() {
      return firstOrderSeconds;
    }

    /** Since {@code java} was typed, not since this line was reached. */
    private static double sinceStart() {
      long started = ManagementFactory.getRuntimeMXBean().getStartTime();
      return (System.currentTimeMillis() - started) / 1e3;
    }
  }
}
