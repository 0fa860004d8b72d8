package io.penstock.sync.intake;

import java.time.Duration;
import java.util.List;

/**
 * What became of updates handed to {@link Intake#take}. Being refused is an answer, not an error.
 */
public sealed interface IntakeAnswer {

  /**
   * On disk.
   *
   * @param accepted how many were taken, with those that were superseded at once
   * @param superseded how many of them are older than what is already known, so never go out
   * @param unwanted places in the list of those no connection imports; they were not taken
   */
  record Taken(int accepted, int superseded, List<Integer> unwanted) implements IntakeAnswer {}

  /** Nothing was taken: the tenant is over its own bound. Send the same again after the wait. */
  record Refused(Duration retryAfter, String reason) implements IntakeAnswer {}

  /** Nothing was taken: there is no such tenant. */
  record Unknown() implements IntakeAnswer {}
}
