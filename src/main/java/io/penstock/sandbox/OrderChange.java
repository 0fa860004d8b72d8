package io.penstock.sandbox;

import java.util.List;
import java.util.SplittableRandom;

/** What happens to a merchant's order after it was placed. */
public enum OrderChange {
  PAY,
  HOLD,
  RESUME,
  SHIP_PART,
  SHIP,
  COMPLETE,
  CANCEL,
  RETURN,
  NOTE;

  private static final List<OrderChange> PLAIN = List.of(PAY, SHIP, COMPLETE);
  private static final List<OrderChange> SPLIT = List.of(PAY, SHIP_PART, SHIP, COMPLETE);
  private static final List<OrderChange> HELD = List.of(HOLD, RESUME, PAY, SHIP, COMPLETE);
  private static final List<OrderChange> RETURNED = List.of(PAY, SHIP, COMPLETE, RETURN);
  private static final List<OrderChange> CANCELLED = List.of(NOTE, CANCEL);

  /** An order's whole life: most go straight, some are split, held, returned or cancelled. */
  public static List<OrderChange> life(SplittableRandom random) {
    int draw = random.nextInt(100);
    if (draw < 68) {
      return PLAIN;
    }
    if (draw < 80) {
      return SPLIT;
    }
    if (draw < 87) {
      return HELD;
    }
    return draw < 94 ? RETURNED : CANCELLED;
  }
}
