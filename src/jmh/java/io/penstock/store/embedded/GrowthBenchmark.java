package io.penstock.store.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.penstock.record.Order;
import io.penstock.record.RecordType;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How the cost of one more grows with what is there already: states with the SKUs that are known,
 * and with those that wait; orders with those that wait for other tenants.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=GrowthBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class GrowthBenchmark {
  private static final int BATCH = 100;

  /** A book of one type for two hundred tenants; the SKUs are visited in an order of no pattern. */
  @State(Scope.Thread)
  public static class Skus {
    private static final int LANES = 200;

    /** Has no factor in common with the sizes, so that its multiples visit every SKU. */
    private static final long STRIDE = 7_919;

    private static final int DIGITS = 8;

    @Param({"1000", "100000", "1000000"})
    int skus;

    private final Memory memory = new Memory();
    private final SlotBook book = memory.book();
    private final List<SlotLane> lanes = new ArrayList<>();
    private final List<SlotClaim> claims = new ArrayList<>();
    private final byte[] bytes = "SKU-00000000{\"quantity\":1234}".getBytes(US_ASCII);
    private long numbers;
    private long next;
    private long now = 1_000_000_000L;

    /** All are known, and all wait. */
    @Setup(Level.Trial)
    public void open() {
      for (int i = 0; i < LANES; i++) {
        ConnectionRef shop = new ConnectionRef("t" + i, "shop");
        lanes.add(book.open(new Lane(i, Lane.Name.of(shop, RecordType.STOCK))));
        claims.add(new SlotClaim(shop, RecordType.STOCK, memory));
      }
      for (int i = 0; i < skus; i++) {
        offer();
      }
      book.committed();
    }

    private int offer() {
      long sku = next++ * STRIDE % skus;
      long rest = sku;
      for (int i = 0; i < DIGITS; i++) {
        bytes["SKU-".length() + DIGITS - 1 - i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      int lane = (int) (sku % LANES);
      int keyTo = "SKU-".length() + DIGITS;
      book.offer(lanes.get(lane), bytes, 0, keyTo, bytes.length, now, "api", now, () -> ++numbers);
      return lane;
    }

    private void settle(int lane) {
      SlotClaim claim = claims.get(lane);
      claim.clear();
      claim.fill(book, BATCH, false, now);
      for (int i = 0; i < claim.size(); i++) {
        Slot slot = claim.slot(book, i);
        if (slot != null) {
          book.done(slot, claim.version(i), now);
          book.giveBack(slot);
        }
      }
    }
  }

  /** A hundred values of known SKUs, all over the book, while every other one waits. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long offerWhileAllWait(Skus state) {
    state.now++;
    for (int i = 0; i < BATCH; i++) {
      state.offer();
    }
    state.book.committed();
    return state.next;
  }

  /** A hundred are pushed of those that wait, and come again. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long claimSettleOffer(Skus state) {
    state.now++;
    state.settle((int) (state.now % Skus.LANES));
    for (int i = 0; i < BATCH; i++) {
      state.offer();
    }
    state.book.committed();
    return state.next;
  }

  /** A store on the disk in which orders of a thousand other tenants wait. */
  @State(Scope.Thread)
  @SuppressWarnings("NullAway.Init") // set before each trial
  public static class Orders {
    private static final int TENANTS = 1_000;
    private static final int PAGES_AT_ONCE = 50;
    private static final ConnectionRef MINE = new ConnectionRef("mine", "partner");

    @Param({"1000", "30000", "300000"})
    int waiting;

    private final Vertx vertx = Vertx.vertx();
    private Path folder;
    private Store store;
    private long number;

    @Setup(Level.Trial)
    public void open() throws IOException {
      folder = Files.createTempDirectory("penstock-growth-");
      store = EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS).await();
      for (int left = waiting; left > 0; left -= PAGES_AT_ONCE * BATCH) {
        List<Future<?>> pages = new ArrayList<>();
        for (int i = 0; i < PAGES_AT_ONCE && i * BATCH < left; i++) {
          pages.add(accept("t" + number / BATCH % TENANTS));
        }
        Future.all(pages).await();
      }
    }

    private Future<?> accept(String tenant) {
      Instant at = Instant.ofEpochSecond(1_700_000_000L + number);
      List<Arrival> arrivals = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        arrivals.add(new Arrival(order("o" + number++, at), List.of("partner")));
      }
      return store
          .outbox()
          .accept(
              new Acceptance(
                  new ConnectionRef(tenant, "shop"),
                  at,
                  arrivals,
                  List.of(),
                  null,
                  List.of(),
                  null));
    }

    private static Order order(String id, Instant at) {
      return new Order(
          id, "v1", id, null, at, at, "new", null, null, "SEK", null, null, null, null, List.of(),
          List.of(), null, null, Map.of());
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      store.close().await();
      vertx.close().await();
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }
          });
      Files.delete(folder);
    }
  }

  /** A hundred orders of one tenant from their acceptance to the end of their push, on disk. */
  @Benchmark
  @Warmup(iterations = 12, time = 1)
  @OperationsPerInvocation(BATCH)
  public int orderThroughTheOutbox(Orders state) {
    state.accept(Orders.MINE.tenant()).await();
    Instant now = Instant.ofEpochSecond(4_000_000_000L);
    List<Claimed> claimed =
        state.store.outbox().claim(Orders.MINE, RecordType.ORDER, Set.of(), BATCH, now).await();
    List<Settlement> ends = new ArrayList<>();
    claimed.forEach(one -> ends.add(Settlement.done(one, now, null)));
    state.store.outbox().settle(ends).await();
    return claimed.size();
  }
}
