package io.penstock.cli;

import io.penstock.server.Gateway;
import io.penstock.server.GatewayChecks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. It does nothing itself but say what there is. */
@Command(
    name = "penstock",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Keeps orders, stock and prices in step between commerce platforms and your own system.",
      ""
    },
    footerHeading = "Examples:%n",
    footer = {
      "  java -jar penstock.jar demo --for 60s --tenants 200",
      "  java -jar penstock.jar serve --config conf/penstock.yaml",
      "  java -jar penstock.jar validate --config conf/penstock.yaml",
      "  java -jar penstock.jar version --json",
      ""
    },
    synopsisHeading = "Usage: ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage",
      "3:stopped, but not cleanly",
      "69:a system that is needed is not available",
      "75:not now, try again",
      "78:the configuration has mistakes"
    })
public final class PenstockCommand implements Runnable {
  private static final int HELP_WIDTH = 100;

  /** Each command keeps its examples in its footer, and the footer goes to the top. */
  private static final List<String> EXAMPLES =
      List.of(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING, UsageMessageSpec.SECTION_KEY_FOOTER);

  @Spec private CommandSpec spec = CommandSpec.create();

  private PenstockCommand() {}

  /** Runs one command line and returns its exit code. */
  public static int run(String... arguments) {
    return shipped(System.getenv()).execute(arguments);
  }

  /** The command line as it is in the jar. A new command is one more line here. */
  static CommandLine shipped(Map<String, String> environment) {
    return of(
        List.of(
            new DemoCommand(environment),
            new ServeCommand(environment),
            new SandboxCommand(environment),
            new BenchCommand(environment),
            new BenchSinkCommand(),
            new ValidateCommand(environment, new GatewayChecks()),
            ApiKeyCommand.of(environment, PenstockCommand::openApiKeys),
            new VersionCommand()));
  }

  private static Future<ApiKeysOpener.Opened> openApiKeys(Path folder) {
    Vertx vertx = Vertx.vertx();
    return Future.succeededFuture(
        new ApiKeysOpener.Opened(Gateway.sharedApiKeys(vertx, folder), vertx::close));
  }

  /** A command line with these commands, in the order in which help lists them. */
  static CommandLine of(List<?> commands) {
    CommandLine root = new CommandLine(new PenstockCommand());
    commands.forEach(root::addSubcommand);
    prepare(root);
    Failures failures = new Failures();
    root.setExecutionExceptionHandler(failures);
    root.setParameterExceptionHandler(failures);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpWidth(HELP_WIDTH);
    if (System.getenv("NO_COLOR") != null) {
      root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    }
    return root;
  }

  /** Every command understands --help and --version, and shows its examples first. */
  private static void prepare(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.mixinStandardHelpOptions(true);
    spec.versionProvider(new Version());
    List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
    sections.removeAll(EXAMPLES);
    sections.addAll(0, EXAMPLES);
    command.setHelpSectionKeys(sections);
    command.getSubcommands().values().forEach(PenstockCommand::prepare);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say which command; penstock --help lists them");
  }
}
