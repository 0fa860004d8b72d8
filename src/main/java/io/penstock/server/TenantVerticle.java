package io.penstock.server;

import io.penstock.connector.Link;
import io.penstock.record.RecordType;
import io.penstock.sync.Ready;
import io.penstock.sync.intake.Poller;
import io.penstock.sync.push.Drain;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.EnumMap;
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
    List<Future<Void>> ending = new ArrayList<>();
    declarations.forEach(Declaration::stop);
    listenings.forEach(listening -> ending.add(listening.end()));
    pollers.forEach(poller -> ending.add(poller.stop()));
    drains.forEach(drain -> ending.add(drain.stop()));
    return Future.join(ending).eventually(this::closeLinks);
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
