package io.penstock.sandbox;

/** What a call does, as far as faults care. */
public enum CallKind {
  LIST,
  READ,
  WRITE
}
