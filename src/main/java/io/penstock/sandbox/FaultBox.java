package io.penstock.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Draws the fault of each call: the rules first, in the order they came, then the profile. The
 * draws follow from the seed and the sequence of calls alone.
 *
 * <p>Safe from any thread.
 */
public final class FaultBox {
  private static final int RULES_MAX = 1_000;

  private final SplittableRandom random;
  private final Map<String, FaultRule> rules = new LinkedHashMap<>();
  private FaultProfile profile;
  private long named;

  FaultBox(long seed, FaultProfile profile) {
    this.random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    this.profile = profile;
  }

  /** Adds a rule; the answer is its id for {@link #remove}. */
  public synchronized String add(FaultRule rule) {
    if (rules.size() >= RULES_MAX) {
      throw new IllegalArgumentException("there are already " + RULES_MAX + " fault rules");
    }
    String id = "f" + ++named;
    rules.put(id, rule);
    return id;
  }

  public synchronized boolean remove(String id) {
    return rules.remove(id) != null;
  }

  /** No rules and no profile: from now on nothing goes wrong. */
  public synchronized void clear() {
    rules.clear();
    profile = FaultProfile.NONE;
  }

  public synchronized void profile(FaultProfile now) {
    profile = now;
  }

  public synchronized FaultProfile profile() {
    return profile;
  }

  public synchronized Map<String, FaultRule> rules() {
    return new LinkedHashMap<>(rules);
  }

  synchronized Optional<Fault> draw(String tenant, String path, CallKind kind) {
    for (Map.Entry<String, FaultRule> entry : rules.entrySet()) {
      FaultRule rule = entry.getValue();
      if (rule.fits(tenant, path, kind) && strikes(rule.probability())) {
        use(entry, rule);
        return Optional.of(rule.fault());
      }
    }
    if (!strikes(profile.share())) {
      return Optional.empty();
    }
    List<Fault> fitting = profile.faults().stream().filter(fault -> fault.fits(kind)).toList();
    return Optional.of(fitting.get(random.nextInt(fitting.size())));
  }

  synchronized Duration delay(Fault fault) {
    return fault.delay(random);
  }

  private boolean strikes(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  private void use(Map.Entry<String, FaultRule> entry, FaultRule rule) {
    if (rule.next() == 1) {
      rules.remove(entry.getKey());
    } else if (rule.next() > 1) {
      entry.setValue(
          new FaultRule(
              rule.fault(), rule.probability(), rule.next() - 1, rule.tenant(), rule.path()));
    }
  }
}
