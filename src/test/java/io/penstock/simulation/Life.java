package io.penstock.simulation;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Link;
import io.penstock.connector.http.SimulatedOutlets;
import io.penstock.record.RecordType;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.Ready;
import io.penstock.sync.intake.Intake;
import io.penstock.sync.intake.IntakeMeters;
import io.penstock.sync.intake.Poller;
import io.penstock.sync.push.Drain;
import io.penstock.sync.push.PushMeters;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantDirectory;
import io.penstock.tenant.TenantStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gateway from one start to its end: real intake, pollers and pushers, put together as the
 * server does it, on a simulated Vert.x.
 */
final class Life {
  /** Counted and never read, so one for all runs. */
  private static final IntakeMeters INTAKE_METERS = new IntakeMeters(new SimpleMeterRegistry());

  private static final PushMeters PUSH_METERS = new PushMeters(new SimpleMeterRegistry());

  private final VirtualTime time;
  private final SimulatedVertx vertx;
  private final SimulatedStore store;
  private final Map<ConnectionRef, Platform> platforms;
  private final SimulatedOutlets outlets;
  private final Faults faults;
  private final PlugBoard board = new PlugBoard();
  private final Ready ready;
  private final Intake intake;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private boolean stopping;

  Life(
      VirtualTime time,
      SimulatedVertx vertx,
      SimulatedStore store,
      Map<ConnectionRef, Platform> platforms,
      Faults faults,
      List<Tenant> tenants) {
    this.time = time;
    this.vertx = vertx;
    this.store = store;
    this.platforms = platforms;
    this.faults = faults;
    this.outlets =
        new SimulatedOutlets(
            vertx.vertx(),
            PlatformHost.options(faults),
            time::nanos,
            time,
            time::chance,
            (who, call) -> Objects.requireNonNull(platforms.get(who)).call(vertx, call));
    this.ready = new Ready(vertx.bus());
    TenantDirectory directory = new TenantDirectory(new NoTenantStore());
    tenants.forEach(directory::put);
    this.intake = new Intake(directory, store, ready, time, time::nanos, INTAKE_METERS);
    tenants.forEach(tenant -> running.put(tenant.id(), new Running(tenant)));
  }

  SimulatedVertx vertx() {
    return vertx;
  }

  Intake intake() {
    return intake;
  }

  /** As the API does it for a person. */
  void replay() {
    store
        .replay()
        .onSuccess(plugs -> plugs.forEach(plug -> ready.publish(plug.target(), plug.type())));
  }

  /**
   * Somebody changes a tenant: what runs for it is stopped as at an end, then started anew.
   *
   * @return completes when it has stopped
   */
  Future<?> change(Tenant tenant) {
    Running before = running.get(tenant.id());
    if (before == null || before.isEnding || stopping) {
      return Future.succeededFuture();
    }
    if (faults.has(Defect.CHANGE_UNAWAITED)) {
      before.stop();
      return Future.succeededFuture(running.put(tenant.id(), new Running(tenant)));
    }
    return before
        .stop()
        .onComplete(
            stopped -> {
              if (!stopping) {
                before.reopened();
                running.put(tenant.id(), new Running(tenant));
              }
            });
  }

  /** As the server stops: what is under way is finished and settled. */
  Future<?> stop() {
    stopping = true;
    List<Future<?>> ending = new ArrayList<>();
    running.values().forEach(tenant -> ending.add(tenant.stop()));
    return Future.join(ending);
  }

  /** What its verticle holds of one tenant. */
  private final class Running {
    private final List<Platform> systems = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Poller> pollers = new ArrayList<>();
    private final List<Drain> drains = new ArrayList<>();
    private final List<Ready.Listening> listenings = new ArrayList<>();
    private boolean isEnding;
    private @Nullable Future<?> end;

    private Running(Tenant tenant) {
      for (Connection connection : tenant.connections()) {
        ConnectionRef ref = new ConnectionRef(tenant.id(), connection.id());
        Platform system = Objects.requireNonNull(platforms.get(ref));
        systems.add(system);
        Link link = system.link(outlets, store);
        links.add(link);
        for (Plug plug : connection.plugs()) {
          if (plug.direction() == Direction.EXPORT) {
            poll(ref, link, plug);
          }
        }
        push(ref, link, connection);
      }
    }

    private void reopened() {
      systems.forEach(Platform::reopened);
    }

    private void poll(ConnectionRef ref, Link link, Plug plug) {
      Poller poller =
          new Poller(
              vertx.vertx(),
              intake,
              store,
              link,
              ref,
              plug.type(),
              plug.every(),
              Run.POLL,
              board,
              time,
              INTAKE_METERS,
              time::chance);
      poller.start();
      pollers.add(poller);
    }

    private void push(ConnectionRef ref, Link link, Connection connection) {
      Map<RecordType, Drain> ofConnection = new EnumMap<>(RecordType.class);
      for (RecordType type : RecordType.values()) {
        if (connection.plug(type, Direction.IMPORT) != null) {
          ofConnection.put(
              type,
              Drain.of(
                  vertx.vertx(),
                  store,
                  link,
                  connection.connector(),
                  ref,
                  type,
                  Run.PUSH,
                  board,
                  (id, report) -> {},
                  time,
                  PUSH_METERS,
                  time::chance));
        }
      }
      listenings.add(
          ready.listen(
              ref,
              type -> {
                Drain drain = ofConnection.get(type);
                if (drain != null) {
                  drain.wake();
                }
              }));
      ofConnection.values().forEach(Drain::start);
      drains.addAll(ofConnection.values());
    }

    private Future<?> stop() {
      Future<?> known = end;
      if (known != null) {
        return known;
      }
      isEnding = true;
      List<Future<Void>> ending = new ArrayList<>();
      listenings.forEach(listening -> ending.add(listening.end()));
      pollers.forEach(poller -> ending.add(poller.stop()));
      drains.forEach(drain -> ending.add(drain.stop()));
      Future<?> fresh =
          Future.join(ending)
              .compose(
                  ended -> {
                    List<Future<Void>> closing = new ArrayList<>();
                    links.forEach(link -> closing.add(link.close()));
                    return Future.join(closing);
                  });
      end = fresh;
      return fresh;
    }
  }

  /** The same tenants at every start. */
  private static final class NoTenantStore implements TenantStore {
    @Override
    public Future<Loaded> load() {
      return Future.succeededFuture(new Loaded(List.of(), List.of()));
    }

    @Override
    public Future<Void> put(Tenant tenant) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> remove(String tenantId) {
      return Future.succeededFuture();
    }
  }
}
