package io.penstock.connector.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.connector.PlatformException;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The real {@link Outlets} with its real doors, lines and breakers, and a function where its
 * network is. So a simulation runs what production runs, in one thread and without a socket.
 */
public final class SimulatedOutlets {
  /** What becomes of a call once it has left. */
  public interface Network {
    Future<Answer> call(ConnectionRef who, Call call);
  }

  /** Counted and never read, so one for all runs. */
  private static final MeterRegistry METERS = new SimpleMeterRegistry();

  private final Outlets outlets;

  public SimulatedOutlets(
      Vertx vertx,
      HttpOptions options,
      LongSupplier nanos,
      InstantSource wall,
      DoubleSupplier chance,
      Network network) {
    Clocks clocks = new Clocks(nanos, wall, chance);
    this.outlets = new Outlets(vertx, options, METERS, clocks, new Over(network));
  }

  public Exchange open(ConnectionRef who, URI base, Pace pace, @Nullable SharedQuota quota) {
    return outlets.open("simulated", who, base, pace, quota);
  }

  public static PlatformException unreachable(ConnectionRef who, Call call) {
    return Trouble.unreachable(who, call, "no connection, as the seed wants it");
  }

  public static PlatformException outcomeUnknown(ConnectionRef who, Call call) {
    return Trouble.outcomeUnknown(who, call, "cut off, as the seed wants it", null);
  }

  private record Over(Network network) implements WayOut {
    @Override
    public Rung to(Host host, ConnectionRef who, URI base) {
      return (call, reader) -> network.call(who, call);
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
