package io.penstock.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of one SKU is there.
 *
 * @param location where, for those who keep more than one; null for the only one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StockLevel(
    String sku, @Nullable String location, BigDecimal quantity, Instant changedAt)
    implements SyncRecord {

  @Override
  public RecordType type() {
    return RecordType.STOCK;
  }

  @Override
  public String key() {
    return location == null ? sku : sku + '\n' + location;
  }

  @Override
  public String displayId() {
    return sku;
  }
}
