/**
 * The two walks of the design, from one end to the other, with a fault at each step. Real parts: a
 * gateway on a real store, real HTTP, an emulated platform and the partner's system.
 */
package io.penstock.walk;
