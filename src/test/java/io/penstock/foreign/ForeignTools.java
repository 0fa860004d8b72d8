package io.penstock.foreign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The foreign verifiers, one call each. Everything they need is brought into {@code target/foreign}
 * at the first call, so the plain test command is enough; the source tree is only read.
 */
public final class ForeignTools {
  private static final Path SOURCE = Path.of("src/test/foreign").toAbsolutePath();
  private static final Path HOME = Path.of("target/foreign").toAbsolutePath();
  private static final Path BIN = HOME.resolve("bin");
  private static final Path INSTALLED_LOCK = HOME.resolve("installed-lock.json");
  private static final List<String> COPIED =
      List.of(
          "package.json",
          "package-lock.json",
          "verify-webhook.mjs",
          "redocly.yaml",
          "spectral.yaml");

  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
  private static final Duration RUN_LIMIT = Duration.ofMinutes(2);

  /** No network, or a node that is too old for a package. */
  private static final Pattern CANNOT_INSTALL =
      Pattern.compile(
          "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|EBADENGINE");

  private static final int EX_UNAVAILABLE = 69;

  private static final List<String> INSTALL =
      List.of(
          "ci",
          "--engine-strict",
          "--ignore-scripts",
          "--no-audit",
          "--no-fund",
          "--fetch-retry-mintimeout=1000",
          "--fetch-retry-maxtimeout=5000");

  /** Why npm ci is not possible, once it is known: no test waits for it a second time. */
  private static @Nullable String notInstalled;

  private static final ObjectMapper JSON = new ObjectMapper();

  private ForeignTools() {}

  /** A webhook as it went over the wire. The header names are in lower case. */
  public record SignedWebhook(String secret, Map<String, String> headers, String body) {
    @Override
    public String toString() {
      return "SignedWebhook[" + headers.get("webhook-id") + "]";
    }
  }

  /** The verifier's word on one webhook; the reason is empty when it was accepted. */
  public record WebhookVerdict(boolean accepted, String reason) {}

  /** A checker's word on one text. Warnings are in the report and do not fail it. */
  public record Report(boolean clean, String text) {}

  /** Lets npm's {@code standardwebhooks} verify each webhook now; the answers keep the order. */
  public static List<WebhookVerdict> verifyWebhooks(List<SignedWebhook> webhooks) {
    String node = npmPackages();
    StringBuilder lines = new StringBuilder();
    for (SignedWebhook webhook : webhooks) {
      lines.append(oneLine(webhook)).append('\n');
    }
    Tool.Result result =
        Tool.run(HOME, lines.toString(), RUN_LIMIT, List.of(node, "verify-webhook.mjs"));
    List<String> answers = result.output().lines().toList();
    if (!result.passed() || answers.size() != webhooks.size()) {
      throw new AssertionError("verify-webhook.mjs did not answer each line: " + result);
    }
    return answers.stream().map(ForeignTools::verdict).toList();
  }

  /** {@code promtool check metrics}: the text format, and Prometheus's rules for names and help. */
  public static Report promtoolCheckMetrics(String exposition) {
    List<String> command = List.of(promtool(), "check", "metrics");
    return report(Tool.run(home(), exposition, RUN_LIMIT, command));
  }

  /** Redocly's recommended rules over one OpenAPI file. */
  public static Report redocly(Path openapi) {
    return lint("redocly", openapi, "lint", "--config=redocly.yaml", "--format=stylish");
  }

  /** The rules {@code spectral:oas} over one OpenAPI file. */
  public static Report spectral(Path openapi) {
    return lint(
        "spectral",
        openapi,
        "lint",
        "--ruleset=spectral.yaml",
        "--fail-severity=error",
        "--verbose");
  }

  private static Report lint(String linter, Path openapi, String... arguments) {
    String node = npmPackages();
    List<String> command = new ArrayList<>(List.of(node, "node_modules/.bin/" + linter));
    command.addAll(List.of(arguments));
    command.add(openapi.toAbsolutePath().toString());
    return report(Tool.run(HOME, "", RUN_LIMIT, command));
  }

  private static Report report(Tool.Result result) {
    return new Report(result.passed(), result.output());
  }

  private static WebhookVerdict verdict(String answer) {
    boolean accepted = answer.equals("ok");
    return new WebhookVerdict(accepted, accepted ? "" : answer.replaceFirst("^refused: ", ""));
  }

  private static String oneLine(SignedWebhook webhook) {
    try {
      return JSON.writeValueAsString(
          Map.of("secret", webhook.secret(), "headers", webhook.headers(), "body", webhook.body()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is always JSON", e);
    }
  }

  /** Installs the locked npm packages unless this very lock file is installed. Returns node. */
  private static synchronized String npmPackages() {
    String node = required("node");
    String npm = required("npm");
    try {
      Path home = home();
      for (String name : COPIED) {
        Files.copy(SOURCE.resolve(name), home.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
      Path lock = home.resolve("package-lock.json");
      if (Files.exists(INSTALLED_LOCK) && Files.mismatch(lock, INSTALLED_LOCK) == -1) {
        return node;
      }
      install(npm);
      Files.copy(lock, INSTALLED_LOCK, StandardCopyOption.REPLACE_EXISTING);
      return node;
    } catch (IOException e) {
      throw new IllegalStateException("cannot prepare " + HOME, e);
    }
  }

  /** The machine may lack the network or a newer node; a broken lock file is our own mistake. */
  private static synchronized void install(String npm) {
    if (notInstalled != null) {
      throw missing(notInstalled);
    }
    List<String> command = new ArrayList<>(List.of(npm));
    command.addAll(INSTALL);
    Tool.Result result = Tool.run(HOME, "", INSTALL_LIMIT, command);
    if (result.passed()) {
      return;
    }
    if (!CANNOT_INSTALL.matcher(result.output()).find()) {
      throw new AssertionError("npm ci failed in " + HOME + ": " + result);
    }
    notInstalled = "npm ci is not possible on this machine: " + result.output();
    throw missing(notInstalled);
  }

  private static synchronized String promtool() {
    Path unpacked = BIN.resolve("promtool");
    Optional<Path> found = Tool.onPath("promtool", System.getenv("PATH"));
    if (found.isPresent() || Files.isExecutable(unpacked)) {
      return found.orElse(unpacked).toString();
    }
    String bash = required("bash");
    String script = SOURCE.resolve("install-tools").toString();
    Tool.Result result = Tool.run(home(), "", INSTALL_LIMIT, List.of(bash, script, BIN.toString()));
    if (result.exitCode() == EX_UNAVAILABLE) {
      throw missing(result.output());
    }
    if (!result.passed() || !Files.isExecutable(unpacked)) {
      throw new AssertionError("install-tools failed: " + result);
    }
    return unpacked.toString();
  }

  private static Path home() {
    try {
      return Files.createDirectories(HOME);
    } catch (IOException e) {
      throw new IllegalStateException("cannot make " + HOME, e);
    }
  }

  private static String required(String program) {
    return Tool.onPath(program, System.getenv("PATH"))
        .map(Path::toString)
        .orElseThrow(() -> missing(program + " is not on PATH; install it to run this test"));
  }

  private static RuntimeException missing(String reason) {
    return Tool.missing(reason, System.getenv("CI"));
  }
}
