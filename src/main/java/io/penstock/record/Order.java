package io.penstock.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An order as its platform tells it. Statuses are the platform's words, kept as text: an unknown
 * one is never a failure.
 *
 * @param id the platform's own id, stable for the order's life
 * @param version differs whenever the content differs; the same version is never delivered again
 * @param number what people call the order; not unique
 * @param total without VAT; rows carry the price really paid, discounts already taken off
 * @param extra what the platform sent and no field here names, as plain JSON values
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Order(
    String id,
    String version,
    String number,
    @Nullable String remoteId,
    Instant createdAt,
    Instant changedAt,
    @Nullable String status,
    @Nullable String paymentStatus,
    @Nullable String shippingStatus,
    @Nullable String currency,
    @Nullable String customerType,
    @Nullable String email,
    @Nullable Address billing,
    @Nullable Address shipping,
    List<Row> rows,
    List<Tracking> shipments,
    @Nullable BigDecimal total,
    @Nullable BigDecimal totalVat,
    Map<String, Object> extra)
    implements SyncRecord {

  @Override
  public RecordType type() {
    return RecordType.ORDER;
  }

  @Override
  public String key() {
    return id;
  }

  @Override
  public String displayId() {
    return number;
  }

  /** Where goods or an invoice go. Every field as the platform has it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Address(
      @Nullable String name,
      @Nullable String company,
      @Nullable String street1,
      @Nullable String street2,
      @Nullable String postCode,
      @Nullable String city,
      @Nullable String country,
      @Nullable String phone) {}

  /**
   * One line of an order.
   *
   * @param unitPrice without VAT, discount already taken off
   * @param unitDiscount what was taken off per unit, for information; never subtract it again
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      @Nullable String type,
      @Nullable String sku,
      @Nullable String name,
      @Nullable BigDecimal quantity,
      @Nullable BigDecimal unitPrice,
      @Nullable BigDecimal unitDiscount,
      @Nullable BigDecimal vatRatePercent) {}

  /** A parcel already known to the platform. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Tracking(@Nullable String trackingCode, @Nullable String trackingUri) {}
}
