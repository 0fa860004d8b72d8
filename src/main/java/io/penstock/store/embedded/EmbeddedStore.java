package io.penstock.store.embedded;

import io.penstock.store.Store;
import io.penstock.store.StoreMeters;
import io.penstock.store.StoreOptions;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.OrderFeed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.TenantStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The default store: one SQLite file on a local disk, with a write-ahead log.
 *
 * <p>Why SQLite: records, cursor, dead letters and counters change in one transaction; a commit
 * with synchronous=FULL survives a power cut; and it is one file that people can open and query.
 * The commit rate is the limit, not the row rate, so {@link GroupCommit} puts many callers into one
 * commit.
 *
 * <p>Secrets of tenants lie in the file in clear: the platforms want them in clear, and a key kept
 * beside the file would protect nothing. What protects them is the file's mode, 0600 in a folder of
 * 0700, and whatever the disk itself is encrypted with. Backups need the same care.
 */
public final class EmbeddedStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);
  private static final int READERS_CLOSE_SECONDS = 5;

  private final Vertx vertx;
  private final StoreOptions options;
  private final FileChannel lock;
  private final Witness witness;
  private final GroupCommit writer;
  private final Readers readers;
  private final Upkeep upkeep;
  private final Sweep sweep = new Sweep();
  private final Outbox outbox;
  private final DeadLetters deadLetters;
  private final OrderFeed orderFeed;
  private final EventLog eventLog;
  private final TenantStore tenants;
  private final ApiKeys apiKeys;
  private @Nullable Future<Void> closing;

  private EmbeddedStore(
      Vertx vertx,
      StoreFolder folder,
      FileChannel lock,
      Session session,
      Memory memory,
      Witness witness,
      StoreOptions options,
      StoreMeters meters) {
    this.witness = witness;
    this.vertx = vertx;
    this.options = options;
    this.lock = lock;
    writer = new GroupCommit(vertx, session, memory, witness, folder.file(), options, meters);
    readers = new Readers(vertx, folder.file(), options);
    upkeep = new Upkeep(folder, options, writer, this::sweep);
    outbox = new EmbeddedOutbox(writer, readers, memory, options);
    deadLetters = new EmbeddedDeadLetters(writer, readers, InstantSource.system());
    orderFeed = new EmbeddedOrderFeed(readers);
    eventLog = new EmbeddedEventLog(writer, readers);
    tenants = new EmbeddedTenants(writer, readers);
    apiKeys = new EmbeddedApiKeys(writer, readers);
    meters.wal(upkeep::logBytes);
  }

  public static Future<Store> open(Vertx vertx, Path folder, StoreOptions options) {
    return open(vertx, folder, options, StoreMeters.unwatched());
  }

  /**
   * Opens the store in this folder, or makes a new one. Fails with a sentence that says what to do
   * when the folder is in use, cannot be written, is damaged or comes from a later version.
   */
  public static Future<Store> open(
      Vertx vertx, Path folder, StoreOptions options, StoreMeters meters) {
    return vertx.executeBlocking(() -> openNow(vertx, folder, options, meters), false);
  }

  /** API keys alone, for a command line; works while a gateway holds the store. */
  public static ApiKeys sharedApiKeys(Vertx vertx, Path folder) {
    return new SharedApiKeys(vertx, folder);
  }

  private static EmbeddedStore openNow(
      Vertx vertx, Path path, StoreOptions options, StoreMeters meters) throws IOException {
    StoreFolder folder = new StoreFolder(path);
    folder.prepare();
    FileChannel lock = folder.lock();
    Session session = null;
    Witness witness = null;
    try {
      session = Session.writer(folder.file(), options);
      Schema.ensure(session, folder.file());
      Schema.check(session, folder.file());
      Memory memory = new Memory();
      memory.load(session);
      witness =
          Witness.open(folder.witness(), options.synchronous() == StoreOptions.Synchronous.FULL);
      witness.check(folder.file(), memory.storeId(), memory.commits());
      EmbeddedStore store =
          new EmbeddedStore(vertx, folder, lock, session, memory, witness, options, meters);
      store.writer.start();
      store.upkeep.start();
      return store;
    } catch (SQLException | IOException | RuntimeException failure) {
      if (session != null) {
        session.close();
      }
      if (witness != null) {
        witness.close();
      }
      lock.close();
      throw failure instanceof RuntimeException own ? own : Trouble.ofDisk(folder.file(), failure);
    }
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public OrderFeed orderFeed() {
    return orderFeed;
  }

  @Override
  public EventLog eventLog() {
    return eventLog;
  }

  @Override
  public TenantStore tenants() {
    return tenants;
  }

  @Override
  public ApiKeys apiKeys() {
    return apiKeys;
  }

  @Override
  public Future<Void> check() {
    // The commit's own number is written, so it is one that reaches the disk.
    return writer.submit(1, 0, transaction -> null);
  }

  /** Removes what is too old at that time, and carries slots on. True when there may be more. */
  Future<Boolean> sweep(Instant now) {
    return writer
        .<AtomicBoolean>submit(
            options.sweepRowsMax(),
            0,
            transaction -> {
              AtomicBoolean more = new AtomicBoolean(sweep.run(transaction, options, now));
              transaction.carryOn(more);
              return more;
            })
        .map(AtomicBoolean::get);
  }

  @Override
  public synchronized Future<Void> close() {
    if (closing == null) {
      upkeep.stop();
      closing =
          Future.fromCompletionStage(writer.close(), vertx.getOrCreateContext())
              .compose(written -> vertx.executeBlocking(this::closeRest, false));
    }
    return closing;
  }

  private @Nullable Void closeRest() throws IOException {
    try {
      readers.close(READERS_CLOSE_SECONDS);
      upkeep.close(READERS_CLOSE_SECONDS);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      LOG.warn("Closing the store was interrupted; nothing that was answered for is lost.");
    } finally {
      witness.close();
      lock.close();
    }
    return null;
  }
}
