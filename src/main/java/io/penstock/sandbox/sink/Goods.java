package io.penstock.sandbox.sink;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The names that both sides of a measurement use. Every name has the same length, so that a line is
 * changed by writing digits into it and found by a stride.
 *
 * @param tenants who gets updates
 * @param skus of each tenant
 */
public record Goods(int tenants, int skus) {
  public static final int TENANTS_MAX = 99_999;
  public static final int SKUS_MAX = 999_999;

  /** Every quantity has so many digits; {@link #QUANTITY_ZERO} is the smallest. */
  static final int QUANTITY_DIGITS = 12;

  static final long QUANTITY_ZERO = 100_000_000_000L;

  static final String TENANT = "bench-";
  static final String SKU = "ACME-SHIRT-";
  static final int TENANT_DIGITS = 5;
  static final int SKU_DIGITS = 6;

  public Goods {
    if (tenants < 1 || tenants > TENANTS_MAX) {
      throw new IllegalArgumentException("tenants: must be between 1 and " + TENANTS_MAX);
    }
    if (skus < 1 || skus > SKUS_MAX) {
      throw new IllegalArgumentException("skus: must be between 1 and " + SKUS_MAX);
    }
  }

  public static String tenant(int number) {
    return TENANT + String.format(Locale.ROOT, "%05d", number);
  }

  static String sku(int number) {
    return SKU + String.format(Locale.ROOT, "%06d", number);
  }

  /** A webhook's body as a gateway sends it, for whoever pushes without one. */
  public static byte[] webhook(int tenant, int items) {
    String now = "2026-01-01T00:00:00.123456Z";
    StringBuilder body =
        new StringBuilder("{\"type\":\"stock.updated\",\"timestamp\":\"")
            .append(now)
            .append("\",\"data\":{\"tenant\":\"")
            .append(tenant(tenant))
            .append("\",\"connection\":\"shop\",\"items\":[");
    for (int item = 0; item < items; item++) {
      body.append(item == 0 ? "" : ",")
          .append("{\"sku\":\"")
          .append(sku(item))
          .append("\",\"quantity\":\"")
          .append(QUANTITY_ZERO)
          .append("\",\"changedAt\":\"")
          .append(now)
          .append("\"}");
    }
    return body.append("]}}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** All of one tenant's lines, each as long as the next, with {@link #QUANTITY_ZERO}. */
  static byte[] lines(int tenant, int skus) {
    StringBuilder lines = new StringBuilder();
    for (int sku = 0; sku < skus; sku++) {
      lines
          .append("{\"tenant\":\"")
          .append(tenant(tenant))
          .append("\",\"type\":\"stock\",\"sku\":\"")
          .append(sku(sku))
          .append("\",\"quantity\":\"")
          .append(QUANTITY_ZERO)
          .append("\"}\n");
    }
    return lines.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** From the end of a line back to the first digit of its quantity. */
  static final int QUANTITY_FROM_END = "\"}\n".length() + QUANTITY_DIGITS;
}
