package io.penstock.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one SKU costs on one price list.
 *
 * @param priceList the list's id on the receiving side; null for its default list
 * @param currency three letters, ISO 4217
 * @param vatIncluded whether the amount contains VAT
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Price(
    String sku,
    @Nullable String priceList,
    String currency,
    BigDecimal amount,
    boolean vatIncluded,
    Instant changedAt)
    implements SyncRecord {

  @Override
  public RecordType type() {
    return RecordType.PRICE;
  }

  @Override
  public String key() {
    return sku + '\n' + (priceList == null ? "" : priceList) + '\n' + currency;
  }

  @Override
  public String displayId() {
    return sku;
  }
}
