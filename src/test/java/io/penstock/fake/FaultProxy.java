package io.penstock.fake;

import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes bytes on between two ends and does to them what networks do. It knows nothing of HTTP or
 * TLS. A fault holds for the connections that are open and for those that come, until another is
 * set.
 */
public final class FaultProxy {
  /** What becomes of bytes on their way. */
  @FunctionalInterface
  public interface Fault {
    void pass(Wire wire, Buffer bytes);
  }

  /** Nothing goes wrong. */
  public static final Fault NONE = Wire::forward;

  private static final int TRICKLE_EVERY_MILLIS = 20;

  private final Vertx vertx;
  private final NetServer server;
  private final NetClient client;
  private final URI target;
  private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
  private final AtomicLong harmed = new AtomicLong();
  private volatile Fault fault = NONE;
  private volatile boolean refuses;

  private FaultProxy(Vertx vertx, URI target) {
    this.vertx = vertx;
    this.target = target;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0));
    server.connectHandler(this::accept);
  }

  public static Future<FaultProxy> open(Vertx vertx, URI target) {
    FaultProxy proxy = new FaultProxy(vertx, target);
    return proxy.server.listen().map(listening -> proxy);
  }

  /** The target's address with our port; a certificate for its host name stays good. */
  public URI uri() {
    return URI.create(
        target.getScheme() + "://" + target.getHost() + ":" + server.actualPort() + path());
  }

  private String path() {
    return target.getRawPath() == null ? "" : target.getRawPath();
  }

  /** From now on; bytes are counted anew. */
  public void set(Fault now) {
    refuses = false;
    harmed.set(0);
    wires.forEach(Wire::countAnew);
    fault = now;
  }

  /** All goes well again, for new connections too; those that hang are left to who holds them. */
  public void heal() {
    set(NONE);
  }

  /** Whoever connects is closed at once, and so is who was connected. */
  public void refuse() {
    set(NONE);
    refuses = true;
    wires.forEach(Wire::end);
  }

  /** Chunks that did not pass as they came, since the fault was set. */
  public long harmed() {
    return harmed.get();
  }

  public Future<Void> close() {
    return Future.join(server.close(), client.close()).mapEmpty();
  }

  // --- what goes wrong

  /** Each chunk comes later, by chance; none overtakes another. */
  public static Fault delay(long minMillis, long maxMillis, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return (wire, bytes) -> {
      long wait;
      synchronized (random) {
        wait = random.nextLong(minMillis, maxMillis + 1);
      }
      wire.forwardLater(wait, bytes);
    };
  }

  /** Both ends are closed in the middle of what comes after so many bytes. */
  public static Fault cut(long after) {
    return (wire, bytes) -> {
      if (wire.count(bytes) > after) {
        wire.harm();
        wire.forward(bytes.slice(0, bytes.length() / 2));
        wire.end();
      } else {
        wire.forward(bytes);
      }
    };
  }

  /** Likewise, and not politely. */
  public static Fault reset(long after) {
    return (wire, bytes) -> {
      if (wire.count(bytes) > after) {
        wire.harm();
        wire.forward(bytes.slice(0, bytes.length() / 2));
        wire.reset();
      } else {
        wire.forward(bytes);
      }
    };
  }

  /** After so many bytes nothing passes there any more, ever, and nobody is told. */
  public static Fault halfOpen(long after) {
    return (wire, bytes) -> {
      if (wire.count(bytes) > after) {
        wire.harm();
        wire.fallSilent();
      } else {
        wire.forward(bytes);
      }
    };
  }

  /** Bytes pass one by one, so many a second. */
  public static Fault trickle(int bytesPerSecond) {
    int each = Math.max(1, bytesPerSecond * TRICKLE_EVERY_MILLIS / 1_000);
    return (wire, bytes) -> wire.trickle(bytes, each);
  }

  /** Every so many bytes one bit is another. */
  public static Fault corrupt(int every) {
    return (wire, bytes) -> {
      long before = wire.passed;
      wire.count(bytes);
      if (before / every == wire.passed / every) {
        wire.forward(bytes);
      } else {
        wire.harm();
        Buffer changed = bytes.copy();
        int at = bytes.length() / 2;
        changed.setByte(at, (byte) (changed.getByte(at) ^ 0x10));
        wire.forward(changed);
      }
    };
  }

  // --- connections

  private void accept(NetSocket caller) {
    if (refuses) {
      caller.close();
      return;
    }
    caller.pause();
    client
        .connect(target.getPort(), target.getHost())
        .onFailure(gone -> caller.close())
        .onSuccess(
            behind -> {
              Wire there = new Wire(caller, behind);
              Wire back = new Wire(behind, caller);
              there.start();
              back.start();
              caller.resume();
            });
  }

  /** One direction of one connection. */
  public final class Wire {
    private final NetSocket from;
    private final NetSocket to;
    private final Buffer slow = Buffer.buffer();
    private volatile long passed;
    private long lastDue;
    private boolean trickles;
    private boolean silent;

    private Wire(NetSocket from, NetSocket to) {
      this.from = from;
      this.to = to;
    }

    private void start() {
      wires.add(this);
      from.handler(
          bytes -> {
            if (!silent) {
              fault.pass(this, bytes);
            }
          });
      from.closeHandler(
          closed -> {
            wires.remove(this);
            to.close();
          });
      from.exceptionHandler(broken -> to.close());
    }

    private void countAnew() {
      passed = 0;
    }

    private long count(Buffer bytes) {
      passed += bytes.length();
      return passed;
    }

    private void harm() {
      harmed.incrementAndGet();
    }

    private void forward(Buffer bytes) {
      to.write(bytes);
    }

    private void forwardLater(long millis, Buffer bytes) {
      harm();
      long due = Math.max(lastDue, System.nanoTime() / 1_000_000 + millis);
      lastDue = due;
      vertx.setTimer(Math.max(1, due - System.nanoTime() / 1_000_000), late -> forward(bytes));
    }

    private void trickle(Buffer bytes, int each) {
      harm();
      slow.appendBuffer(bytes);
      if (!trickles) {
        trickles = true;
        drip(0, each);
      }
    }

    private void drip(int at, int each) {
      if (!wires.contains(this)) {
        return;
      }
      int to = fault == NONE ? slow.length() : Math.min(slow.length(), at + each);
      if (to > at) {
        forward(slow.getBuffer(at, to));
      }
      vertx.setTimer(TRICKLE_EVERY_MILLIS, next -> drip(to, each));
    }

    private void fallSilent() {
      silent = true;
    }

    private void end() {
      from.close();
      to.close();
    }

    private void reset() {
      for (NetSocket each : new NetSocket[] {from, to}) {
        ((NetSocketInternal) each)
            .channelHandlerContext()
            .channel()
            .config()
            .setOption(ChannelOption.SO_LINGER, 0);
        each.close();
      }
    }
  }
}
