package io.penstock.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Connectors;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.store.embedded.EmbeddedStore;
import io.penstock.sync.PlugBoard;
import io.penstock.sync.Ready;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.intake.Intake;
import io.penstock.sync.intake.IntakeMeters;
import io.penstock.sync.intake.ReplayOptions;
import io.penstock.sync.intake.Replays;
import io.penstock.sync.intake.Resyncs;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.OrderFeed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.ApiKey;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantDirectory;
import io.penstock.tenant.TenantStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A running API over a real store, and a client that checks every response by the contract. */
final class Api implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final String KEY = "psk_test-all-tenants-0123456789abcdef";
  static final String SCOPED = "psk_test-only-acme-0123456789abcdef";

  static final ApiOptions OPTIONS =
      new ApiOptions(
          "127.0.0.1",
          0,
          64 << 10,
          256 << 10,
          100,
          1_024,
          10,
          2,
          200,
          50,
          2,
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          null);

  final Contract contract;
  final Vertx vertx = Vertx.vertx();
  final Breakable outboxSwitch = new Breakable();
  final Breakable restSwitch = new Breakable();
  final PlugBoard board = new PlugBoard();
  final ScriptedResyncs resyncs = new ScriptedResyncs();
  final AtomicLong skippedNanos = new AtomicLong();
  final Store store;
  final TenantDirectory directory;
  final Outbox outbox;
  final Intake intake;
  final Replays replays;
  final ApiParts parts;
  final ApiServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Api(Contract contract, ApiOptions options) {
    this.contract = contract;
    Path folder = temporary();
    store = await(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS));
    await(store.apiKeys().add(key("all", KEY, Set.of())));
    await(store.apiKeys().add(key("acme", SCOPED, Set.of("acme"))));
    directory = new TenantDirectory(restSwitch.of(TenantStore.class, store.tenants()));
    await(directory.load());
    outbox = outboxSwitch.of(Outbox.class, store.outbox());
    Ready ready = new Ready(vertx.eventBus());
    InstantSource clock = () -> NOW;
    EventLog eventLog = restSwitch.of(EventLog.class, store.eventLog());
    IntakeMeters meters = new IntakeMeters(new SimpleMeterRegistry());
    intake = new Intake(directory, outbox, ready, clock, this::nanos, meters);
    DeadLetters deadLetters = restSwitch.of(DeadLetters.class, store.deadLetters());
    replays =
        new Replays(vertx, deadLetters, intake, eventLog, ready, ReplayOptions.DEFAULTS, clock);
    parts =
        new ApiParts(
            directory,
            restSwitch.of(ApiKeys.class, store.apiKeys()),
            intake,
            outbox,
            deadLetters,
            restSwitch.of(OrderFeed.class, store.orderFeed()),
            eventLog,
            board,
            new Connectors(List.of(new PlainConnector("shop"), new PlainConnector("partner"))),
            restSwitch.of(Resyncs.class, resyncs),
            replays,
            ready,
            clock,
            this::nanos);
    server = await(ApiServer.start(vertx, options, parts));
  }

  /** A tenant that must be there. */
  Tenant known(String id) {
    return Objects.requireNonNull(directory.tenant(id));
  }

  private long nanos() {
    return System.nanoTime() + skippedNanos.get();
  }

  /** Lets an allowance refill and a list of keys grow old without waiting for it. */
  void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  static ApiKey key(String id, String secret, Set<String> tenants) {
    String hash = Sha256.hex(secret.getBytes(StandardCharsets.UTF_8));
    return new ApiKey(id, id, hash, tenants, NOW);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException late) {
      throw new AssertionError(late);
    } catch (java.util.concurrent.ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  static Path temporary() {
    try {
      return Files.createTempDirectory("penstock-api");
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** One answer, already checked against the contract. */
  record Answer(int status, java.net.http.HttpHeaders headers, String body) {
    JsonNode json() {
      return Contract.tree(body);
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    String code() {
      return json().get("code").textValue();
    }

    List<JsonNode> lines() {
      return body.lines().map(Contract::tree).toList();
    }
  }

  Answer get(String path) {
    return send("GET", path, null, new byte[0]);
  }

  Answer put(String path, String body) {
    return send("PUT", path, "application/json", bytes(body));
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, "application/json", bytes(body), headers);
  }

  Answer lines(String path, String body, String... headers) {
    return send("POST", path, "application/x-ndjson", bytes(body), headers);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A header given here replaces the usual one; an empty value leaves it out. */
  Answer send(
      String method, String path, @Nullable String contentType, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.length == 0 && contentType == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (contentType != null) {
      request.setHeader("Content-Type", contentType);
    }
    request.setHeader("Authorization", "Bearer " + KEY);
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      contract.check(method, path, response.statusCode(), response.headers(), response.body());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(method + " " + path, failed);
    }
  }

  /**
   * A tenant with a shop that imports all the partner can send, and a partner that takes orders.
   */
  void tenant(String id, String limits) {
    put("/v1/tenants/" + id, tenantJson(limits));
  }

  static String tenantJson(String limits) {
    return """
        {"connections": [
          {"id": "shop", "connector": "shop", "settings": {"url": "https://shop.example.com"},
           "secrets": {"password": "hunter2"},
           "plugs": [{"type": "order", "direction": "EXPORT", "every": "30s"},
                     {"type": "stock", "direction": "IMPORT"},
                     {"type": "price", "direction": "IMPORT"},
                     {"type": "order-status", "direction": "IMPORT"},
                     {"type": "shipment", "direction": "IMPORT"}]},
          {"id": "erp", "connector": "partner", "settings": {"url": "https://erp.example.com"},
           "secrets": {"password": "hunter3"},
           "plugs": [{"type": "order", "direction": "IMPORT"}]}],
         "limits": %s}
        """
        .formatted(limits);
  }

  @Override
  public void close() {
    await(server.close());
    await(store.close());
    await(vertx.close());
  }
}
