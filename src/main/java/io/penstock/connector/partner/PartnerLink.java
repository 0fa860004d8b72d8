package io.penstock.connector.partner;

import io.netty.buffer.Unpooled;
import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PushResult;
import io.penstock.connector.Report;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.Call;
import io.penstock.connector.http.Exchange;
import io.penstock.connector.http.Priority;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.StateJson;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Sends webhooks to one tenant's partner system.
 *
 * <p>A 410 says that the partner has switched the endpoint off. From then on nothing is sent and
 * everything waits, until the tenant is changed, or paused and resumed, which opens a new link. It
 * is not kept on disk: after a restart one webhook asks again.
 */
final class PartnerLink implements Link {
  private static final int GONE = 410;
  private static final Map.Entry<String, String> JSON =
      Map.entry("Content-Type", "application/json");

  /** How long a webhook waits before it asks this link again whether the endpoint is back. */
  static final Duration GONE_WAIT = Duration.ofMinutes(10);

  private final ConnectionRef who;
  private final PartnerSettings settings;
  private final Exchange exchange;
  private final Signer signer;
  private final InstantSource clock;
  private final StatesWebhook webhook;

  /** Written bodies to be written over; as many as were ever under way at once. */
  private final ArrayDeque<StateJson> bodies = new ArrayDeque<>(1);

  private String switchedOff = "";

  PartnerLink(ConnectionRef who, PartnerSettings settings, Exchange exchange, InstantSource clock) {
    this.who = who;
    this.settings = settings;
    this.exchange = exchange;
    this.signer = new Signer(settings.signingKeys());
    this.clock = clock;
    this.webhook = new StatesWebhook(who.tenant());
  }

  @Override
  public Future<Void> declare() {
    return Future.succeededFuture();
  }

  @Override
  public boolean declares() {
    return false;
  }

  /** The partner sends its updates to the API by itself; an EXPORT plug only declares them. */
  @Override
  public boolean isPolled(RecordType type) {
    return false;
  }

  @Override
  public Future<Void> poll(RecordType type, Cursor from, Function<Page, Future<Void>> pages) {
    return Future.succeededFuture();
  }

  @Override
  public int batchMax(RecordType type) {
    return type.isFact() ? 1 : settings.batchMax();
  }

  @Override
  public int inFlightMax(RecordType type) {
    return settings.inFlightMax();
  }

  @Override
  public Future<List<PushResult>> push(RecordType type, List<Delivery> batch) {
    return Future.succeededFuture(batch).compose(one -> push(only(one))).map(List::of);
  }

  @Override
  public boolean takesPacked(RecordType type) {
    return !type.isFact();
  }

  /**
   * One webhook for all of them. Its id is new at each attempt, since by then newer values may have
   * taken the place of some; the receiver goes by {@code changedAt}.
   */
  @Override
  public Future<List<PushResult>> pushPacked(RecordType type, StateBlock states) {
    int size = states.size();
    if (!switchedOff.isEmpty()) {
      return Future.succeededFuture(all(size, PushResult.deferred(GONE_WAIT, switchedOff)));
    }
    Instant at = clock.instant();
    StateJson body = bodies.isEmpty() ? new StateJson() : bodies.pop();
    webhook.write(type, states, at, body);
    return send(newId(), at, body.bytes(), body.length(), Priority.LOW)
        .map(
            answer -> {
              // A partner that has answered has no use for the rest of what it was sent. A call
              // that failed may still be on its way out, so its body is left to it.
              bodies.push(body);
              return ending(answer);
            })
        .recover(PartnerLink::trouble)
        .map(result -> all(size, result));
  }

  private static List<PushResult> all(int size, PushResult result) {
    return Collections.nCopies(size, result);
  }

  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "msg_" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
  }

  /** The partner reads the event log by the API. */
  @Override
  public Future<Void> report(List<Report> reports) {
    return Future.succeededFuture();
  }

  @Override
  public String waitingFor() {
    return switchedOff.isEmpty() ? exchange.waitingFor() : switchedOff;
  }

  @Override
  public Future<Void> close() {
    return exchange.close();
  }

  private static Delivery only(List<Delivery> batch) {
    if (batch.size() != 1) {
      throw new IllegalArgumentException("a webhook carries one order, not " + batch.size());
    }
    return batch.get(0);
  }

  private Future<PushResult> push(Delivery delivery) {
    if (!switchedOff.isEmpty()) {
      return Future.succeededFuture(PushResult.deferred(GONE_WAIT, switchedOff));
    }
    byte[] body = OrderWebhook.body(who.tenant(), delivery).getBytes(StandardCharsets.UTF_8);
    if (body.length > OrderWebhook.BYTES_MAX) {
      return Future.succeededFuture(
          PushResult.rejected(
              "the order's webhook has "
                  + body.length
                  + " bytes, at most "
                  + OrderWebhook.BYTES_MAX
                  + " are sent",
              ""));
    }
    return send(delivery.id(), clock.instant(), body, body.length, Priority.HIGH)
        .map(this::ending)
        .recover(PartnerLink::trouble);
  }

  private Future<Answer> send(String id, Instant at, byte[] body, int length, Priority priority) {
    return exchange.send(
        Call.post("", BufferInternal.buffer(Unpooled.wrappedBuffer(body, 0, length)))
            .headers(
                JSON,
                Map.entry("webhook-id", id),
                Map.entry("webhook-timestamp", Long.toString(at.getEpochSecond())),
                Map.entry("webhook-signature", signer.sign(id, at, body, length)))
            .within(settings.timeout())
            .with(priority));
  }

  private PushResult ending(Answer answer) {
    if (answer.status() != GONE) {
      return Endings.of(answer);
    }
    switchedOff =
        "the partner has switched this endpoint off (410 Gone at "
            + clock.instant().truncatedTo(ChronoUnit.SECONDS)
            + "); orders wait until the tenant is changed, or paused and resumed";
    return PushResult.deferred(GONE_WAIT, switchedOff);
  }

  private static Future<PushResult> trouble(Throwable failure) {
    return failure instanceof PlatformException platform
        ? Future.succeededFuture(Endings.of(platform))
        : Future.failedFuture(failure);
  }
}
