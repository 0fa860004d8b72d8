package io.penstock.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class ToolTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void missingToolSkipsOnADesk() {
    assertThat(Tool.missing("no promtool here", null))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage("no promtool here");
    assertThat(Tool.missing("no promtool here", "false")).isInstanceOf(TestAbortedException.class);
  }

  @Test
  void missingToolFailsInCi() {
    assertThatThrownBy(() -> Tool.missing("no promtool here", "true"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no promtool here");
  }

  @Test
  void firstExecutableOnThePathIsFound() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.createFile(first.resolve("tool"));
    Path executable = Files.createFile(second.resolve("tool"));
    assertThat(executable.toFile().setExecutable(true)).isTrue();
    String path = first + File.pathSeparator + second;

    assertThat(Tool.onPath("tool", path)).contains(executable);
    assertThat(Tool.onPath("other", path)).isEmpty();
    assertThat(Tool.onPath("tool", null)).isEmpty();
  }

  @Test
  void inputIsReadAndBothStreamsAreKeptWithTheExitCode() {
    List<String> command = List.of("sh", "-c", "cat; echo trouble >&2; exit 3");

    Tool.Result result = Tool.run(folder, "line\n", LIMIT, command);

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output()).isEqualTo("line\ntrouble\n");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void programThatHangsIsEndedWithItsChildren() {
    List<String> command = List.of("sh", "-c", "echo begun; sleep 60 & wait");

    Tool.Result result = Tool.run(folder, "", Duration.ofMillis(500), command);

    assertThat(result.exitCode()).isEqualTo(Tool.TIMED_OUT);
    assertThat(result.output()).contains("begun").contains("ended by us");
  }
}
