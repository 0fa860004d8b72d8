package io.penstock.sandbox;

import java.time.Duration;

/**
 * What a fault asks the platform itself to do differently for one call.
 *
 * @param skew how far the platform's clock is off while it serves the call
 * @param stampsHeld for how long the tenant's time stamps stand still afterwards
 */
public record Twist(boolean duplicate, boolean shuffle, Duration skew, Duration stampsHeld) {
  public static final Twist NONE = new Twist(false, false, Duration.ZERO, Duration.ZERO);
}
