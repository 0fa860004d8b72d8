package io.penstock.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scenario found.
 *
 * @param text for people
 * @param json the same for machines
 * @param faults why it is void; empty when it counts
 */
public record BenchResult(String text, Map<String, Object> json, List<String> faults) {
  public BenchResult {
    faults = List.copyOf(faults);
  }

  public boolean isVoid() {
    return !faults.isEmpty();
  }

  /** Puts one together; what every scenario tells is told in the same place. */
  static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final List<Map<String, Object>> goals = new ArrayList<>();
    private final StringBuilder goalLines = new StringBuilder();
    private final List<String> faults = new ArrayList<>();

    Builder(String scenario, BenchOptions options) {
      json.put("scenario", scenario);
      json.put("version", options.version());
      json.put("machine", options.machine().json());
      Map<String, Object> machine = options.machine().json();
      line(scenario + " on " + machine.get("cpu") + ", " + machine.get("jvm"));
      line(options.machine().placement());
    }

    Builder put(String name, Object value) {
      json.put(name, value);
      return this;
    }

    Builder line(String words) {
      text.append(words).append('\n');
      return this;
    }

    Builder goal(Goal goal) {
      goals.add(goal.json());
      goalLines.append(goal.line()).append('\n');
      return this;
    }

    Builder balance(Balance balance) {
      return balance("", balance);
    }

    /** One of several; the name goes before its key. */
    Builder balance(String part, Balance balance) {
      json.put(part.isEmpty() ? "ledger" : part + "Ledger", balance.json());
      line(balance.line());
      faults.addAll(balance.faults());
      return this;
    }

    /** As {@link #balance}, where what was accepted may wait on. */
    Builder orderBalance(Balance balance) {
      json.put("ledger", balance.json());
      line(balance.line());
      faults.addAll(balance.faultsButWaiting());
      return this;
    }

    Builder fault(String fault) {
      faults.add(fault);
      return this;
    }

    BenchResult build() {
      json.put("goals", goals);
      json.put("void", !faults.isEmpty());
      json.put("faults", List.copyOf(faults));
      text.append(goalLines);
      faults.forEach(fault -> text.append("VOID: ").append(fault).append('\n'));
      return new BenchResult(text.toString().stripTrailing(), json, faults);
    }
  }
}
