package io.penstock.sync;

import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * The wake-up between taking in and giving out. It carries no data: what waits is in the outbox, so
 * a lost message costs a timer's delay and nothing else.
 */
public final class Ready {
  private final EventBus bus;

  public Ready(EventBus bus) {
    this.bus = bus;
  }

  public void publish(ConnectionRef target) {
    bus.publish(address(target), "");
  }

  /** Runs {@code wake} on the caller's event loop at each wake-up, until unregistered. */
  public Listening listen(ConnectionRef target, Runnable wake) {
    MessageConsumer<String> consumer = bus.consumer(address(target), message -> wake.run());
    return consumer::unregister;
  }

  /** A registration that can be ended. */
  public interface Listening {
    Future<Void> end();
  }

  private static String address(ConnectionRef target) {
    return "ready/" + target;
  }
}
