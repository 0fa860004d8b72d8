package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.server.config.Checks;
import io.penstock.server.config.GatewayConfig;
import io.penstock.tenant.ApiKey;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.Tenant;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the command line in this process and looks at what a caller sees. */
class CommandLineTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final Keys keys = new Keys();
  private final Map<String, String> environment = new LinkedHashMap<>();

  private Checks checks = Checks.NONE;

  /** What one run left behind. */
  private record Ran(int code, String out, String err) {
    JsonNode json() throws IOException {
      return JSON.readTree(out);
    }
  }

  @Test
  void versionIsOfThisBuild() throws IOException {
    assertThat(run("version").out()).startsWith("penstock 0.").doesNotContain("${");
    assertThat(run("--version").out()).startsWith("penstock 0.");
    assertThat(run("version", "--json").json().get("penstock").asText())
        .isEqualTo(Version.current());
  }

  @Test
  void helpShowsExamplesFirst() {
    for (String[] line :
        List.of(
            new String[] {"--help"},
            new String[] {"validate", "--help"},
            new String[] {"api-key", "create", "-h"})) {
      Ran ran = run(line);
      assertThat(ran.code()).isEqualTo(ExitCode.DONE);
      assertThat(ran.out()).startsWith("Examples:").contains("Usage: penstock");
      assertThat(ran.err()).isEmpty();
    }
    assertThat(run("--help").out()).contains("validate", "api-key", "version", "78");
  }

  @Test
  void everyCommandKnowsJsonAndHelp() {
    everyCommand(commandLine(), this::isWholeCommand);
    everyCommand(PenstockCommand.shipped(Map.of()), this::isWholeCommand);
  }

  @Test
  void wrongUsageSaysWhatWasMeant() throws IOException {
    Ran command = run("validat");
    assertThat(command.code()).isEqualTo(ExitCode.USAGE);
    assertThat(command.err()).contains("validat", "Did you mean", "validate");
    assertThat(command.out()).isEmpty();

    Ran option = run("validate", "--confg", "x", "--config", "y");
    assertThat(option.code()).isEqualTo(ExitCode.USAGE);
    assertThat(option.err()).contains("--confg", "--config");

    Ran nothing = run();
    assertThat(nothing.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nothing.err()).contains("penstock --help");

    Ran missing = run("validate", "--json");
    assertThat(missing.code()).isEqualTo(ExitCode.USAGE);
    assertThat(missing.json().get("error").asText()).contains("--config");
    assertThat(missing.err()).isEmpty();
  }

  @Test
  void rightConfigurationIsDone() throws IOException {
    Path tenants = Files.writeString(folder.resolve("tenants.yaml"), "tenants: [{id: acme}]");
    environment.put("PENSTOCK_TENANTS_FILE", tenants.toString());
    Ran people = run("validate", "--config", "conf/penstock.yaml");
    assertThat(people.code()).isEqualTo(ExitCode.DONE);
    assertThat(people.out()).contains("conf/penstock.yaml is fine", "tenants in files 1");

    JsonNode json = run("validate", "-c", "conf/penstock.yaml", "--json").json();
    assertThat(json.get("tenants").asInt()).isEqualTo(1);
    assertThat(json.get("mistakes")).isEmpty();
  }

  @Test
  void allMistakesOfBothFilesEndWith78() throws IOException {
    Path tenants = Files.writeString(folder.resolve("tenants.yaml"), "tenants: [{id: ' '}]");
    Path config =
        Files.writeString(
            folder.resolve("penstock.yaml"),
            "drain: {limit: 8}\ntenants: {file: " + tenants + "}\nlog: {format: jsn}\n");

    Ran people = run("validate", "--config", config.toString());
    assertThat(people.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(people.out()).isEmpty();
    assertThat(people.err().lines())
        .containsExactly(
            config
                + ":1:16: drain.limit: must be a time with its unit: 500ms, 30s, 5m, 2h or 1d,"
                + " found '8'",
            config
                + ":3:15: log.format: must be one of text, json, found 'jsn';"
                + " did you mean 'json'?",
            tenants
                + ":1:16: tenants[0].id: tenant id must be 1 to 63 letters, digits, '.', '_' or"
                + " '-', starting with a letter or digit",
            "3 mistakes in the configuration; nothing was started.");

    Ran json = run("validate", "--config", config.toString(), "--json");
    assertThat(json.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(json.err()).isEmpty();
    JsonNode second = json.json().get("mistakes").get(1);
    assertThat(second.get("line").asInt()).isEqualTo(3);
    assertThat(second.get("column").asInt()).isEqualTo(15);
    assertThat(second.get("path").asText()).isEqualTo("log.format");
    assertThat(second.get("found").asText()).isEqualTo("jsn");
    assertThat(second.get("didYouMean").asText()).isEqualTo("json");
  }

  @Test
  void whatThePartsSayGetsItsPlace() throws IOException {
    Path tenants = Files.writeString(folder.resolve("tenants.yaml"), "tenants: [{id: acme}]");
    Path config =
        Files.writeString(
            folder.resolve("penstock.yaml"),
            "production: true\ntenants:\n  file: " + tenants + "\n");
    checks =
        new Checks() {
          @Override
          public List<String> ofConfig(GatewayConfig read) {
            return List.of("production: not on this machine", "drain.limit: too long");
          }

          @Override
          public List<String> ofTenant(GatewayConfig read, Tenant tenant) {
            return List.of("not this one");
          }
        };

    assertThat(run("validate", "--config", config.toString()).err().lines())
        .containsExactly(
            config + ":1:1: drain.limit: too long",
            config + ":1:13: production: not on this machine, found 'true'",
            tenants + ":1:11: tenants[0]: not this one",
            "3 mistakes in the configuration; nothing was started.");
  }

  @Test
  void missingFileIsAMistakeOfTheUser() {
    Ran ran = run("validate", "--config", "not/there.yaml");
    assertThat(ran.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(ran.err())
        .startsWith("not/there.yaml: there is no such file")
        .doesNotContain("\tat ");
  }

  @Test
  void slipInTheEnvironmentIsAWarning() {
    environment.put("PENSTOCK_DRAIN_LIMT", "5s");
    Ran ran = run("validate", "--config", "conf/penstock.yaml");
    assertThat(ran.code()).isEqualTo(ExitCode.DONE);
    assertThat(ran.err()).contains("warning", "did you mean PENSTOCK_DRAIN_LIMIT?");
  }

  @Test
  void keyIsShownOnceAndStoredHashed() throws IOException {
    Ran made = run("api-key", "create", "--name", "erp", "--tenant", "b", "--tenant", "a");
    assertThat(made.code()).isEqualTo(ExitCode.DONE);
    String text = made.out().strip();
    assertThat(text).matches("psk_[0-9a-f]{10}_[A-Za-z0-9_-]{43}");
    assertThat(made.err()).contains("only now", "a, b").doesNotContain(text);

    ApiKey stored = keys.byId.values().iterator().next();
    assertThat(stored.hash()).isEqualTo(NewApiKey.hash(text)).matches("[0-9a-f]{64}");
    assertThat(stored.tenants()).containsExactlyInAnyOrder("a", "b");
    assertThat(text).startsWith("psk_" + stored.id() + "_");

    Ran listed = run("api-key", "list", "--json");
    assertThat(listed.json().get("id").asText()).isEqualTo(stored.id());
    assertThat(listed.out()).doesNotContain(text, stored.hash());
    assertThat(run("api-key", "list").out()).contains(stored.id(), "erp", "a, b");
    assertThat(keys.opened).isEqualTo(keys.closed).isEqualTo(3);
  }

  @Test
  void keyWithoutASensibleNameOrTenantIsNotMade() {
    assertThat(run("api-key", "create", "--name", " ").code()).isEqualTo(ExitCode.USAGE);
    Ran tenant = run("api-key", "create", "--name", "x", "--tenant", "a b");
    assertThat(tenant.code()).isEqualTo(ExitCode.USAGE);
    assertThat(tenant.err()).contains("--tenant a b");
    assertThat(keys.byId).isEmpty();
  }

  @Test
  void hashIsPlainSha256() {
    assertThat(NewApiKey.hash("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void revokedKeyIsGoneAndAnUnknownOneIsSaid() throws IOException {
    String id = run("api-key", "create", "--name", "x", "--json").json().get("id").asText();

    assertThat(run("api-key", "revoke", id).code()).isEqualTo(ExitCode.DONE);
    assertThat(keys.byId).isEmpty();
    Ran again = run("api-key", "revoke", id);
    assertThat(again.code()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("there is no key '" + id + "'", "api-key list");
  }

  @Test
  void keysAreInTheFolderOfTheConfiguration() {
    run("api-key", "list");
    assertThat(keys.folder).isEqualTo(Path.of("data"));
    environment.put("PENSTOCK_DATA_FOLDER", "elsewhere");
    run("api-key", "list", "--config", "conf/penstock.yaml");
    assertThat(keys.folder).isEqualTo(Path.of("elsewhere"));
    run("api-key", "list", "--data", "here");
    assertThat(keys.folder).isEqualTo(Path.of("here"));
  }

  @Test
  void storeThatCannotBeUsedIs69AndABusyOneIs75() throws IOException {
    keys.trouble = new IllegalStateException("the disk is full");
    Ran full = run("api-key", "list");
    assertThat(full.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(full.err()).contains("the disk is full").doesNotContain("\tat ");

    keys.trouble = new CommandFailure(ExitCode.TRY_AGAIN, "a gateway holds it", "Stop it first.");
    Ran busy = run("api-key", "list", "--json");
    assertThat(busy.code()).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(busy.json().get("error").asText()).isEqualTo("a gateway holds it");
    assertThat(busy.json().get("next").asText()).isEqualTo("Stop it first.");
  }

  @Test
  void onlyOurOwnMistakeShowsAStackTrace() {
    Ran ran = run("break");
    assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
    assertThat(ran.err()).contains("our own mistake", "IllegalStateException", "\tat ");
  }

  private void isWholeCommand(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    assertThat(command.getCommandSpec().findOption("--help")).as(name).isNotNull();
    if (command.getSubcommands().isEmpty()) {
      assertThat(command.getCommandSpec().findOption("--json")).as(name).isNotNull();
    }
  }

  private static void everyCommand(CommandLine root, Consumer<CommandLine> claim) {
    ArrayDeque<CommandLine> open = new ArrayDeque<>();
    open.add(root);
    while (!open.isEmpty()) {
      CommandLine next = open.remove();
      claim.accept(next);
      open.addAll(next.getSubcommands().values());
    }
  }

  private CommandLine commandLine() {
    return PenstockCommand.of(
        List.of(
            new ValidateCommand(environment, checks),
            ApiKeyCommand.of(environment, keys),
            new VersionCommand(),
            new Break()));
  }

  private Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  /** A command with a bug. */
  @Command(name = "break")
  private static final class Break implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Override
    public Integer call() {
      throw new IllegalStateException("a broken invariant, json " + output.isJson());
    }
  }

  /** Keys in memory. */
  private static final class Keys implements ApiKeysOpener, ApiKeys {
    private final Map<String, ApiKey> byId = new LinkedHashMap<>();
    private Path folder = Path.of("");
    private int opened;
    private int closed;
    private @Nullable Throwable trouble;

    @Override
    public Future<Opened> open(Path dataFolder) {
      folder = dataFolder;
      if (trouble != null) {
        return Future.failedFuture(trouble);
      }
      opened++;
      return Future.succeededFuture(
          new Opened(
              this,
              () -> {
                closed++;
                return Future.succeededFuture();
              }));
    }

    @Override
    public Future<List<ApiKey>> list() {
      return Future.succeededFuture(List.copyOf(byId.values()));
    }

    @Override
    public Future<Void> add(ApiKey key) {
      byId.put(key.id(), key);
      return Future.succeededFuture();
    }

    @Override
    public Future<Boolean> revoke(String keyId) {
      return Future.succeededFuture(byId.remove(keyId) != null);
    }
  }
}
