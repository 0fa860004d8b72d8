/**
 * The sync core in one thread on virtual time: real pollers, intake, pushers and slot book, between
 * platforms, a disk and a clock that are simulated and go wrong, all from one seed.
 */
package io.penstock.simulation;
