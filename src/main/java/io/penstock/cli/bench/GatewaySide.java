package io.penstock.cli.bench;

import io.penstock.record.RecordType;
import io.penstock.server.Gateway;
import io.penstock.server.GatewayChecks;
import io.penstock.server.GatewayVertx;
import io.penstock.server.LedgerTotals;
import io.penstock.server.config.GatewayConfig;
import io.penstock.server.config.GatewayFiles;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway that is measured: the real one, on a real store in a folder of its own, configured by
 * a file as {@code serve} is. Removes the folder when it is closed.
 */
final class GatewaySide implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(3);
  private static final Duration STOP_MAX = Duration.ofMinutes(1);

  private final Path folder;
  private final GatewayVertx machine;
  private final Gateway gateway;
  private final double startSeconds;

  private GatewaySide(Path folder, GatewayVertx machine, Gateway gateway, double startSeconds) {
    this.folder = folder;
    this.machine = machine;
    this.gateway = gateway;
    this.startSeconds = startSeconds;
  }

  /**
   * @param more lines of the configuration file, for what a scenario sets
   */
  static GatewaySide start(
      BenchOptions options, Path certificate, List<Tenant> tenants, String more) {
    try {
      Path folder = Files.createTempDirectory("penstock-bench-");
      return start(options, folder, configFile(folder, certificate, more), tenants);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Starts on what an earlier one left in the folder. */
  static GatewaySide start(BenchOptions options, Path folder, Path file, List<Tenant> tenants) {
    try {
      GatewayConfig config =
          GatewayFiles.read(file, options.environment(), new GatewayChecks()).value().config();
      GatewayVertx machine = GatewayVertx.create();
      long began = System.nanoTime();
      Gateway gateway =
          Await.done(
              "starting the gateway",
              Gateway.start(machine, config, tenants, options.version()),
              START_MAX);
      double seconds = (System.nanoTime() - began) / 1e9;
      addKey(gateway.apiKeys(), options.key());
      return new GatewaySide(folder, machine, gateway, seconds);
    } catch (RuntimeException failed) {
      remove(folder);
      throw failed;
    }
  }

  /** Unless an earlier start on the same folder did. */
  static void addKey(ApiKeys keys, BenchOptions.Key key) {
    Await.done(
        "making an API key",
        keys.list()
            .compose(
                all ->
                    all.stream().anyMatch(each -> each.id().equals(key.stored().id()))
                        ? Future.succeededFuture()
                        : keys.add(key.stored())),
        START_MAX);
  }

  static Path configFile(Path folder, Path certificate, String more) throws IOException {
    Path file = folder.resolve("penstock.yaml");
    Files.writeString(
        file,
        """
        data:
          folder: "%s"
        api:
          host: 127.0.0.1
          port: 0
        management:
          host: 127.0.0.1
          port: 0
        http:
          contact: bench@example.com
          trustedCertificates: ["%s"]
        %s
        """
            .formatted(folder.resolve("data"), certificate, more));
    return file;
  }

  URI api() {
    return URI.create("http://127.0.0.1:" + gateway.apiPort());
  }

  double startSeconds() {
    return startSeconds;
  }

  LedgerTotals ledger() {
    return Await.done("reading the ledger", gateway.ledger(), START_MAX);
  }

  /** Polls that have ended well, by its own meter. */
  long polls() {
    return (long)
        machine.registry().get("penstock.polls").tag("outcome", "success").counter().count();
  }

  /** Orders that are on disk, by its own meter. */
  long orders() {
    return (long)
        machine
            .registry()
            .get("penstock.intake.records")
            .tag("record", RecordType.ORDER.code())
            .tag("outcome", "accepted")
            .counter()
            .count();
  }

  /** Stops it and leaves the folder, for another start on it or for {@link #remove}. */
  void stop() {
    Await.done("stopping the gateway", gateway.stop(), STOP_MAX);
    Await.done("closing", machine.vertx().close(), STOP_MAX);
  }

  @Override
  public void close() {
    stop();
    remove(folder);
  }

  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Removal());
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed)
        throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
