/**
 * What the sandbox promises, asked over real HTTP. Invariant: the tests speak through a foreign
 * client, never through the sandbox's own classes, wherever the wire is concerned.
 */
@NullMarked
package io.penstock.sandbox;

import org.jspecify.annotations.NullMarked;
