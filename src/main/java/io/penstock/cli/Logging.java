package io.penstock.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.penstock.server.config.GatewayConfig;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** Sets how and how much is logged. A command calls it once, before it starts anything. */
public final class Logging {
  private static final String FORMAT = "penstock.log.format";
  private static final String LEVEL = "penstock.log.level";

  private Logging() {}

  public static void apply(GatewayConfig.Log log) {
    System.setProperty(FORMAT, log.format().name().toLowerCase(Locale.ROOT));
    System.setProperty(LEVEL, log.level().name());
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      URL file = Objects.requireNonNull(Logging.class.getResource("/logback.xml"));
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      context.reset();
      try {
        configurator.doConfigure(file);
      } catch (JoranException e) {
        throw new IllegalStateException("logback.xml in the jar is broken", e);
      }
    }
  }
}
