package io.penstock.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Keeps the sync core's log out of a test: every fault is logged, and faults are what it is about.
 */
final class QuietSync implements BeforeAllCallback, AfterAllCallback {
  private static final Logger SYNC = (Logger) LoggerFactory.getLogger("io.penstock.sync");

  @Override
  public void beforeAll(ExtensionContext context) {
    SYNC.setLevel(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    SYNC.setLevel(null);
  }
}
