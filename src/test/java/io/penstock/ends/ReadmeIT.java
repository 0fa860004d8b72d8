package io.penstock.ends;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code curl} lines of the README, run as printed: each block that is marked {@code <!--
 * tested: curl -->}. Only the two addresses are put in place; key and tenant are the shell's.
 */
class ReadmeIT {
  private static final Pattern BLOCK =
      Pattern.compile("<!-- tested: curl -->\\n```\\w*\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CONTINUED = Pattern.compile("\\\\\\n\\s*");
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  /** In every error and in every refused line. */
  private static final String REFUSAL = "\"retryable\"";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void everyCurlLineWorksAsPrinted() throws Exception {
    List<String> commands = curlCommands(Files.readString(Path.of("README.md")));
    assertThat(commands).isNotEmpty();

    try (RunningPair pair = RunningPair.start(folder)) {
      for (String command : commands) {
        assertWorks(pair, command);
      }
    }
  }

  private void assertWorks(RunningPair pair, String printed) throws Exception {
    String command =
        printed
            .replaceFirst("^curl ", "curl --fail-with-body --show-error ")
            .replace("http://localhost:8080/", pair.api("/").toString())
            .replace("http://localhost:8081/", pair.management("/").toString());
    Map<String, String> environment = Map.of("KEY", pair.key(), "TENANT", pair.anyTenant());
    List<String> line = List.of("bash", "-c", command);
    try (Running curl = Jar.start(folder, "curl", environment, line)) {
      int code = curl.exitCode(ANSWER_MAX);
      assertThat(code).as(printed + curl.said()).isZero();
      assertThat(curl.said()).as(printed).doesNotContain(REFUSAL);
    }
  }

  private static List<String> curlCommands(String readme) {
    return BLOCK
        .matcher(readme)
        .results()
        .map(block -> CONTINUED.matcher(block.group(1)).replaceAll(Matcher.quoteReplacement(" ")))
        .flatMap(String::lines)
        .filter(line -> line.startsWith("curl "))
        .toList();
  }
}
