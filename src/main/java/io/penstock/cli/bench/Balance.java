package io.penstock.cli.bench;

import io.penstock.server.LedgerTotals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether all that was accepted came to its end, as the gateway's ledger and the sink's memory say.
 *
 * @param acknowledged updates that the feeder has a 2xx for
 * @param keys that were sent
 * @param wrong keys whose last value at the sink is not the last that was sent
 * @param strange bodies at the sink that nobody sent
 */
record Balance(LedgerTotals ledger, long acknowledged, long keys, long wrong, long strange) {
  /** Why the result is void; empty when it is not. */
  List<String> faults() {
    List<String> faults = faultsButWaiting();
    if (ledger.waiting() > 0) {
      faults.add(ledger.waiting() + " still wait");
    }
    return faults;
  }

  /** The same where what was accepted may wait. */
  List<String> faultsButWaiting() {
    List<String> faults = new ArrayList<>();
    if (!ledger.balanced()) {
      faults.add("the ledger does not balance");
    }
    if (ledger.dead() > 0) {
      faults.add(ledger.dead() + " are dead letters");
    }
    if (ledger.accepted() != acknowledged) {
      faults.add(
          "the gateway counts "
              + ledger.accepted()
              + " accepted, its caller has "
              + acknowledged
              + " acknowledged");
    }
    if (wrong > 0) {
      faults.add(wrong + " of " + keys + " keys do not have their newest value");
    }
    if (strange > 0) {
      faults.add(strange + " bodies or items at the sink that nobody sent");
    }
    return faults;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("balanced", faults().isEmpty());
    json.put("accepted", ledger.accepted());
    json.put("settled", ledger.settled());
    json.put("superseded", ledger.superseded());
    json.put("dead", ledger.dead());
    json.put("waiting", ledger.waiting());
    json.put("acknowledged", acknowledged);
    json.put("keysChecked", keys);
    json.put("keysWrong", wrong);
    return json;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "Ledger: %,d accepted = %,d settled + %,d superseded + %,d dead + %,d waiting;"
            + " %,d keys checked at the sink, %,d wrong",
        ledger.accepted(),
        ledger.settled(),
        ledger.superseded(),
        ledger.dead(),
        ledger.waiting(),
        keys,
        wrong);
  }
}
