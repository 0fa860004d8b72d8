package io.penstock.guard;

/**
 * One benchmark's best iteration: what the compiler had not yet removed only adds to time and to
 * bytes.
 *
 * @param benchmark class and method, without the base package
 * @param nanosPerOp of processor time
 * @param operations that the best iteration for bytes had
 */
record Measured(String benchmark, double nanosPerOp, double bytesPerOp, long operations) {}
