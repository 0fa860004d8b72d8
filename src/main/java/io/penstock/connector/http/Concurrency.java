package io.penstock.connector.http;

/**
 * How many calls one host gets at once, learned from how it takes them. Apart from the rate: a host
 * that is slow or fails gets fewer at a time, one that says 429 is to be called less often. Not
 * thread-safe.
 */
interface Concurrency {
  /** How a call that had a place ended, as far as the host's strength is concerned. */
  enum Ending {
    SUCCESS,
    /** Says nothing: it was not sent, or refused for its rate. */
    IGNORED,
    /** The host did not manage it. */
    DROPPED
  }

  /**
   * Takes a place.
   *
   * @param only whether the caller has no other call under way. It then gets a place above the
   *     limit too, up to the hard bound, so that everybody has one and nobody can block others for
   *     ever.
   * @return false when there is none
   */
  boolean acquire(boolean only);

  /** Gives a place back. */
  void release(Ending ending, long nanos);

  int limit();

  int underWay();
}
