package io.penstock.tenant;

/**
 * Always seen from the connected system: IMPORT enters it (we push), EXPORT leaves it (we poll).
 */
public enum Direction {
  IMPORT,
  EXPORT
}
