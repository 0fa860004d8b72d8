package io.penstock.store.embedded;

import io.penstock.record.RecordType;
import io.penstock.record.StockLevel;
import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.sync.outbox.Acceptance;
import io.penstock.sync.outbox.Arrival;
import io.penstock.sync.outbox.Claimed;
import io.penstock.sync.outbox.Settlement;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many stock updates a second the store takes and settles, and what they cost in CPU. Tenants
 * write batches of random SKUs, everything is claimed and settled beside it; the run is void unless
 * the ledger balances.
 *
 * <p>{@code mvn -B -q test-compile org.codehaus.mojo:exec-maven-plugin:3.6.4:exec
 * -Dexec.classpathScope=test -Dexec.executable=java -Dexec.args="-Xmx512m -cp %classpath
 * io.penstock.store.embedded.StoreLoad FOLDER [batch] [seconds] [updates a second, 0 for all]"}
 */
public final class StoreLoad {
  private static final int TENANTS = 200;
  private static final int SKUS = 1_000;
  private static final int IN_FLIGHT_MAX = 64;
  private static final int WARM_UP_SECONDS = 8;

  private final Store store;
  private final int batch;
  private final AtomicLong settled = new AtomicLong();
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
  private volatile boolean stopped;

  private StoreLoad(Store store, int batch) {
    this.store = store;
    this.batch = batch;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(args[0]), "store-load");
    int batch = args.length > 1 ? Integer.parseInt(args[1]) : 500;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
    int rate = args.length > 3 ? Integer.parseInt(args[3]) : 0;
    Vertx vertx = Vertx.vertx();
    Store store = EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS).await();
    new StoreLoad(store, batch).run(folder, seconds, rate);
    store.close().await();
    vertx.close().await();
  }

  private void run(Path folder, int seconds, int rate) throws InterruptedException {
    accept(0, TENANTS * SKUS / batch, 0, new Random(1));
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      drain(target(tenant));
    }
    accept(WARM_UP_SECONDS, Long.MAX_VALUE, rate, new Random(3));
    settled.set(0);
    long cpu = cpuNanos();
    long writerCpu = writerCpuNanos();
    long started = System.nanoTime();
    long accepted = accept(seconds, Long.MAX_VALUE, rate, new Random(2));
    double took = (System.nanoTime() - started) / 1e9;
    double used = (cpuNanos() - cpu) / 1e9;
    double writer = (writerCpuNanos() - writerCpu) / 1e9;
    stopped = true;
    boolean balances =
        store.outbox().ledger(null).await().stream().allMatch(line -> line.balances());
    System.out.printf(
        "batch %d: accepted %.0f/s, settled %.0f/s, %.2f cores of which the writer %.2f,"
            + " %.1f us CPU per update, file %d MB, log %d MB, ledger balances: %s%n",
        batch,
        accepted / took,
        settled.get() / took,
        used / took,
        writer / took,
        used * 1e6 / accepted,
        folder.resolve("penstock.db").toFile().length() >> 20,
        folder.resolve("penstock.db-wal").toFile().length() >> 20,
        balances);
  }

  private long accept(int seconds, long batches, int rate, Random random)
      throws InterruptedException {
    long started = System.nanoTime();
    long end = seconds == 0 ? Long.MAX_VALUE : started + seconds * 1_000_000_000L;
    long done = 0;
    for (; done < batches && System.nanoTime() < end; done++) {
      while (rate > 0 && done * batch > (System.nanoTime() - started) / 1e9 * rate) {
        Thread.sleep(1);
      }
      inFlight.acquire();
      int tenant = (int) (done % TENANTS);
      Instant now = Instant.now();
      List<Arrival> arrivals = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        StockLevel level =
            new StockLevel(
                "SKU-" + random.nextInt(SKUS), null, BigDecimal.valueOf(random.nextInt(500)), now);
        arrivals.add(new Arrival(level, List.of("shop")));
      }
      store
          .outbox()
          .accept(
              new Acceptance(
                  new ConnectionRef("tenant-" + tenant, "api"),
                  now,
                  arrivals,
                  List.of(),
                  null,
                  List.of(),
                  null))
          .onFailure(Throwable::printStackTrace)
          .onComplete(ended -> inFlight.release());
    }
    inFlight.acquire(IN_FLIGHT_MAX);
    inFlight.release(IN_FLIGHT_MAX);
    return done * batch;
  }

  private static ConnectionRef target(int tenant) {
    return new ConnectionRef("tenant-" + tenant, "shop");
  }

  private void drain(ConnectionRef target) {
    if (stopped) {
      return;
    }
    store
        .outbox()
        .claim(target, RecordType.STOCK, Set.of(), 500, Instant.now())
        .compose(claimed -> store.outbox().settle(done(claimed)).map(claimed.size()))
        .onSuccess(count -> settled.addAndGet(count))
        .onFailure(Throwable::printStackTrace)
        .onSuccess(count -> Vertx.currentContext().owner().setTimer(50, again -> drain(target)));
  }

  private static List<Settlement> done(List<Claimed> claimed) {
    return claimed.stream().map(one -> Settlement.done(one, Instant.now(), null)).toList();
  }

  private static long writerCpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo thread = threads.getThreadInfo(id);
      if (thread != null && thread.getThreadName().equals("penstock-store-writer")) {
        return threads.getThreadCpuTime(id);
      }
    }
    return 0;
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
