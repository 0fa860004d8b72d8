/** Stand-ins for tests, and for nothing else. */
package io.penstock.fake;
