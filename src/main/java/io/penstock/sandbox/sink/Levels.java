package io.penstock.sandbox.sink;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/**
 * What was sent and what came, by tenant and SKU. One feeder's lane writes a tenant's sent side and
 * one origin's event loop its received side; the counters publish both.
 *
 * <p>A value is either a number that counts up by one at each sending, so that a jump tells how
 * many were left out in between; or the microsecond at which it was to be sent, so that its age can
 * be told where it arrives.
 */
final class Levels {
  private static final long LATENCY_MICROS_MAX = 600_000_000L;

  private final Goods goods;
  private final long originNanos = System.nanoTime();
  private final long[][] sent;
  private final long[][] received;
  private final LongAdder requests = new LongAdder();
  private final LongAdder items = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder passed = new LongAdder();
  private final LongAdder strange = new LongAdder();
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Histogram latency = new Histogram(LATENCY_MICROS_MAX, 3);
  private volatile boolean timed;
  private volatile int latencyFrom;

  Levels(Goods goods) {
    this.goods = goods;
    this.sent = new long[goods.tenants()][goods.skus()];
    this.received = new long[goods.tenants()][goods.skus()];
  }

  Goods goods() {
    return goods;
  }

  /** Microseconds since this process began to measure. */
  long micros() {
    return (System.nanoTime() - originNanos) / 1_000;
  }

  /**
   * Values are times from now on, or counts again; what was received before is forgotten as a base
   * of counting, not as a value.
   *
   * @param from the first tenant whose latency counts
   */
  void timed(boolean now, int from) {
    latencyFrom = from;
    timed = now;
    synchronized (latency) {
      latency.reset();
    }
  }

  void sent(int tenant, int sku, long value) {
    sent[tenant][sku] = value;
  }

  long lastSent(int tenant, int sku) {
    return sent[tenant][sku];
  }

  void sending(int lines) {
    started.addAndGet(lines);
  }

  void acknowledged(int lines) {
    acknowledged.addAndGet(lines);
  }

  /** A body came; the items in it follow by {@link #received}. */
  void body(int length) {
    requests.increment();
    bytes.add(length);
  }

  /** An item that belongs to nobody: the bare client's. */
  void item() {
    items.increment();
  }

  void items(int count) {
    items.add(count);
  }

  void strange() {
    strange.increment();
  }

  void received(int tenant, int sku, long value) {
    if (tenant >= received.length || sku >= goods.skus()) {
      strange.increment();
      return;
    }
    long before = received[tenant][sku];
    received[tenant][sku] = value;
    items.increment();
    if (!timed) {
      passed.add(Math.max(0, value - before));
    } else {
      passed.increment();
      if (tenant >= latencyFrom) {
        long age = Math.min(LATENCY_MICROS_MAX, Math.max(0, micros() - value));
        synchronized (latency) {
          latency.recordValue(age);
        }
      }
    }
  }

  /** Sent and not yet come, those left out for newer ones not counted. */
  long outstanding() {
    return started.get() - passed.sum();
  }

  /** Sets the sums even, after values were both counts and times. */
  void even() {
    passed.add(started.get() - passed.sum());
  }

  long requests() {
    return requests.sum();
  }

  long items() {
    return items.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  long strangers() {
    return strange.sum();
  }

  long started() {
    return started.get();
  }

  long acknowledged() {
    return acknowledged.get();
  }

  Histogram latency() {
    synchronized (latency) {
      return latency.copy();
    }
  }

  /** Keys that were ever sent. */
  long keys() {
    long keys = 0;
    for (long[] tenant : sent) {
      for (long value : tenant) {
        keys += value == 0 ? 0 : 1;
      }
    }
    return keys;
  }

  /** Keys whose last received value is not the last that was sent. */
  long wrong() {
    acknowledged.get();
    long wrong = 0;
    for (int tenant = 0; tenant < sent.length; tenant++) {
      for (int sku = 0; sku < sent[tenant].length; sku++) {
        wrong += sent[tenant][sku] == received[tenant][sku] ? 0 : 1;
      }
    }
    return wrong;
  }

  /** What each tenant received so far, in counts. */
  long[] receivedByTenant() {
    long[] sums = new long[received.length];
    for (int tenant = 0; tenant < sums.length; tenant++) {
      for (long value : received[tenant]) {
        sums[tenant] += value;
      }
    }
    return sums;
  }
}
