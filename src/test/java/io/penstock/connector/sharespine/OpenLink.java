package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PushResult;
import io.penstock.connector.http.Outlets;
import io.penstock.connector.http.Pace;
import io.penstock.fake.LocalHttp;
import io.penstock.fake.ScriptedServer;
import io.penstock.fake.ScriptedServer.Reply;
import io.penstock.fake.ScriptedServer.Seen;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A Sharespine link that is open towards a scripted server. */
final class OpenLink implements AutoCloseable {
  static final Pace FAST = new Pace(10_000, 1_000, 8);
  static final List<Plug> PLUGS =
      List.of(
          new Plug(RecordType.ORDER, Direction.EXPORT, null),
          new Plug(RecordType.STOCK, Direction.IMPORT, null),
          new Plug(RecordType.PRICE, Direction.IMPORT, null),
          new Plug(RecordType.ORDER_STATUS, Direction.IMPORT, null),
          new Plug(RecordType.SHIPMENT, Direction.IMPORT, null));

  final Vertx vertx = Vertx.vertx();
  final ScriptedServer server;
  final Link link;

  private OpenLink(
      BiConsumer<Seen, HttpServerRequest> script,
      SharespineOptions options,
      Map<String, String> more) {
    server = ScriptedServer.raw(vertx, new HttpServerOptions(), script);
    Outlets outlets = new Outlets(vertx, LocalHttp.options(), new SimpleMeterRegistry());
    SharespineConnector connector = new SharespineConnector(outlets, options);
    Map<String, String> settings = new HashMap<>(more);
    settings.put("baseUrl", server.base("/api").toString());
    settings.put("tenant", "acme-1");
    settings.put("connectionId", "c0ffee");
    settings.put("login", "api-user");
    Connection connection =
        new Connection(
            "shop", "sharespine", settings, Map.of("password", new Secret("pässword")), PLUGS);
    assertThat(connector.problems(connection)).isEmpty();
    Tenant tenant = new Tenant("acme", false, List.of(connection), List.of(), Limits.DEFAULTS);
    link = await(() -> Future.succeededFuture(connector.open(tenant, connection)));
  }

  static OpenLink raw(SharespineOptions options, BiConsumer<Seen, HttpServerRequest> script) {
    return new OpenLink(script, options, Map.of());
  }

  static OpenLink to(SharespineOptions options, Function<Seen, Reply> script) {
    return to(options, Map.of(), script);
  }

  static OpenLink to(
      SharespineOptions options, Map<String, String> settings, Function<Seen, Reply> script) {
    return new OpenLink(
        (seen, request) -> {
          Reply reply = script.apply(seen);
          request.response().setStatusCode(reply.status());
          reply.headers().forEach((name, value) -> request.response().putHeader(name, value));
          request.response().end(reply.body());
        },
        options,
        settings);
  }

  List<Page> poll(Cursor from) {
    List<Page> pages = new ArrayList<>();
    await(
        () ->
            link.poll(
                    RecordType.ORDER,
                    from,
                    page -> {
                      pages.add(page);
                      return Future.succeededFuture();
                    })
                .map("polled"));
    return pages;
  }

  /** The trouble that a poll ends in; no page of it may carry another cursor than the start. */
  PlatformException failedPoll(Cursor from) {
    try {
      LocalHttp.onLoop(
              vertx,
              () ->
                  link.poll(
                      RecordType.ORDER,
                      from,
                      page -> {
                        assertThat(page.next()).isEqualTo(from);
                        return Future.succeededFuture();
                      }))
          .get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      assertThat(failed.getCause()).isInstanceOf(PlatformException.class);
      return (PlatformException) Objects.requireNonNull(failed.getCause());
    } catch (Exception other) {
      throw new AssertionError(other);
    }
    throw new AssertionError("the poll must fail");
  }

  PushResult push(SyncRecord record) {
    return push(record, 0);
  }

  PushResult push(SyncRecord record, int attempt) {
    return push(record.type(), List.of(new Delivery("d1", "api", record, true, attempt))).get(0);
  }

  List<PushResult> push(RecordType type, List<Delivery> batch) {
    return await(() -> link.push(type, batch));
  }

  <T> T await(Supplier<Future<T>> work) {
    try {
      return LocalHttp.onLoop(vertx, work).get(60, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
