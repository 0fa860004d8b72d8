package io.penstock.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an order has come, in the receiving platform's words. A status left null is left alone.
 *
 * @param orderId the platform's id of the order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OrderStatus(
    String orderId, @Nullable String status, @Nullable String shippingStatus, Instant changedAt)
    implements SyncRecord {

  @Override
  public RecordType type() {
    return RecordType.ORDER_STATUS;
  }

  @Override
  public String key() {
    return orderId;
  }

  @Override
  public String displayId() {
    return orderId;
  }
}
