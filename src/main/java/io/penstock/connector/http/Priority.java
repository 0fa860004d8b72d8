package io.penstock.connector.http;

/** Who goes first where calls of several connections wait for the same thing. */
public enum Priority {
  /** What somebody waits for: orders, and the polls that find them. */
  HIGH,
  /** What a newer value will replace anyway: stock and prices. */
  LOW
}
