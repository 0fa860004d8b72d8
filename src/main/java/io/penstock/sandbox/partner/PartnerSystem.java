package io.penstock.sandbox.partner;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The partner's side of the webhooks: {@code POST /webhooks} takes them, {@code GET /received} says
 * how many there were. Faults are drawn from the seed, per webhook in the order of arrival.
 */
public final class PartnerSystem {
  public static final String WEBHOOKS_PATH = "/webhooks";
  static final int BODY_BYTES_MAX = 4 << 20;
  static final Duration SILENCE = Duration.ofSeconds(2);
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final String host;
  private final HttpServer server;
  private final WebhookCheck check;
  private final ReceivedOrders received;
  private final SplittableRandom random;
  private final LongAdder refused = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private volatile double faultShare;
  private volatile boolean switchedOff;

  private PartnerSystem(Vertx vertx, PartnerOptions options) {
    this.vertx = vertx;
    this.host = options.host();
    this.check = new WebhookCheck(options.signingKeys());
    this.received = new ReceivedOrders(options.deliveriesMax());
    this.random = new SplittableRandom(options.seed());
    this.faultShare = options.faultShare();
    this.server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(120));
  }

  public static Future<PartnerSystem> start(Vertx vertx, PartnerOptions options) {
    PartnerSystem system = new PartnerSystem(vertx, options);
    return system
        .server
        .requestHandler(system::route)
        .listen(options.port(), options.host())
        .map(system);
  }

  public int port() {
    return server.actualPort();
  }

  /** Where webhooks go. */
  public String url() {
    return "http://" + host + ":" + port() + WEBHOOKS_PATH;
  }

  public ReceivedOrders received() {
    return received;
  }

  /** Requests that were not believed or not understood. */
  public long refused() {
    return refused.sum();
  }

  /** Webhooks that met a fault. */
  public long faults() {
    return faults.sum();
  }

  /** From now on this share of the webhooks meets a fault. */
  public void faultShare(double share) {
    PartnerOptions.checkShare(share);
    faultShare = share;
  }

  /** While switched off, every webhook is answered 410. */
  public void switchOff(boolean off) {
    switchedOff = off;
  }

  public Future<Void> close() {
    return server.close();
  }

  private void route(HttpServerRequest request) {
    if (request.method() == HttpMethod.POST && request.path().equals(WEBHOOKS_PATH)) {
      BoundedBody.of(request, BODY_BYTES_MAX)
          .onSuccess(body -> take(request, body.getBytes()))
          .onFailure(tooLong -> refuse(request, 413, String.valueOf(tooLong.getMessage())));
    } else if (request.method() == HttpMethod.GET && request.path().equals("/received")) {
      answer(request, 200, summary());
    } else {
      answer(request, 404, new JsonObject().put("detail", "there is only POST " + WEBHOOKS_PATH));
    }
  }

  private void take(HttpServerRequest request, byte[] body) {
    if (switchedOff) {
      refuse(request, 410, "this endpoint is switched off");
      return;
    }
    String id = request.getHeader("webhook-id");
    String timestamp = request.getHeader("webhook-timestamp");
    String signatures = request.getHeader("webhook-signature");
    Instant now = Instant.now();
    String refusal = check.refusal(id, timestamp, signatures, body, now);
    if (refusal != null || id == null) {
      refuse(request, 401, String.valueOf(refusal));
      return;
    }
    Webhook webhook;
    try {
      webhook = Webhook.read(body);
    } catch (IllegalArgumentException unreadable) {
      refuse(request, 400, String.valueOf(unreadable.getMessage()));
      return;
    }
    PartnerFault fault = fault();
    if (fault != null && !fault.records()) {
      suffer(request, fault);
      return;
    }
    ReceivedOrders.Delivery delivery =
        received.record(id, webhook.tenant(), webhook.version(), webhook.order(), now);
    if (fault != null) {
      suffer(request, fault);
      return;
    }
    if (!request.response().closed()) {
      received.answered(delivery);
    }
    answer(request, 200, new JsonObject().put("received", id));
  }

  private @Nullable PartnerFault fault() {
    synchronized (random) {
      return PartnerFault.draw(faultShare, random);
    }
  }

  private void suffer(HttpServerRequest request, PartnerFault fault) {
    faults.increment();
    if (fault == PartnerFault.SILENT_AFTER_RECORDING) {
      vertx.setTimer(SILENCE.toMillis(), late -> hangUp(request));
    } else if (fault.status() == 0) {
      hangUp(request);
    } else {
      if (fault.saysWhen()) {
        request.response().putHeader("Retry-After", Long.toString(RETRY_AFTER.toSeconds()));
      }
      answer(request, fault.status(), new JsonObject().put("detail", "this fault is on purpose"));
    }
  }

  /** Ends the exchange without an answer; the caller sees a reset or an early end. */
  private static void hangUp(HttpServerRequest request) {
    request.response().reset();
  }

  private void refuse(HttpServerRequest request, int status, String detail) {
    refused.increment();
    answer(request, status, new JsonObject().put("detail", detail));
  }

  /** A caller that has gone is told nothing; it will come again. */
  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    if (!request.response().closed()) {
      Buffer json = body.toBuffer();
      request
          .response()
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(json);
    }
  }

  private JsonObject summary() {
    ReceivedOrders.Counts counts = received.counts();
    return new JsonObject()
        .put("orders", counts.orders())
        .put("webhooks", counts.deliveries())
        .put("arrivals", counts.arrivals())
        .put("forgotten", counts.forgotten())
        .put("refused", refused())
        .put("faults", faults());
  }
}
