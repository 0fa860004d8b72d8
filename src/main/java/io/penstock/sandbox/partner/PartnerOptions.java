package io.penstock.sandbox.partner;

import java.util.List;

/**
 * How the partner's system runs.
 *
 * @param port 0 for any free one
 * @param signingKeys each {@code whsec_} and base64; a webhook signed with any of them is believed
 * @param faultShare which part of the webhooks meets a fault, 0 to 1
 * @param seed of the faults
 * @param deliveriesMax webhooks kept in memory; above it the eldest are forgotten
 */
public record PartnerOptions(
    String host,
    int port,
    List<String> signingKeys,
    double faultShare,
    long seed,
    int deliveriesMax) {
  public static final int DELIVERIES_MAX_DEFAULT = 200_000;

  public PartnerOptions {
    signingKeys = List.copyOf(signingKeys);
    if (signingKeys.isEmpty()) {
      throw new IllegalArgumentException("signingKeys: at least one key is needed");
    }
    checkShare(faultShare);
    if (deliveriesMax < 1) {
      throw new IllegalArgumentException("deliveriesMax: must be at least 1");
    }
  }

  /** On this machine, any free port, no faults. */
  public static PartnerOptions local(String signingKey) {
    return new PartnerOptions("127.0.0.1", 0, List.of(signingKey), 0, 1, DELIVERIES_MAX_DEFAULT);
  }

  public PartnerOptions withPort(int other) {
    return new PartnerOptions(host, other, signingKeys, faultShare, seed, deliveriesMax);
  }

  public PartnerOptions withFaults(double share, long faultSeed) {
    return new PartnerOptions(host, port, signingKeys, share, faultSeed, deliveriesMax);
  }

  /** The share that the words of {@code --faults} stand for. */
  public static double faultShare(String word) {
    return switch (word) {
      case "none" -> 0;
      case "light" -> 0.02;
      case "heavy" -> 0.15;
      default -> throw new IllegalArgumentException("faults: must be none, light or heavy");
    };
  }

  static void checkShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("faultShare: must be 0 to 1, not " + share);
    }
  }

  @Override
  public String toString() {
    return "PartnerOptions[" + host + ":" + port + ", faultShare=" + faultShare + "]";
  }
}
