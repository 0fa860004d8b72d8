package io.penstock.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Keeps the log out of a test: every fault is logged, and faults are what it is about. */
final class QuietSync implements BeforeAllCallback, AfterAllCallback {
  private static final List<String> ROOMS = List.of("io.penstock.sync", "io.penstock.connector");

  @Override
  public void beforeAll(ExtensionContext context) {
    set(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    set(null);
  }

  private static void set(@Nullable Level level) {
    ROOMS.forEach(room -> ((Logger) LoggerFactory.getLogger(room)).setLevel(level));
  }
}
