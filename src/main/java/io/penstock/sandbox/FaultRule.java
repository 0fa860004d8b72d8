package io.penstock.sandbox;

/**
 * When a fault strikes.
 *
 * @param probability of each call that fits, 0 to 1
 * @param next how many calls it still strikes; 0 means no end
 * @param tenant only this tenant's calls; the empty string means all
 * @param path only paths that start so; the empty string means all
 */
public record FaultRule(Fault fault, double probability, int next, String tenant, String path) {
  public FaultRule {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be 0 to 1, but is " + probability);
    }
    if (next < 0) {
      throw new IllegalArgumentException("next must not be negative, but is " + next);
    }
  }

  /** Strikes the next calls that fit, without fail. */
  public static FaultRule next(int calls, Fault fault) {
    return new FaultRule(fault, 1, calls, "", "");
  }

  /** Strikes that share of the calls until it is taken away. */
  public static FaultRule share(double probability, Fault fault) {
    return new FaultRule(fault, probability, 0, "", "");
  }

  public FaultRule forTenant(String only) {
    return new FaultRule(fault, probability, next, only, path);
  }

  public FaultRule onPath(String prefix) {
    return new FaultRule(fault, probability, next, tenant, prefix);
  }

  boolean fits(String callTenant, String callPath, CallKind kind) {
    return fault.fits(kind)
        && (tenant.isEmpty() || tenant.equals(callTenant))
        && callPath.startsWith(path);
  }
}
