package io.penstock.server;

import io.penstock.connector.Link;
import io.penstock.record.RecordType;
import io.penstock.sync.OnLoop;
import io.penstock.sync.Ready;
import io.penstock.sync.intake.Poller;
import io.penstock.sync.intake.Resync;
import io.penstock.sync.intake.ResyncStatus;
import io.penstock.sync.intake.Resyncs;
import io.penstock.sync.push.Drain;
import io.penstock.sync.push.DriftSweep;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that runs for one tenant, on one event loop: a link for each connection, a poller for each
 * plug we read, a pusher for each plug we write.
 *
 * <p>Why a verticle each: a tenant can be started, stopped and replaced alone, its timers and
 * consumers go with it, and nothing in it needs a lock. Tenants cost about two kilobytes, their
 * connections are what counts, and those are shared in {@code connector.http}.
 */
final class TenantVerticle extends VerticleBase {
  private final Tenant tenant;
  private final TenantParts parts;

  // Small at first: most tenants have two connections, and there are many tenants.
  private final Map<String, Link> links = new LinkedHashMap<>(4);
  private final List<Declaration> declarations = new ArrayList<>(0);
  private final List<Poller> pollers = new ArrayList<>(0);
  private final List<Drain> drains = new ArrayList<>(1);
  private final List<Ready.Listening> listenings = new ArrayList<>(1);

  /** The newest of each plug. Replaced on the event loop, never changed; read from anywhere. */
  private volatile List<Resync> resyncs = List.of();

  private boolean stopping;

  TenantVerticle(Tenant tenant, TenantParts parts) {
    this.tenant = tenant;
    this.parts = parts;
  }

  @Override
  public Future<?> start() {
    Reports reports = new Reports(vertx, tenant.id(), links);
    for (Connection connection : tenant.connections()) {
      Link link = parts.connectors().of(connection.connector()).open(tenant, connection);
      links.put(connection.id(), link);
      ConnectionRef ref = new ConnectionRef(tenant.id(), connection.id());
      if (link.declares()) {
        declare(ref, link);
      }
      for (Plug plug : connection.plugs()) {
        if (plug.direction() == Direction.EXPORT && link.isPolled(plug.type())) {
          poll(ref, link, plug);
        }
      }
      push(ref, link, connection, reports);
    }
    return Future.succeededFuture();
  }

  /** What is under way is finished and settled; what waits stays in the outbox. */
  @Override
  public Future<?> stop() {
    stopping = true;
    List<Future<Void>> ending = new ArrayList<>();
    resyncs.forEach(resync -> ending.add(resync.stop()));
    declarations.forEach(Declaration::stop);
    listenings.forEach(listening -> ending.add(listening.end()));
    pollers.forEach(poller -> ending.add(poller.stop()));
    drains.forEach(drain -> ending.add(drain.stop()));
    return Future.join(ending).eventually(this::closeLinks);
  }

  /** Begins it on this tenant's event loop; the answer comes back on the caller's. */
  Future<Resyncs.Answer> resync(Resyncs.Wish wish) {
    return OnLoop.run(vertx, context, () -> begin(wish));
  }

  List<ResyncStatus> resyncs() {
    return resyncs.stream().map(Resync::status).toList();
  }

  private Future<Resyncs.Answer> begin(Resyncs.Wish wish) {
    String name = wish.source().connection();
    Connection connection = tenant.connection(name);
    Link link = links.get(name);
    Plug plug = connection == null ? null : connection.plug(wish.type(), Direction.EXPORT);
    if (stopping || link == null || plug == null) {
      return refused("the tenant is being changed; look at it and ask again");
    }
    if (!link.isPolled(wish.type())) {
      return refused("what '" + name + "' exports is sent by that system and not read");
    }
    for (Resync other : resyncs) {
      if (other.isUnderWay() && other.status().connection().equals(name)) {
        return Future.succeededFuture(new Resyncs.Answer.UnderWay(other.status()));
      }
    }
    Resync resync =
        new Resync(
            vertx,
            parts.intake(),
            parts.eventLog(),
            link,
            wish,
            plug.every(),
            parts.intakeOptions(),
            parts.clock(),
            parts.random());
    List<Resync> now = new ArrayList<>(resyncs);
    now.removeIf(other -> other.status().isOf(name, wish.type()));
    now.add(resync);
    resyncs = List.copyOf(now);
    return resync
        .start()
        .onFailure(untold -> resyncs = without(resync))
        .map(new Resyncs.Answer.Begun(resync.status()));
  }

  /**
   * Compares what this tenant's systems hold with what they were sent, one plug after the other;
   * the answer comes back on the caller's context. One that fails does not keep the next.
   */
  Future<Void> sweep(DriftMemory memory) {
    return OnLoop.run(vertx, context, () -> sweep(readBack().iterator(), memory));
  }

  /** A plug that is written and can be read back. */
  private record ReadBack(Connection connection, Link link, RecordType type) {}

  private List<ReadBack> readBack() {
    List<ReadBack> found = new ArrayList<>();
    for (Connection connection : tenant.connections()) {
      Link link = links.get(connection.id());
      for (Plug plug : connection.plugs()) {
        if (link != null
            && plug.direction() == Direction.IMPORT
            && !plug.type().isFact()
            && link.readsBack(plug.type())) {
          found.add(new ReadBack(connection, link, plug.type()));
        }
      }
    }
    return found;
  }

  private Future<Void> sweep(Iterator<ReadBack> plugs, DriftMemory memory) {
    if (stopping || !plugs.hasNext()) {
      return Future.succeededFuture();
    }
    ReadBack next = plugs.next();
    ConnectionRef target = new ConnectionRef(tenant.id(), next.connection().id());
    DriftMemory.Plug plug = new DriftMemory.Plug(target, next.type());
    DriftSweep sweep =
        new DriftSweep(
            parts.outbox().states(),
            parts.eventLog(),
            parts.ready(),
            next.link(),
            next.connection().connector(),
            target,
            next.type(),
            parts.driftOptions(),
            memory.of(plug),
            () -> stopping,
            parts.clock(),
            parts.driftMeters());
    return sweep
        .run()
        .onSuccess(found -> memory.put(plug, found.differing()))
        .transform(over -> sweep(plugs, memory));
  }

  private List<Resync> without(Resync resync) {
    return resyncs.stream().filter(other -> other != resync).toList();
  }

  private static Future<Resyncs.Answer> refused(String why) {
    return Future.succeededFuture(new Resyncs.Answer.Refused(why));
  }

  private void declare(ConnectionRef ref, Link link) {
    Declaration declaration = new Declaration(vertx, ref, link, parts.declarationWaits());
    declaration.start();
    declarations.add(declaration);
  }

  private void poll(ConnectionRef ref, Link link, Plug plug) {
    Poller poller =
        new Poller(
            vertx,
            parts.intake(),
            parts.outbox(),
            link,
            ref,
            plug.type(),
            plug.every(),
            parts.intakeOptions(),
            parts.board(),
            parts.clock(),
            parts.intakeMeters(),
            parts.random());
    poller.start();
    pollers.add(poller);
  }

  private void push(ConnectionRef ref, Link link, Connection connection, Reports reports) {
    Map<RecordType, Drain> ofConnection = new EnumMap<>(RecordType.class);
    for (RecordType type : RecordType.values()) {
      if (connection.plug(type, Direction.IMPORT) != null) {
        ofConnection.put(type, drain(ref, link, connection.connector(), type, reports));
      }
    }
    if (!ofConnection.isEmpty()) {
      listenings.add(
          parts
              .ready()
              .listen(
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
  }

  private Drain drain(
      ConnectionRef ref, Link link, String platform, RecordType type, Reports reports) {
    return Drain.of(
        vertx,
        parts.outbox(),
        link,
        platform,
        ref,
        type,
        parts.pushOptions(),
        parts.board(),
        reports,
        parts.clock(),
        parts.pushMeters(),
        parts.random());
  }

  private Future<Void> closeLinks() {
    List<Future<Void>> closing = new ArrayList<>();
    links.forEach(
        (id, link) -> {
          closing.add(link.close());
          parts.board().forget(new ConnectionRef(tenant.id(), id));
        });
    return Future.join(closing).mapEmpty();
  }
}
