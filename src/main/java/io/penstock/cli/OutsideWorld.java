package io.penstock.cli;

import io.penstock.sandbox.FaultProfile;
import io.penstock.sandbox.LedgerCheck;
import io.penstock.sandbox.LedgerOrder;
import io.penstock.sandbox.LedgerResult;
import io.penstock.sandbox.LedgerValue;
import io.penstock.sandbox.OrderTruth;
import io.penstock.sandbox.Platform;
import io.penstock.sandbox.ProductTruth;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.TenantCredentials;
import io.penstock.sandbox.partner.PartnerOptions;
import io.penstock.sandbox.partner.PartnerSystem;
import io.penstock.sandbox.partner.PartnerTraffic;
import io.penstock.sandbox.partner.TenantCatalogue;
import io.penstock.sandbox.partner.TrafficCounts;
import io.penstock.sandbox.partner.TrafficOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Everything a gateway stands between, running: the emulated platform and the partner's own system.
 * Knows what a gateway must be told to serve them, and compares what both ends saw.
 */
final class OutsideWorld {
  private static final int SIGNING_KEY_BYTES = 32;

  /** The price list that the seeded merchants' partner keeps. */
  private static final String PRICE_LIST = "retail-se";

  private static final Duration COMPARE_EVERY = Duration.ofSeconds(1);
  private static final String CURRENCY = "SEK";

  private final Vertx vertx;
  private final Sandbox sandbox;
  private final PartnerSystem partner;
  private final String signingKey;
  private @Nullable PartnerTraffic updates;

  private OutsideWorld(Vertx vertx, Sandbox sandbox, PartnerSystem partner, String signingKey) {
    this.vertx = vertx;
    this.sandbox = sandbox;
    this.partner = partner;
    this.signingKey = signingKey;
  }

  /**
   * @param partnerPort 0 for any free one
   * @param faults what the partner's system does wrong; the platform's are in the options
   */
  static Future<OutsideWorld> start(
      Vertx vertx, SandboxOptions options, int partnerPort, FaultProfile faults) {
    byte[] key = new byte[SIGNING_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    String signingKey = "whsec_" + Base64.getEncoder().encodeToString(key);
    PartnerOptions partnerOptions =
        PartnerOptions.local(signingKey)
            .withPort(partnerPort)
            .withFaults(
                PartnerOptions.faultShare(faults.name().toLowerCase(Locale.ROOT)), options.seed());
    return Sandbox.start(vertx, options)
        .compose(
            sandbox ->
                PartnerSystem.start(vertx, partnerOptions)
                    .map(partner -> new OutsideWorld(vertx, sandbox, partner, signingKey)));
  }

  Sandbox sandbox() {
    return sandbox;
  }

  PartnerSystem partner() {
    return partner;
  }

  /**
   * What a gateway needs to serve all tenants made here, as its tenants file.
   *
   * @param requestsPerSecond what each platform connection may send
   */
  String tenantsFile(Duration pollEvery, int requestsPerSecond, int inFlightMax) {
    StringBuilder yaml =
        new StringBuilder("# Made by the sandbox for its own tenants; worth nothing elsewhere.\n");
    yaml.append("tenants:\n");
    for (TenantCredentials tenant : platform().credentials()) {
      yaml.append("  - id: ").append(tenant.codeName()).append('\n');
      yaml.append("    connections:\n");
      yaml.append("      - id: shop\n        connector: sharespine\n        settings:\n");
      setting(yaml, "baseUrl", sandbox.baseUri().resolve("/api").toString());
      setting(yaml, "tenant", tenant.codeName());
      setting(yaml, "connectionId", tenant.connectionId());
      setting(yaml, "login", tenant.login());
      setting(yaml, "requestsPerSecond", Integer.toString(requestsPerSecond));
      setting(yaml, "requestsBurst", Integer.toString(requestsPerSecond));
      setting(yaml, "inFlightMax", Integer.toString(inFlightMax));
      yaml.append("        secrets:\n");
      setting(yaml, "password", tenant.password());
      yaml.append("        plugs:\n");
      yaml.append("          - {type: order, direction: EXPORT, every: ");
      yaml.append(pollEvery.toMillis()).append("ms}\n");
      for (String type : List.of("stock", "price", "order-status", "shipment")) {
        yaml.append("          - {type: ").append(type).append(", direction: IMPORT}\n");
      }
      yaml.append("      - id: wms\n        connector: partner\n        settings:\n");
      setting(yaml, "url", partner.url());
      yaml.append("        secrets:\n");
      setting(yaml, "signingKey", signingKey);
      yaml.append("        plugs:\n          - {type: order, direction: IMPORT}\n");
    }
    return yaml.toString();
  }

  private static void setting(StringBuilder yaml, String key, String value) {
    yaml.append("          ").append(key).append(": \"").append(value).append("\"\n");
  }

  /** The partner begins to send stock levels and prices for every product of every tenant. */
  void startUpdates(URI gateway, String apiKey, double perSecond, long seed) {
    List<TenantCatalogue> catalogues = new ArrayList<>();
    for (TenantCredentials tenant : platform().credentials()) {
      List<String> skus =
          platform().productTruth(tenant.codeName()).stream().map(ProductTruth::sku).toList();
      catalogues.add(new TenantCatalogue(tenant.codeName(), skus, PRICE_LIST, CURRENCY));
    }
    updates =
        PartnerTraffic.start(
            vertx, TrafficOptions.of(gateway, apiKey, perSecond, seed), catalogues);
  }

  @Nullable TrafficCounts updateCounts() {
    PartnerTraffic running = updates;
    return running == null ? null : running.counts();
  }

  /** No new orders, no new updates; completes when the gateway has acknowledged all it was sent. */
  Future<Void> quiet() {
    sandbox.stopTraffic();
    PartnerTraffic running = updates;
    return running == null ? Future.succeededFuture() : running.stop();
  }

  /**
   * Compares both ends as they are now. Meaningful once all is {@link #quiet}.
   *
   * @param repeatsAllowed whether an answer may have been lost, so that a webhook may come twice
   */
  LedgerResult compare(boolean repeatsAllowed) {
    LedgerCheck check = new LedgerCheck(repeatsAllowed);
    for (TenantCredentials credentials : platform().credentials()) {
      String tenant = credentials.codeName();
      check.orders(
          tenant,
          platform().orderTruth(tenant).stream().map(OutsideWorld::ledgerOrder).toList(),
          partner.received().newest(tenant),
          partner.received().last(tenant));
      check.deliveries(tenant, partner.received().deliveries(tenant));
      PartnerTraffic sent = updates;
      if (sent != null) {
        check.values(tenant, sent.accepted(tenant), platformValues(tenant));
      }
    }
    return check.result();
  }

  /**
   * Compares again and again until both ends agree or the time is over. Faults end first: what is
   * lost now would be lost for ever.
   *
   * @param repeatsAllowed whether an answer may have been lost, so that a webhook may come twice
   * @param meanwhile called about once a second
   */
  LedgerResult settled(boolean repeatsAllowed, Duration limit, Runnable meanwhile) {
    sandbox.faults().clear();
    partner.faultShare(0);
    long end = System.nanoTime() + limit.toNanos();
    LedgerResult result = compare(repeatsAllowed);
    while (!result.balances() && System.nanoTime() < end) {
      LockSupport.parkNanos(COMPARE_EVERY.toNanos());
      meanwhile.run();
      result = compare(repeatsAllowed);
    }
    return result;
  }

  private Platform platform() {
    return sandbox.sharespine();
  }

  private List<LedgerValue> platformValues(String tenant) {
    List<LedgerValue> values = new ArrayList<>();
    for (ProductTruth product : platform().productTruth(tenant)) {
      values.add(LedgerValue.stock(product.sku(), product.stock()));
      product
          .prices()
          .forEach((list, amount) -> values.add(LedgerValue.price(product.sku(), list, amount)));
    }
    return values;
  }

  private static LedgerOrder ledgerOrder(OrderTruth order) {
    return new LedgerOrder(
        order.localId(),
        order.lastModified(),
        order.orderStatus(),
        order.paymentStatus(),
        order.shippingStatus());
  }

  Future<Void> close() {
    return Future.join(partner.close(), sandbox.close()).mapEmpty();
  }
}
