package io.penstock.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Goods that left for one order.
 *
 * @param shipmentId the sender's id for it, unique within the order; a repeat is the same shipment
 * @param orderId the platform's id of the order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Shipment(
    String shipmentId,
    String orderId,
    @Nullable String trackingCode,
    @Nullable String trackingUri,
    Instant changedAt)
    implements SyncRecord {

  @Override
  public RecordType type() {
    return RecordType.SHIPMENT;
  }

  @Override
  public String key() {
    return orderId;
  }

  @Override
  public String id() {
    return orderId + '\n' + shipmentId;
  }

  @Override
  public String displayId() {
    return shipmentId;
  }
}
