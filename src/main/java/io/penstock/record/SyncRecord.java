package io.penstock.record;

import java.time.Instant;

/**
 * One thing that travels between two systems. Facts ({@link Order}, {@link Shipment}) count each;
 * states ({@link OrderStatus}, {@link StockLevel}, {@link Price}) only with their newest value.
 */
public sealed interface SyncRecord permits Order, Shipment, OrderStatus, StockLevel, Price {
  /** Longest key, in characters. Longer identifiers are refused where they come in. */
  int KEY_LENGTH_MAX = 512;

  RecordType type();

  /**
   * What must stay in order: for a state the slot that a newer value replaces, for a fact the thing
   * it tells about (all shipments of one order share the order's key).
   */
  String key();

  /**
   * The fact itself, unique in its source together with {@link #version()}; for a state its key.
   */
  default String id() {
    return key();
  }

  /**
   * Which telling of a fact this is; the same id and version is the same fact. Empty for states.
   */
  default String version() {
    return "";
  }

  /** When it changed, by the source's clock; by ours where the source does not say. */
  Instant changedAt();

  /** What a person recognises it by, such as the order number or the SKU. */
  String displayId();
}
