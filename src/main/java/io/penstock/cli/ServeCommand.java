package io.penstock.cli;

import io.penstock.server.Gateway;
import io.penstock.server.GatewayChecks;
import io.penstock.server.GatewayVertx;
import io.penstock.server.config.GatewayFiles;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the gateway until it is told to stop. */
@Command(
    name = "serve",
    description = "Run the gateway. SIGTERM or Ctrl-C stops it cleanly.",
    footerHeading = "Examples:%n",
    footer = {
      "  java -jar penstock.jar serve --config conf/penstock.yaml",
      "  PENSTOCK_API_PORT=9090 java -jar penstock.jar serve --config conf/penstock.yaml",
      ""
    })
public final class ServeCommand implements Callable<Integer> {
  private static final Duration START_MAX = Duration.ofMinutes(5);

  /** Beyond the drain limit: closing the store and the sockets. */
  private static final Duration CLOSE_MAX = Duration.ofSeconds(20);

  @Mixin private final Output output = new Output();
  @Mixin private final ConfigFile configFile = new ConfigFile();

  private final Map<String, String> environment;

  public ServeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    Running running = start();
    GatewayVertx machine = running.machine();
    Gateway gateway = running.gateway();
    CountDownLatch told = new CountDownLatch(1);
    StopSignal signal = StopSignal.install(told::countDown);
    int code = ExitCode.UNCLEAN_STOP;
    try {
      tellReady(gateway);
      told.await();
      Duration limit = running.drainMax().plus(CLOSE_MAX);
      boolean clean = Waiting.awaited("stopping the gateway", gateway.stop(), limit);
      close(machine);
      code = clean ? ExitCode.DONE : ExitCode.UNCLEAN_STOP;
      return code;
    } finally {
      signal.finish(code);
    }
  }

  private record Running(GatewayVertx machine, Gateway gateway, Duration drainMax) {}

  /** The files are read in here, so that the tenants in them go when the gateway has its own. */
  private Running start() {
    GatewayFiles files = configFile.read(environment, new GatewayChecks(), output).value();
    Logging.apply(files.config().log());
    GatewayVertx machine = GatewayVertx.create();
    try {
      Gateway gateway =
          Waiting.started(
              "starting the gateway",
              Gateway.start(machine, files.config(), files.tenants(), Version.current()),
              START_MAX);
      return new Running(machine, gateway, files.config().drain().limit());
    } catch (CommandFailure failure) {
      close(machine);
      throw failure;
    }
  }

  private static void close(GatewayVertx machine) {
    Waiting.awaited("closing", machine.vertx().close(), CLOSE_MAX);
  }

  private void tellReady(Gateway gateway) {
    Map<String, Object> ready = new LinkedHashMap<>();
    ready.put("api", gateway.apiPort());
    ready.put("management", gateway.managementPort());
    output.data(
        "Penstock is ready: API on port "
            + gateway.apiPort()
            + ", management on port "
            + gateway.managementPort()
            + ".",
        ready);
  }
}
