package io.penstock.simulation;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * As much of Vert.x as the sync core uses: timers and the event bus. Anything else throws, so that
 * a new use is seen. One for each life of the gateway: after its end nothing of it runs.
 */
final class SimulatedVertx {
  private final VirtualTime time;
  private final Faults faults;
  private final Trace trace;
  private final Witness witness;
  private final CrashPoints points;
  private final Set<Long> armed = new HashSet<>();
  private final Map<String, List<Handler<Message<Object>>>> consumers = new LinkedHashMap<>();
  private final ContextInternal context = newContext();
  private long timers;
  private boolean alive = true;

  SimulatedVertx(
      VirtualTime time, Faults faults, Trace trace, Witness witness, CrashPoints points) {
    this.time = time;
    this.faults = faults;
    this.trace = trace;
    this.witness = witness;
    this.points = points;
  }

  Vertx vertx() {
    return proxy(
        VertxInternal.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "setTimer" -> setTimer((Long) arguments[0], handler(arguments[1]));
              case "cancelTimer" -> armed.remove((Long) arguments[0]);
              case "getOrCreateContext", "createEventLoopContext" -> context;
              default -> throw missing(method);
            });
  }

  /** One thread needs no more than one context. */
  private ContextInternal newContext() {
    return proxy(
        ContextInternal.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "setTimer" -> setTimer((Long) arguments[0], handler(arguments[1]));
              case "promise" -> Promise.promise();
              case "runOnContext" -> {
                Handler<Void> what = handler(arguments[0]);
                after(0, () -> what.handle(null));
                yield null;
              }
              default -> throw missing(method);
            });
  }

  EventBus bus() {
    return proxy(
        EventBus.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "publish" -> {
                publish((String) arguments[0], arguments[1]);
                yield self;
              }
              case "consumer" -> consumer((String) arguments[0], handler(arguments[1]));
              default -> throw missing(method);
            });
  }

  /** Runs later if this life lasts until then. */
  void after(long millis, Runnable what) {
    time.afterMillis(
        millis,
        () -> {
          if (alive) {
            what.run();
          }
        });
  }

  boolean isAlive() {
    return alive;
  }

  /** Whether the process dies here. */
  boolean dies(CrashPoints.Step step, CrashPoints.Moment moment) {
    return points.dies(this, step, moment);
  }

  /** The process is killed. */
  void end() {
    alive = false;
    armed.clear();
    consumers.clear();
  }

  private long setTimer(long millis, Handler<Long> handler) {
    if (millis < 1) {
      throw new IllegalArgumentException("a timer waits at least 1 ms, not " + millis);
    }
    long id = timers++;
    armed.add(id);
    if (!faults.losesTimer(millis)) {
      after(
          millis,
          () -> {
            if (armed.remove(id)) {
              handler.handle(id);
            }
          });
    }
    return id;
  }

  private void publish(String address, Object body) {
    if (dies(CrashPoints.Step.WAKE, CrashPoints.Moment.BEFORE)) {
      return;
    }
    if (faults.losesWakeUp()) {
      trace.line("lost " + address);
      return;
    }
    after(
        faults.busMillis(),
        () -> {
          if (dies(CrashPoints.Step.WAKE, CrashPoints.Moment.IN)) {
            return;
          }
          List.copyOf(consumers.getOrDefault(address, List.of()))
              .forEach(consumer -> consumer.handle(message(body)));
          boolean unused = dies(CrashPoints.Step.WAKE, CrashPoints.Moment.AFTER);
        });
  }

  private MessageConsumer<?> consumer(String address, Handler<Message<Object>> handler) {
    consumers.computeIfAbsent(address, key -> new ArrayList<>()).add(handler);
    return proxy(
        MessageConsumer.class,
        (self, method, arguments) -> {
          if (!method.getName().equals("unregister")) {
            throw missing(method);
          }
          consumers.getOrDefault(address, new ArrayList<>()).remove(handler);
          return Future.succeededFuture();
        });
  }

  /** Told at once, for whoever called may keep it to himself. */
  private UnsupportedOperationException missing(Method method) {
    witness.violated("not simulated: " + method);
    return new UnsupportedOperationException("not simulated: " + method);
  }

  @SuppressWarnings("unchecked")
  private Message<Object> message(Object body) {
    return proxy(
        Message.class,
        (self, method, arguments) -> {
          if (!method.getName().equals("body")) {
            throw missing(method);
          }
          return body;
        });
  }

  @SuppressWarnings("unchecked")
  private static <T> Handler<T> handler(Object handler) {
    return (Handler<T>) handler;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
