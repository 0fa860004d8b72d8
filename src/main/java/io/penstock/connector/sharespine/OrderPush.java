package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PushResult;
import io.penstock.connector.http.Answer;
import io.penstock.record.OrderStatus;
import io.penstock.record.Shipment;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes what happens to an order: its status, and its shipments. */
final class OrderPush {
  private final TenantApi api;
  private final SharespineOptions options;
  private final Echoes echoes;
  private final Lanes lanes = new Lanes();

  OrderPush(TenantApi api, SharespineOptions options, Echoes echoes) {
    this.api = api;
    this.options = options;
    this.echoes = echoes;
  }

  Future<PushResult> status(OrderStatus status) {
    Patch patch = new Patch();
    Set<String> fields = new HashSet<>();
    set(patch, fields, "orderStatus", status.status(), options.orderStatusWords());
    set(patch, fields, "shippingStatus", status.shippingStatus(), options.shippingStatusWords());
    if (patch.isEmpty()) {
      return Future.succeededFuture(
          PushResult.rejected(
              "the order status carries neither a status nor a shipping status", ""));
    }
    return lanes.run(
        "status " + status.orderId(),
        () ->
            api.put(api.order(status.orderId()), patch.body())
                .map(
                    answer -> {
                      if (answer.isSuccess()) {
                        wrote(fields, answer);
                      }
                      return Refusals.ofWrite(answer, "the status of order " + status.orderId());
                    })
                .otherwise(failure -> Refusals.ofTrouble(failure, true)));
  }

  /**
   * The write has taken effect, so an answer that shows no order is no trouble (A20): then nothing
   * is known for an echo.
   */
  private void wrote(Set<String> fields, Answer written) {
    byte[] body = written.body().getBytes();
    try {
      TenantApi.mustBeJson(written);
      OrderReader.Reading shown = OrderReader.read(body, 0, body.length);
      if (shown.order() != null) {
        echoes.wrote(fields, shown.order(), shown.rest());
      }
    } catch (PlatformException | IOException | NumberFormatException unreadable) {
      // Told again, which is harmless.
    }
  }

  /**
   * The platform knows no key for a shipment (A8), so before a second try the order is read: the
   * first may have taken effect. Where that cannot be told, a person has to look: sent again it may
   * be there twice.
   */
  Future<PushResult> shipment(Shipment shipment, int attempt) {
    return lanes.run(
        "shipment " + shipment.orderId(),
        () -> attempt == 0 ? add(shipment) : addUnlessThere(shipment));
  }

  private Future<PushResult> addUnlessThere(Shipment shipment) {
    return api.get(api.order(shipment.orderId()))
        .compose(
            answer -> {
              if (!answer.isSuccess()) {
                return Future.succeededFuture(
                    Refusals.ofWrite(answer, "order " + shipment.orderId()));
              }
              boolean maybe = false;
              for (JsonNode known : TenantApi.body(answer).path("shipments")) {
                if (isSame(shipment, known)) {
                  return Future.succeededFuture(PushResult.accepted());
                }
                maybe |= mayBeSame(shipment, known);
              }
              return maybe ? Future.succeededFuture(nobodyKnows(shipment)) : add(shipment);
            })
        .otherwise(failure -> Refusals.ofTrouble(failure, true));
  }

  private boolean isSame(Shipment shipment, JsonNode known) {
    String theirs = Fields.text(known, "remoteId");
    if (options.shipmentRemoteId() && theirs != null) {
      return theirs.equals(shipment.shipmentId());
    }
    String code = shipment.trackingCode();
    return code != null && code.equals(Fields.text(known, "trackingCode"));
  }

  /** Neither of them carries anything by which one could tell them apart. */
  private boolean mayBeSame(Shipment shipment, JsonNode known) {
    return !options.shipmentRemoteId()
        && shipment.trackingCode() == null
        && Fields.text(known, "trackingCode") == null;
  }

  private static PushResult nobodyKnows(Shipment shipment) {
    return PushResult.rejected(
        "order "
            + shipment.orderId()
            + " already has a shipment without a tracking code, and whether it is this one cannot be"
            + " told; look in Sharespine: if it is, there is nothing to do, if not, add it there",
        "");
  }

  private Future<PushResult> add(Shipment shipment) {
    ArrayNode body = Fields.JSON.createArrayNode();
    ObjectNode one = body.addObject();
    put(one, "trackingCode", shipment.trackingCode());
    put(one, "trackingUri", shipment.trackingUri());
    if (options.shipmentRemoteId()) {
      one.put("remoteId", shipment.shipmentId());
    }
    return api.post(api.order(shipment.orderId()) + api.paths().shipment(), body)
        .map(answer -> Refusals.ofWrite(answer, "the shipment of order " + shipment.orderId()))
        .otherwise(failure -> Refusals.ofTrouble(failure, true));
  }

  private static void set(
      Patch patch,
      Set<String> fields,
      String field,
      @Nullable String word,
      Map<String, String> words) {
    if (word != null) {
      patch.set(field, words.getOrDefault(word, word));
      fields.add(field);
    }
  }

  private static void put(ObjectNode into, String field, @Nullable String value) {
    if (value != null) {
      into.put(field, value);
    }
  }
}
