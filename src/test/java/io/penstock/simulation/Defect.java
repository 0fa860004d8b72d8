package io.penstock.simulation;

/** What is broken on purpose, one at a time, to see that the simulation notices. */
enum Defect {
  CURSOR_BEFORE_DATA("the cursor is committed before the records it covers"),
  ANSWER_BEFORE_COMMIT("the caller has its answer before the commit"),
  SETTLE_BY_KEY("a state is settled by its key and not by its version"),
  NEITHER_WAKE_UP_NOR_TIMER("wake-ups are lost, and nobody looks again by himself"),
  RETRY_AFTER_IGNORED("Retry-After of a failed try is dropped"),
  HOLD_IGNORED("Retry-After of a plug is dropped"),
  OLDER_STATE_ACCEPTED("a state counts as changed when it arrived"),
  CLAIM_KEPT("what was held is never given back"),
  RETRY_UNCOUNTED("a failed try does not count"),
  FACT_TWICE("a known fact is taken again"),
  KEY_ORDER_IGNORED("facts of one key overtake each other"),
  UNDER_WAY_IGNORED("what is under way is claimed again"),
  DELIVERY_ID_BY_ATTEMPT("a second try has another delivery id"),
  TIME_OUT_IS_SUCCESS("a call that timed out counts as done"),
  SETTLED_TWICE("a settlement that is repeated counts again"),
  BOUND_IGNORED("nobody is refused however much waits"),
  COMMIT_TORN("of a commit only the cursor outlives a crash"),
  CLAIMS_FORGOTTEN("claims are forgotten when a commit fails"),
  GATE_DEAF("Retry-After of a 429 is dropped on the ladder"),
  QUOTA_WIDER("a shared quota is taken for twice as wide"),
  BREAKER_DEAF("no number of failures opens a breaker"),
  HOST_UNBOUNDED("calls to one host have no bound"),
  CHANGE_UNAWAITED("a changed tenant starts before what ran for it has ended");

  private final String words;

  Defect(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
