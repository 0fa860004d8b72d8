package io.penstock.sandbox;

/**
 * One thing on which the two ends do not agree.
 *
 * @param subject {@code order}, {@code stock} or {@code price}
 * @param key the order's id, or the SKU with its price list
 * @param detail what each end says, in one sentence
 */
public record LedgerDifference(
    Kind kind, String subject, String tenant, String key, String detail) {

  /** How they differ. */
  public enum Kind {
    /** The far end never got it. */
    MISSING,
    /** The far end holds something that is not the newest. */
    STALE,
    /** The far end was given the same thing again. */
    DOUBLED,
    /** The far end holds something that never was. */
    UNEXPECTED
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + subject
        + " "
        + tenant
        + "/"
        + key
        + ": "
        + detail;
  }
}
