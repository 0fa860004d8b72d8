package io.penstock.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.cli.NewApiKey;
import io.penstock.fake.FaultyDoor;
import io.penstock.fake.FaultyStore;
import io.penstock.record.RecordType;
import io.penstock.sandbox.FaultRule;
import io.penstock.sandbox.LedgerCheck;
import io.penstock.sandbox.LedgerOrder;
import io.penstock.sandbox.LedgerResult;
import io.penstock.sandbox.Platform;
import io.penstock.sandbox.ProductTruth;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.TenantCredentials;
import io.penstock.sandbox.partner.PartnerOptions;
import io.penstock.sandbox.partner.PartnerSystem;
import io.penstock.server.Gateway;
import io.penstock.server.GatewayChecks;
import io.penstock.server.GatewayVertx;
import io.penstock.server.config.GatewayConfig;
import io.penstock.server.config.GatewayFiles;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.store.embedded.EmbeddedStore;
import io.penstock.sync.Ledger;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.core.ThrowingRunnable;

/**
 * Everything that a record passes, running: the emulated platform, the gateway on a store that can
 * fail, a door that can fail, the partner's system behind it.
 */
public final class House implements AutoCloseable {
  /** How a gateway starts. */
  @FunctionalInterface
  public interface Starter {
    Starter USUAL =
        (machine, config, tenants, store) ->
            Gateway.start(machine, config, tenants, "0-test", store);

    Future<Gateway> start(
        GatewayVertx machine, GatewayConfig config, List<Tenant> tenants, Store store);
  }

  public static final String SHOP = "shop";
  public static final String WMS = "wms";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SIGNING_KEY = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  private final Plan plan;
  private final Vertx outside = Vertx.vertx();
  private final Sandbox sandbox;
  private final PartnerSystem partner;
  private final FaultyDoor door;
  private final NewApiKey key = NewApiKey.make("walk", Set.of(), Instant.now(), new SecureRandom());
  private GatewayVertx machine;
  private FaultyStore store;
  private Gateway gateway;
  private Api api;
  private final Map<String, List<String>> skus = new HashMap<>();

  House(Plan plan) {
    this.plan = plan;
    sandbox = get(Sandbox.start(outside, plan.sandbox()));
    partner = get(PartnerSystem.start(outside, PartnerOptions.local(SIGNING_KEY)));
    door = get(FaultyDoor.open(outside, partner.url()));
  }

  /** Starts the gateway with every merchant of the sandbox. */
  public House start() {
    return start(tenants().stream().map(this::tenant).toList());
  }

  /** Starts the gateway, again on the same folder if it ran before. */
  public House start(List<Tenant> tenants) {
    machine = GatewayVertx.create();
    GatewayConfig config = config();
    store =
        new FaultyStore(
            get(
                EmbeddedStore.open(
                    machine.vertx(), config.data().folder(), StoreOptions.DEFAULTS)));
    gateway = get(plan.starter().start(machine, config, tenants, store));
    if (get(gateway.apiKeys().list()).isEmpty()) {
      get(gateway.apiKeys().add(key.stored()));
    }
    api = new Api(gateway.apiPort(), key.text());
    return this;
  }

  private GatewayConfig config() {
    Path file = plan.folder().resolve("penstock.yaml");
    StringBuilder http = new StringBuilder();
    sandbox
        .certificate()
        .ifPresent(pem -> http.append("  trustedCertificates: [\"").append(pem).append("\"]\n"));
    plan.httpYaml().forEach(line -> http.append("  ").append(line).append('\n'));
    try {
      Files.writeString(
          file,
          """
          data:
            folder: "%s"
          drain:
            limit: %dms
          api:
            host: 127.0.0.1
            port: 0
          management:
            host: 127.0.0.1
            port: 0
          push:
            retryFirst: 30ms
            retryMax: 100ms
            attemptsMax: %d
            lookAgain: %dms
          drift:
            every: %dms
          intake:
            failureMax: 1s
          http:
            contact: walk@example.com
            requestTimeout: 2s
          %s"""
              .formatted(
                  plan.folder().resolve("data"),
                  plan.drain().toMillis(),
                  plan.attemptsMax(),
                  plan.lookAgain().toMillis(),
                  plan.driftEvery().toMillis(),
                  http));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return GatewayFiles.read(file, Map.of(), new GatewayChecks()).value().config();
  }

  /** A merchant whose orders go to the partner, and whose stock and prices come from it. */
  public Tenant tenant(String id) {
    return new Tenant(id, false, List.of(shop(id), wms()), List.of(), Limits.DEFAULTS);
  }

  /** Likewise, with something between it and its platform, and between it and its partner. */
  public Tenant tenant(String id, URI toPlatform, URI toPartner) {
    Connection shop = shop(id);
    String base = Objects.requireNonNull(shop.settings().get("baseUrl"));
    String there = base.replace(sandbox.baseUri().toString(), toPlatform.toString());
    Connection wms = wms("500ms");
    return new Tenant(
        id,
        false,
        List.of(with(shop, "baseUrl", there), with(wms, "url", toPartner.toString())),
        List.of(),
        Limits.DEFAULTS);
  }

  private static Connection with(Connection known, String key, String value) {
    Map<String, String> settings = new HashMap<>(known.settings());
    settings.put(key, value);
    return new Connection(known.id(), known.connector(), settings, known.secrets(), known.plugs());
  }

  /** Makes or replaces a tenant by the API. */
  public Api.Answer put(Tenant tenant) {
    return api.put("/v1/tenants/" + tenant.id(), Platforms.json(tenant));
  }

  public Connection shop(String tenant) {
    TenantCredentials login =
        platform().credentials().stream()
            .filter(one -> one.codeName().equals(tenant))
            .findFirst()
            .orElseThrow();
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "baseUrl", sandbox.baseUri().resolve("/api").toString(),
                "tenant", login.codeName(),
                "connectionId", login.connectionId(),
                "login", login.login(),
                "requestsPerSecond", "500",
                "requestsBurst", "500",
                "inFlightMax", "4"));
    settings.put("ordersSince", LocalDate.now(ZoneOffset.UTC).minusDays(1).toString());
    List<Plug> plugs = new ArrayList<>();
    plugs.add(new Plug(RecordType.ORDER, Direction.EXPORT, Plug.EVERY_MIN));
    for (RecordType type : List.of(RecordType.STOCK, RecordType.PRICE)) {
      plugs.add(new Plug(type, Direction.IMPORT, null));
    }
    return new Connection(
        SHOP, "sharespine", settings, Map.of("password", new Secret(login.password())), plugs);
  }

  public Connection wms() {
    return wms("2s");
  }

  /** The partner's system, which may take so long for an answer. */
  public Connection wms(String timeout) {
    return new Connection(
        WMS,
        "partner",
        Map.of("url", door.url(), "timeout", timeout),
        Map.of("signingKey", new Secret(SIGNING_KEY)),
        List.of(new Plug(RecordType.ORDER, Direction.IMPORT, null)));
  }

  public List<String> tenants() {
    return platform().credentials().stream().map(TenantCredentials::codeName).toList();
  }

  /** The first merchant. */
  public String tenant() {
    return tenants().get(0);
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  public Platform platform() {
    return sandbox.sharespine();
  }

  public void fault(FaultRule rule) {
    sandbox.faults().add(rule);
  }

  public FaultyDoor door() {
    return door;
  }

  public PartnerSystem partner() {
    return partner;
  }

  public FaultyStore store() {
    return store;
  }

  public Gateway gateway() {
    return gateway;
  }

  public GatewayVertx machine() {
    return machine;
  }

  public Api api() {
    return api;
  }

  /** How often the partner was told of different versions of this tenant's orders. */
  public int told(String tenant) {
    return partner.received().deliveries(tenant).size();
  }

  public String stock(String tenant, String sku) {
    return product(tenant, sku).stock();
  }

  public ProductTruth product(String tenant, String sku) {
    return platform().productTruth(tenant).stream()
        .filter(product -> product.sku().equals(sku))
        .findFirst()
        .orElseThrow();
  }

  /** The platform's own order changes with each write. */
  public String sku(String tenant, int number) {
    return skus.computeIfAbsent(
            tenant,
            first -> platform().productTruth(tenant).stream().map(ProductTruth::sku).toList())
        .get(number);
  }

  /** Every line of the gateway's own sum. */
  public List<Ledger> ledger() {
    return get(store.outbox().ledger(null));
  }

  public Ledger line(String tenant, RecordType type) {
    return ledger().stream()
        .filter(line -> line.tenant().equals(tenant) && line.type() == type)
        .findFirst()
        .orElse(new Ledger(tenant, type, 0, 0, 0, 0, 0));
  }

  public static void eventually(ThrowingRunnable claim) {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(claim);
  }

  /** Both ends agree, each version was told once, and nothing waits or is lost. */
  public void ends() {
    ends(0, false);
  }

  /**
   * @param dead dead letters that are left over
   * @param repeatsAllowed whether an answer was lost, so that a webhook came twice
   */
  public void ends(int dead, boolean repeatsAllowed) {
    eventually(
        () -> {
          LedgerResult result = compare(repeatsAllowed);
          assertThat(result.balances()).as(result.table()).isTrue();
        });
    balances(dead);
  }

  /** Every line of the gateway's own sum balances, and nothing waits. */
  public void balances(int dead) {
    eventually(
        () -> {
          List<Ledger> lines = ledger();
          assertThat(lines).allMatch(line -> line.waiting() == 0, "nothing waits");
          assertThat(lines).allMatch(Ledger::balances);
          assertThat(lines.stream().mapToLong(Ledger::dead).sum()).isEqualTo(dead);
        });
  }

  private LedgerResult compare(boolean repeatsAllowed) {
    LedgerCheck check = new LedgerCheck(repeatsAllowed);
    for (String tenant : tenants()) {
      check.orders(
          tenant,
          platform().orderTruth(tenant).stream()
              .map(
                  order ->
                      new LedgerOrder(
                          order.localId(),
                          order.lastModified(),
                          order.orderStatus(),
                          order.paymentStatus(),
                          order.shippingStatus()))
              .toList(),
          partner.received().newest(tenant),
          partner.received().last(tenant));
      check.deliveries(tenant, partner.received().deliveries(tenant));
    }
    return check.result();
  }

  /** Stops the gateway; true when it went in order. */
  public boolean stopGateway() {
    boolean clean = get(gateway.stop());
    api = null;
    get(machine.vertx().close());
    gateway = null;
    return clean;
  }

  @Override
  public void close() {
    if (gateway != null) {
      stopGateway();
    }
    get(sandbox.close());
    get(partner.close());
    get(outside.close());
  }

  public static <T> T get(Future<T> future) {
    try {
      return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("not done after " + PATIENCE, late);
    }
  }
}
