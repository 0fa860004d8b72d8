package io.penstock.cli;

import io.penstock.server.config.ConfigReader;
import io.penstock.server.config.GatewayConfig;
import io.penstock.tenant.ApiKey;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.ApiKeysBusyException;
import io.penstock.tenant.Names;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who may call the gateway's API: makes keys, lists them, takes them back. */
@Command(
    name = "api-key",
    description = "Make, list and revoke keys for the gateway's API.",
    footerHeading = "Examples:%n",
    footer = {
      "  java -jar penstock.jar api-key create --name erp --config conf/penstock.yaml",
      "  java -jar penstock.jar api-key create --name acme-only --tenant acme --data data",
      "  java -jar penstock.jar api-key list --json",
      ""
    })
public final class ApiKeyCommand implements Runnable {
  private static final long STORE_WAIT_SECONDS = 30;
  private static final int NAME_LENGTH_MAX = 100;
  private static final String SYNOPSIS = "say what to do: create, list or revoke";

  @Spec private CommandSpec spec = CommandSpec.create();

  private ApiKeyCommand() {}

  public static CommandLine of(Map<String, String> environment, ApiKeysOpener opener) {
    Access access = new Access(environment, opener);
    return new CommandLine(new ApiKeyCommand())
        .addSubcommand(new Create(access))
        .addSubcommand(new ListKeys(access))
        .addSubcommand(new Revoke(access));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), SYNOPSIS);
  }

  /** Where the keys are. */
  static final class Where {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "The gateway's configuration, which names the data folder.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder itself.")
    private @Nullable Path data;

    Path folder(Map<String, String> environment) {
      return data != null
          ? data
          : new ConfigReader(environment).read(GatewayConfig.class, config).value().data().folder();
    }
  }

  private record Access(Map<String, String> environment, ApiKeysOpener opener) {
    /**
     * Opens, works, closes. The command's own thread waits between the three: a future that closes
     * its own Vert.x would never hear the end of it.
     */
    <T> T use(Where where, Function<ApiKeys, Future<T>> work) {
      Path folder = where.folder(environment);
      ApiKeysOpener.Opened opened = awaited(folder, opener.open(folder));
      try {
        return awaited(folder, work.apply(opened.keys()));
      } finally {
        awaited(folder, opened.close().get());
      }
    }

    private static <T> T awaited(Path folder, Future<T> done) {
      try {
        return done.toCompletionStage()
            .toCompletableFuture()
            .get(STORE_WAIT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CommandFailure failure) {
          throw failure;
        }
        String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
        boolean busy = e.getCause() instanceof ApiKeysBusyException;
        int code = busy ? ExitCode.TRY_AGAIN : ExitCode.UNAVAILABLE;
        throw new CommandFailure(code, "the store in " + folder + " cannot be used" + why, null);
      } catch (TimeoutException e) {
        String message =
            "the store in " + folder + " gave no answer within " + STORE_WAIT_SECONDS + " s";
        throw new CommandFailure(ExitCode.TRY_AGAIN, message, null);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure(ExitCode.UNCLEAN_STOP, "interrupted", null);
      }
    }
  }

  private static Map<String, Object> json(ApiKey key) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", key.id());
    json.put("name", key.name());
    json.put("tenants", new TreeSet<>(key.tenants()));
    json.put("createdAt", key.createdAt().toString());
    return json;
  }

  private static String scope(Set<String> tenants) {
    return tenants.isEmpty() ? "all tenants" : String.join(", ", new TreeSet<>(tenants));
  }

  /** Makes one key and shows it, once. */
  @Command(
      name = "create",
      description = "Make a key and print it. It is shown this once and kept nowhere.",
      footerHeading = "Examples:%n",
      footer = {
        "  java -jar penstock.jar api-key create --name erp --tenant acme --tenant globex",
        ""
      })
  static final class Create implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final Where where = new Where();

    @Option(
        names = "--name",
        required = true,
        paramLabel = "NAME",
        description = "Says who uses the key; for people only.")
    private String name = "";

    @Option(
        names = "--tenant",
        paramLabel = "ID",
        description = "A tenant the key may touch; may be repeated. Without it: all tenants.")
    private List<String> tenants = new ArrayList<>();

    private final Access access;

    Create(Access access) {
      this.access = access;
    }

    @Override
    public Integer call() {
      check();
      NewApiKey made = NewApiKey.make(name, Set.copyOf(tenants), Instant.now(), new SecureRandom());
      access.use(where, keys -> keys.add(made.stored()).map(made));
      Map<String, Object> json = json(made.stored());
      json.put("key", made.text());
      output.data(made.text(), json);
      if (!output.isJson()) {
        output.message(
            "This key is for "
                + scope(made.stored().tenants())
                + ". It is shown only now; keep it safe.");
      }
      return ExitCode.DONE;
    }

    private void check() {
      if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
        String message = "--name must have 1 to " + NAME_LENGTH_MAX + " characters";
        throw new CommandFailure(ExitCode.USAGE, message, null);
      }
      for (String tenant : tenants) {
        if (!Names.isValid(tenant)) {
          String message = "--tenant " + tenant + " cannot be a tenant's id";
          throw new CommandFailure(ExitCode.USAGE, message, "An id looks like " + Names.FORM);
        }
      }
    }
  }

  /** Lists what is known of each key. */
  @Command(
      name = "list",
      description = "List the keys; the keys themselves are kept nowhere.",
      footerHeading = "Examples:%n",
      footer = {"  java -jar penstock.jar api-key list --json", ""})
  static final class ListKeys implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final Where where = new Where();
    private final Access access;

    ListKeys(Access access) {
      this.access = access;
    }

    @Override
    public Integer call() {
      List<ApiKey> keys = new ArrayList<>(access.use(where, ApiKeys::list));
      keys.sort(Comparator.comparing(ApiKey::createdAt));
      for (ApiKey key : keys) {
        String line =
            "%s  %s  %s  %s".formatted(key.id(), key.createdAt(), key.name(), scope(key.tenants()));
        output.data(line, json(key));
      }
      if (keys.isEmpty() && !output.isJson()) {
        output.message("There are no keys. Make one with: penstock api-key create --name NAME");
      }
      return ExitCode.DONE;
    }
  }

  /** Takes one key back. */
  @Command(
      name = "revoke",
      description = "Take a key back. Calls with it are refused from then on.",
      footerHeading = "Examples:%n",
      footer = {"  java -jar penstock.jar api-key revoke 1f0a9c3b7e", ""})
  static final class Revoke implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final Where where = new Where();

    @Parameters(
        paramLabel = "ID",
        description = "The key's id: what stands after psk_, or see list.")
    private String id = "";

    private final Access access;

    Revoke(Access access) {
      this.access = access;
    }

    @Override
    public Integer call() {
      boolean revoked = access.use(where, keys -> keys.revoke(id));
      if (!revoked) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "there is no key '" + id + "'",
            "penstock api-key list shows all ids.");
      }
      output.data("revoked " + id, Map.of("revoked", id));
      return ExitCode.DONE;
    }
  }
}
