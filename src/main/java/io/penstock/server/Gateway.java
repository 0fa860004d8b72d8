package io.penstock.server;

import io.penstock.api.ApiParts;
import io.penstock.api.ApiServer;
import io.penstock.api.HealthCheck;
import io.penstock.api.ManagementParts;
import io.penstock.api.ManagementServer;
import io.penstock.connector.Connectors;
import io.penstock.connector.http.Outlets;
import io.penstock.server.config.GatewayConfig;
import io.penstock.store.Store;
import io.penstock.store.StoreMeters;
import io.penstock.store.embedded.EmbeddedStore;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.Ready;
import io.penstock.sync.intake.Intake;
import io.penstock.sync.intake.IntakeMeters;
import io.penstock.sync.intake.ReplayOptions;
import io.penstock.sync.intake.Replays;
import io.penstock.sync.push.DriftMeters;
import io.penstock.sync.push.PushMeters;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway: its store, its tenants, its two listeners. Everything is put together here and
 * nowhere else.
 *
 * <p>Start goes from the inside out: the store, the tenants' verticles, then the listeners, so that
 * nothing is accepted that cannot be kept. Stop goes the other way round.
 */
public final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Vertx vertx;
  private final GatewayConfig config;
  private final Store store;
  private final Outlets outlets;
  private final TenantDirectory directory;
  private final TenantRunner runner;
  private final DriftRounds driftRounds;
  private final Replays replays;
  private final GatewayMeters meters;
  private final ApiParts apiParts;
  private final ManagementParts managementParts;
  private volatile boolean started;
  private volatile boolean draining;
  private volatile Listeners listeners = new Listeners(null, null);

  private record Listeners(@Nullable ApiServer api, @Nullable ManagementServer management) {}

  private Gateway(
      GatewayVertx machine,
      GatewayConfig config,
      Store store,
      String version,
      Declaration.Waits declarationWaits) {
    this.vertx = machine.vertx();
    this.config = config;
    this.store = store;
    InstantSource clock = InstantSource.system();
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    outlets = new Outlets(vertx, config.http(), machine.registry());
    Connectors connectors = Connections.all(outlets, config);
    directory = new TenantDirectory(store.tenants());
    PlugBoard board = new PlugBoard();
    Ready ready = new Ready(vertx.eventBus());
    IntakeMeters intakeMeters = new IntakeMeters(machine.registry());
    Intake intake =
        new Intake(directory, store.outbox(), ready, clock, System::nanoTime, intakeMeters);
    TenantParts tenantParts =
        new TenantParts(
            connectors,
            intake,
            store.outbox(),
            store.eventLog(),
            ready,
            board,
            config.intake(),
            config.push(),
            config.drift(),
            declarationWaits,
            intakeMeters,
            new PushMeters(machine.registry()),
            new DriftMeters(machine.registry()),
            clock,
            random);
    runner = new TenantRunner(vertx, directory, tenantParts);
    driftRounds = new DriftRounds(vertx, directory, runner::sweep, config.drift().every(), random);
    replays =
        new Replays(
            vertx,
            store.deadLetters(),
            intake,
            store.eventLog(),
            ready,
            ReplayOptions.DEFAULTS,
            clock);
    meters =
        new GatewayMeters(
            vertx, machine.registry(), store.outbox(), directory, board, runner, clock, version);
    apiParts =
        new ApiParts(
            directory,
            store.apiKeys(),
            intake,
            store.outbox(),
            store.deadLetters(),
            store.orderFeed(),
            store.eventLog(),
            board,
            connectors,
            runner,
            replays,
            ready,
            clock,
            System::nanoTime);
    managementParts =
        new ManagementParts(
            version,
            machine.registry(),
            List.of(HealthCheck.of("started", () -> started, "the gateway is still starting")),
            List.of(
                HealthCheck.of("started", () -> started, "the gateway is still starting"),
                HealthCheck.of("draining", () -> !draining, "the gateway is stopping"),
                new HealthCheck("store", "datastore", store::check)),
            List.of(
                HealthCheck.of(
                    "tenants",
                    () -> board.quarantinedCount() == 0,
                    "tenants are quarantined; GET /v1/tenants?state=quarantined names them")),
            clock,
            System::nanoTime);
  }

  /** Opens the store in the configured folder and starts on it. */
  public static Future<Gateway> start(
      GatewayVertx machine, GatewayConfig config, List<Tenant> tenants, String version) {
    return EmbeddedStore.open(
            machine.vertx(),
            config.data().folder(),
            config.store(),
            new StoreMeters(machine.registry()))
        .compose(store -> start(machine, config, tenants, version, store));
  }

  /**
   * Starts on an open store, which from then on is the gateway's to close.
   *
   * @param tenants put into the store before anything else; others in it stay as they are
   */
  public static Future<Gateway> start(
      GatewayVertx machine,
      GatewayConfig config,
      List<Tenant> tenants,
      String version,
      Store store) {
    return start(machine, config, tenants, version, store, Declaration.Waits.DEFAULTS);
  }

  static Future<Gateway> start(
      GatewayVertx machine,
      GatewayConfig config,
      List<Tenant> tenants,
      String version,
      Store store,
      Declaration.Waits declarationWaits) {
    Gateway gateway;
    try {
      gateway = new Gateway(machine, config, store, version, declarationWaits);
    } catch (RuntimeException mistake) {
      return store.close().transform(closed -> Future.failedFuture(mistake));
    }
    return gateway
        .begin(tenants)
        .recover(cause -> gateway.stop().transform(stopped -> Future.failedFuture(cause)));
  }

  private Future<Gateway> begin(List<Tenant> tenants) {
    long beganNanos = System.nanoTime();
    return ManagementServer.start(vertx, config.management(), managementParts)
        .onSuccess(management -> listeners = new Listeners(null, management))
        .compose(listening -> directory.load())
        .compose(damaged -> putAll(tenants).compose(put -> runner.start(damaged)))
        .compose(running -> ApiServer.start(vertx, config.api(), apiParts))
        .map(
            api -> {
              listeners = new Listeners(api, listeners.management());
              meters.start();
              driftRounds.start();
              started = true;
              LOG.info(
                  "started in {} ms: {} tenants, {} running, API on port {}, management on port {}",
                  TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos),
                  directory.all().size(),
                  runner.running(),
                  apiPort(),
                  managementPort());
              return this;
            });
  }

  private Future<Void> putAll(List<Tenant> tenants) {
    return Rounds.of(
        tenants.stream().filter(tenant -> !tenant.equals(directory.tenant(tenant.id()))).iterator(),
        directory::put);
  }

  /** The port that was bound, also where the configuration says 0. */
  public int apiPort() {
    ApiServer api = listeners.api();
    return api == null ? 0 : api.port();
  }

  public int managementPort() {
    ManagementServer management = listeners.management();
    return management == null ? 0 : management.port();
  }

  public ApiKeys apiKeys() {
    return store.apiKeys();
  }

  /** The keys in a data folder, for a command line beside a gateway that may be running. */
  public static ApiKeys sharedApiKeys(Vertx vertx, Path folder) {
    return EmbeddedStore.sharedApiKeys(vertx, folder);
  }

  /** The sum that must balance. */
  public Future<LedgerTotals> ledger() {
    return store.outbox().ledger(null).map(LedgerTotals::of);
  }

  /**
   * Stops polling and accepting, finishes what is under way, closes the store. What waits stays in
   * the outbox for the next start.
   *
   * @return true when everything under way was settled within the drain limit
   */
  public Future<Boolean> stop() {
    draining = true;
    driftRounds.stop();
    Duration limit = config.drain().limit();
    LOG.info("stopping: no new polls, at most {} for what is under way", limit);
    ApiServer api = listeners.api();
    ManagementServer management = listeners.management();
    Future<Void> accepting = api == null ? Future.succeededFuture() : api.close();
    return Future.join(accepting, runner.stop(), replays.stop())
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .transform(
            drained -> {
              if (drained.failed()) {
                LOG.warn("not all was settled in time: {}", drained.cause().getMessage());
              }
              meters.stop();
              return outlets
                  .close()
                  .eventually(store::close)
                  .eventually(
                      () -> management == null ? Future.succeededFuture() : management.close())
                  .onSuccess(closed -> LOG.info("stopped"))
                  .map(closed -> drained.succeeded());
            });
  }
}
