package io.penstock.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.PushResult;
import io.penstock.connector.http.HttpOptions;
import io.penstock.connector.http.Outlets;
import io.penstock.connector.partner.PartnerConnector;
import io.penstock.fake.ScriptedServer;
import io.penstock.foreign.ForeignTools.SignedWebhook;
import io.penstock.foreign.ForeignTools.WebhookVerdict;
import io.penstock.record.Order;
import io.penstock.record.RecordType;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Direction;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Secret;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our webhooks as they come over the wire, verified by npm's {@code standardwebhooks}. */
class WebhooksIT {
  private static final String KEY = "whsec_bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleQ==";
  private static final String OLD_KEY = "whsec_b2xkLWtleS1vbGQta2V5LW9sZC1rZXktb2xkLWtleQ==";
  private static final String STRANGE_KEY = "whsec_c3RyYW5nZS1rZXktc3RyYW5nZS1rZXktc3RyYW5nZQ==";
  private static final Instant AT = Instant.parse("2026-11-22T01:02:03.004Z");

  private final Vertx vertx = Vertx.vertx();
  private final PartnerConnector connector =
      new PartnerConnector(
          new Outlets(
              vertx,
              HttpOptions.DEFAULTS.withContact("oncall@example.com"),
              new SimpleMeterRegistry()),
          InstantSource.system());
  private ScriptedServer partner;

  @BeforeEach
  void start() {
    partner = ScriptedServer.start(vertx, seen -> ScriptedServer.Reply.json(200, "{}"));
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void webhooksAreAcceptedWithTheirKeyOnly() throws Exception {
    push(Map.of("signingKey", KEY), "Tält för två, 8 m²", true);
    push(Map.of("signingKey", KEY), "Линия \"7\"\n\\ 🚲", false);

    assertThat(accepted(KEY)).containsExactly(true, true);
    assertThat(accepted(STRANGE_KEY)).containsExactly(false, false);
  }

  @Test
  void whileTheKeyIsChangedBothKeysFit() throws Exception {
    push(Map.of("signingKey", KEY, "previousSigningKey", OLD_KEY), "Tält", true);

    assertThat(partner.seen().get(0).headers().get("webhook-signature").split(" ")).hasSize(2);
    assertThat(accepted(KEY)).containsExactly(true);
    assertThat(accepted(OLD_KEY)).containsExactly(true);
    assertThat(accepted(STRANGE_KEY)).containsExactly(false);
  }

  private List<Boolean> accepted(String secret) {
    List<SignedWebhook> captured =
        partner.seen().stream().map(seen -> captured(secret, seen)).toList();
    return ForeignTools.verifyWebhooks(captured).stream().map(WebhookVerdict::accepted).toList();
  }

  private static SignedWebhook captured(String secret, ScriptedServer.Seen seen) {
    Map<String, String> headers = new HashMap<>();
    seen.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return new SignedWebhook(secret, headers, seen.text());
  }

  private void push(Map<String, String> keys, String product, boolean first) throws Exception {
    Map<String, Secret> secrets = new HashMap<>();
    keys.forEach((name, key) -> secrets.put(name, new Secret(key)));
    Map<String, String> settings = Map.of("url", partner.base("/hooks").toString());
    List<Plug> plugs = List.of(new Plug(RecordType.ORDER, Direction.IMPORT, null));
    Connection connection = new Connection("erp", "partner", settings, secrets, plugs);
    Tenant tenant = new Tenant("t1", false, List.of(connection), List.of(), Limits.DEFAULTS);
    assertThat(connector.problems(connection)).isEmpty();

    Delivery delivery = new Delivery("w" + first, "shop", order(product), first, 0);
    List<PushResult> results =
        onLoop(
            () -> {
              Link link = connector.open(tenant, connection);
              return link.push(RecordType.ORDER, List.of(delivery)).eventually(link::close);
            });
    assertThat(results).containsExactly(PushResult.accepted());
  }

  /** A link lives on one event loop. */
  private <T> T onLoop(Supplier<Future<T>> work) throws Exception {
    Promise<T> done = Promise.promise();
    vertx.getOrCreateContext().runOnContext(go -> work.get().onComplete(done));
    return done.future().await(30, TimeUnit.SECONDS);
  }

  private static Order order(String product) {
    BigDecimal price = new BigDecimal("19.90");
    return new Order(
        "o1",
        "v1",
        "1001",
        null,
        AT,
        AT,
        "processing",
        "paid",
        "not-shipped",
        "SEK",
        null,
        null,
        null,
        null,
        List.of(new Order.Row("product", "A", product, BigDecimal.ONE, price, null, null)),
        List.of(),
        null,
        null,
        Map.of());
  }
}
