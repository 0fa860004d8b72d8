/**
 * The chart and the image, judged by what Helm renders from them. Called by nobody; the helpers
 * here serve only these tests. Invariant: every {@code ci} values file of the chart goes through
 * every rule, so a new combination is checked by writing it down.
 */
@NullMarked
package io.penstock.chart;

import org.jspecify.annotations.NullMarked;
