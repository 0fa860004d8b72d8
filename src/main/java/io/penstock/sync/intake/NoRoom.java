package io.penstock.sync.intake;

/** The tenant's bound was reached between two pages: no failure of anybody's. */
final class NoRoom extends RuntimeException {
  private static final long serialVersionUID = 1L;
  final String why;

  /**
   * @param why in plain words, for the plug's status
   */
  NoRoom(String why) {
    super(why, null, false, false);
    this.why = why;
  }
}
