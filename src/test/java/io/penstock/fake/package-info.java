/**
 * Stand-ins for the outside that tests share: real servers on ports of the operating system, with
 * answers that a test writes.
 *
 * <p>Invariant: a fake never decides what is right; it answers as told and keeps what it saw.
 */
@NullMarked
package io.penstock.fake;

import org.jspecify.annotations.NullMarked;
