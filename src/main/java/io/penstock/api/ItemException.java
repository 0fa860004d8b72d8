package io.penstock.api;

/** One item is not usable. Has no stack trace: it is an answer to a caller, not our mistake. */
final class ItemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  final ItemCode code;

  /** JSON Pointer inside the item; empty for the whole item. */
  final String pointer;

  final String detail;

  ItemException(ItemCode code, String pointer, String detail) {
    super(detail, null, false, false);
    this.code = code;
    this.pointer = pointer;
    this.detail = detail;
  }
}
