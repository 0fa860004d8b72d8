package io.penstock.sync;

import io.penstock.record.RecordType;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The wake-up between taking in and giving out. It says which plug has something new and carries no
 * data: what waits is in the outbox, so a lost message costs a timer's delay and nothing else.
 */
public final class Ready {
  private final EventBus bus;

  public Ready(EventBus bus) {
    this.bus = bus;
  }

  public void publish(ConnectionRef target, RecordType type) {
    bus.publish(address(target), type.code());
  }

  /**
   * For callers that do not know what is new there: every plug of the target, or only of a type.
   */
  public void publishAll(ConnectionRef target, @Nullable RecordType only) {
    for (RecordType type : RecordType.values()) {
      if (only == null || only == type) {
        publish(target, type);
      }
    }
  }

  /** Runs {@code wake} on the caller's event loop at each wake-up, until the listening ends. */
  public Listening listen(ConnectionRef target, Consumer<RecordType> wake) {
    MessageConsumer<String> consumer =
        bus.consumer(
            address(target),
            message -> {
              RecordType type = RecordType.find(message.body());
              if (type != null) {
                wake.accept(type);
              }
            });
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
