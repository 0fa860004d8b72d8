package io.penstock.cli;

import io.penstock.tenant.ApiKeys;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Opens the API keys that a data folder holds. */
@FunctionalInterface
public interface ApiKeysOpener {
  /**
   * Fails with a sentence for the user, or with a {@link CommandFailure} where the exit code
   * matters, such as {@link ExitCode#TRY_AGAIN} while a gateway holds the folder.
   */
  Future<Opened> open(Path dataFolder);

  /**
   * @param close gives the folder free again
   */
  record Opened(ApiKeys keys, Supplier<Future<Void>> close) {}
}
