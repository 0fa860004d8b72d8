package io.penstock.api;

import io.penstock.sync.StoreUnavailableException;
import io.penstock.sync.outbox.States;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands before a real collaborator and can make it fail, as a full disk or as a bug of ours. */
final class Breakable {
  /** What every call does. */
  enum Mode {
    WORKS,
    FAILS,
    THROWS
  }

  volatile Mode mode = Mode.WORKS;
  volatile boolean writesOnly;

  /** While set, every write waits for it. */
  volatile @Nullable Future<Void> gate;

  volatile int held;

  <T> T of(Class<T> face, T real) {
    return face.cast(
        Proxy.newProxyInstance(
            face.getClassLoader(),
            new Class<?>[] {face},
            (proxy, method, arguments) -> {
              boolean spared = writesOnly && !method.getName().equals("accept");
              if (method.getReturnType() == Future.class && !spared) {
                if (mode == Mode.FAILS) {
                  return Future.failedFuture(
                      new StoreUnavailableException("disk full", false, null));
                }
                if (mode == Mode.THROWS) {
                  throw new IllegalStateException("a bug with an inner secret");
                }
              }
              Future<Void> closed = gate;
              if (closed != null && method.getName().equals("accept")) {
                held++;
                return closed.compose(opened -> (Future<?>) call(method, real, arguments));
              }
              Object result = call(method, real, arguments);
              return result instanceof States states ? of(States.class, states) : result;
            }));
  }

  private static Object call(Method method, Object real, Object[] arguments) {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
