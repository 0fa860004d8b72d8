package io.penstock.store.embedded;

import static io.penstock.store.StoreContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.store.Store;
import io.penstock.store.StoreOptions;
import io.penstock.store.embedded.KilledStore.Image;
import io.penstock.sync.StoreUnavailableException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of a store that was killed is cut, or a bit of it is flipped: the store starts with all
 * that was answered for, or refuses with a sentence. It never starts short.
 *
 * <p>Some places of a seed; every byte of the tail with {@code -Dtorn.bytes=100000}, which takes
 * half an hour.
 */
@SuppressWarnings("NullAway.Init") // fields are set before each test
class TornLogTest {
  private static final int COMMITS = 20;
  private static final int PLACES = 60;

  @TempDir private Path temporary;
  private Vertx vertx;

  /** Taken while the store runs, when its last commit was just answered for. */
  private Image image;

  private byte[] log = new byte[0];
  private int copies;

  @BeforeEach
  void killAStore() throws IOException {
    vertx = Vertx.vertx();
    Path folder = temporary.resolve("data");
    Store store = await(EmbeddedStore.open(vertx, folder, EmbeddedStoreTest.quiet()));
    for (int i = 1; i <= COMMITS; i++) {
      await(store.outbox().accept(KilledStore.commit(i)));
    }
    image = Image.of(folder);
    log = image.log();
    await(store.close());
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void theWholeLogIsTheWholeStore() throws IOException {
    assertThat(opened(log, "nothing")).isTrue();
  }

  @Test
  void aCutLogIsAWholeStoreOrNone() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    TreeSet<Integer> lengths = new TreeSet<>(List.of(0, 1, KilledStore.LOG_HEADER_BYTES));
    for (int end = KilledStore.LOG_HEADER_BYTES;
        end <= log.length;
        end += KilledStore.FRAME_BYTES) {
      lengths.addAll(List.of(end - 1, end, Math.min(log.length, end + 1)));
    }
    for (int i = 0; i < PLACES; i++) {
      lengths.add(random.nextInt(log.length));
    }
    int tail = Math.min(log.length, Integer.getInteger("torn.bytes", 0));
    for (int i = log.length - tail; i < log.length; i++) {
      lengths.add(i);
    }
    int refused = 0;
    for (int length : lengths) {
      String what = "log cut to " + length + " of " + log.length + " bytes, seed " + seed;
      refused += opened(Arrays.copyOf(log, length), what) ? 0 : 1;
    }
    System.out.printf("%d cuts, %d refused, seed %d%n", lengths.size(), refused, seed);
    assertThat(refused).isGreaterThan(lengths.size() / 2);
  }

  @Test
  void aFlippedBitOfTheLogIsAWholeStoreOrNone() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 2 * PLACES; i++) {
      byte[] flipped = log.clone();
      int place = random.nextInt(log.length);
      flipped[place] ^= (byte) (1 << random.nextInt(8));
      refused += opened(flipped, "bit of byte " + place + " flipped, seed " + seed) ? 0 : 1;
    }
    System.out.printf("%d flips, %d refused, seed %d%n", 2 * PLACES, refused, seed);
    assertThat(refused).isGreaterThan(PLACES);
  }

  @Test
  void anotherStoreInItsPlaceIsRefusedUntilThatIsWanted() throws IOException {
    Path folder = copy(log);
    Files.delete(folder.resolve("penstock.db"));
    Files.delete(folder.resolve("penstock.db-wal"));
    assertThatThrownBy(() -> await(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("is not the one that was here before")
        .hasMessageContaining("delete " + folder.resolve("penstock.witness"));
    Files.delete(folder.resolve("penstock.witness"));
    await(await(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS)).close());
  }

  /** Whether it starts; then all must be there. */
  private boolean opened(byte[] left, String what) throws IOException {
    int commits = KilledStore.commitsAfterStart(vertx, copy(left), what);
    assertThat(commits).as(what).isIn(COMMITS, KilledStore.REFUSED);
    return commits == COMMITS;
  }

  private Path copy(byte[] left) throws IOException {
    return image.log(left).into(temporary.resolve("copy-" + ++copies));
  }
}
