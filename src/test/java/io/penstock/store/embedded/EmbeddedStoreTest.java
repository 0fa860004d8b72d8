package io.penstock.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.store.Store;
import io.penstock.store.StoreKeepingContract;
import io.penstock.store.StoreOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // the folder is set before each test
class EmbeddedStoreTest extends StoreKeepingContract {
  @TempDir private Path folder;

  @Override
  protected Store open() {
    return await(EmbeddedStore.open(vertx, folder, StoreOptions.DEFAULTS));
  }

  @Test
  void writesAreProven() {
    await(store.check());
    assertThat(folder.resolve("penstock.db")).exists();
  }
}
