package io.penstock.sync.intake;

import org.jspecify.annotations.Nullable;

/**
 * What became of a batch of states handed to {@link Intake#takeStates}: for each of its groups how
 * many were taken and how many of them were superseded at once, or why none was.
 */
public record StatesAnswer(
    int[] accepted, int[] superseded, IntakeAnswer.@Nullable Refused[] refused) {}
