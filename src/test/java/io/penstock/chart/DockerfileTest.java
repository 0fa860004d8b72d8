package io.penstock.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads the Dockerfile; it does not build it, since a build needs a registry of images. */
class DockerfileTest {
  private static final List<Instruction> INSTRUCTIONS = parse(Path.of("Dockerfile"));

  private record Instruction(String name, String argument) {}

  @Test
  void runtimeIsJdk25AndNothingIsBuiltInIt() {
    assertThat(arguments("FROM"))
        .singleElement()
        .asString()
        .matches("eclipse-temurin:25-jre(@sha256:[0-9a-f]{64})?");
    assertThat(arguments("ADD")).isEmpty();
    assertThat(arguments("COPY"))
        .containsExactly("--chmod=0444 target/penstock.jar /opt/penstock/penstock.jar");
  }

  @Test
  void userIsNumericNotRootAndTheChartsOwn() {
    String user = one("USER");

    assertThat(user).matches("[1-9][0-9]*:[1-9][0-9]*");
    assertThat(RenderedChart.withDefaults().pod().getSecurityContext().getRunAsUser())
        .isEqualTo(Long.parseLong(user.substring(0, user.indexOf(':'))));
    assertThat(INSTRUCTIONS.indexOf(new Instruction("USER", user)))
        .isGreaterThan(INSTRUCTIONS.indexOf(new Instruction("RUN", one("RUN"))));
  }

  @Test
  void commandIsInExecFormSoThatSigtermReachesTheJvm() throws Exception {
    assertThat(execForm("ENTRYPOINT"))
        .containsExactly("java", "-jar", "/opt/penstock/penstock.jar");
    assertThat(execForm("CMD"))
        .containsExactly("serve", "--config", "/etc/penstock/penstock.yaml")
        .isEqualTo(RenderedChart.withDefaults().gateway().getArgs());
    assertThat(one("STOPSIGNAL")).isEqualTo("SIGTERM");
  }

  @Test
  void foldersAndPortsAreTheChartsOwn() {
    RenderedChart chart = RenderedChart.withDefaults();

    assertThat(one("VOLUME")).isEqualTo("[\"/var/lib/penstock\"]");
    assertThat(chart.gateway().getVolumeMounts())
        .extracting("mountPath")
        .contains("/var/lib/penstock", "/tmp");
    assertThat(one("EXPOSE").split(" "))
        .containsExactlyElementsOf(
            chart.gateway().getPorts().stream()
                .map(port -> port.getContainerPort().toString())
                .toList());
    assertThat(one("HEALTHCHECK")).isEqualTo("NONE");
  }

  @Test
  void jvmOptionsAreTheChartsDefaults() {
    Matcher options = Pattern.compile("JAVA_TOOL_OPTIONS=\"([^\"]*)\"").matcher(one("ENV"));

    assertThat(options.matches()).isTrue();
    assertThat(options.group(1).split(" "))
        .containsExactlyElementsOf(RenderedChart.withDefaults().javaToolOptions());
  }

  @Test
  void labelsSayWhatItIs() {
    assertThat(one("LABEL"))
        .contains("org.opencontainers.image.title=\"Penstock\"")
        .contains("org.opencontainers.image.licenses=\"Apache-2.0\"")
        .contains("org.opencontainers.image.base.name=");
  }

  @Test
  void onlyTheJarIsSentToTheBuilder() throws Exception {
    assertThat(Files.readAllLines(Path.of(".dockerignore")))
        .containsExactly("*", "!target/penstock.jar");
  }

  private static List<Instruction> parse(Path file) {
    try {
      String joined =
          Pattern.compile("(?m)^\\s*#.*\n").matcher(Files.readString(file)).replaceAll("");
      return Arrays.stream(joined.replaceAll("\\\\\n\\s*", " ").split("\n"))
          .filter(line -> !line.isBlank())
          .map(line -> line.split("\\s+", 2))
          .map(words -> new Instruction(words[0], words[1].trim()))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  private static List<String> arguments(String name) {
    return INSTRUCTIONS.stream()
        .filter(instruction -> instruction.name().equals(name))
        .map(Instruction::argument)
        .toList();
  }

  private static String one(String name) {
    assertThat(arguments(name)).as(name).hasSize(1);
    return arguments(name).get(0);
  }

  private static List<String> execForm(String name) throws Exception {
    return Arrays.asList(new ObjectMapper().readValue(one(name), String[].class));
  }
}
