package io.penstock.cli;

import io.penstock.sandbox.sink.Goods;
import io.penstock.sandbox.sink.SinkConsole;
import io.penstock.server.config.GatewayConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The process that {@code bench} starts beside itself: takes pushes and feeds the gateway. */
@Command(
    name = "bench-sink",
    hidden = true,
    description = "The other side of bench, which starts it; speaks by lines on stdin and stdout.",
    footerHeading = "Examples:%n",
    footer = {"  java -jar penstock.jar bench-sink --tenants 8 --skus 100 --origins 8", ""})
final class BenchSinkCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Option(names = "--tenants", paramLabel = "N", required = true, description = "Tenants it knows.")
  private int tenants;

  @Option(names = "--skus", paramLabel = "N", required = true, description = "SKUs of each.")
  private int skus;

  @Option(names = "--origins", paramLabel = "N", required = true, description = "TLS listeners.")
  private int origins;

  @Override
  public Integer call() throws IOException {
    Logging.apply(new GatewayConfig.Log(GatewayConfig.LogFormat.TEXT, GatewayConfig.LogLevel.WARN));
    Goods goods = Wanted.options(() -> new Goods(tenants, skus));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    SinkConsole.run(goods, origins, in, output.out());
    return ExitCode.DONE;
  }
}
