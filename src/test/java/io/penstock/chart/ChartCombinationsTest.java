package io.penstock.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that hold for every combination of values, on the oldest and on a new Kubernetes. */
class ChartCombinationsTest {
  private static final List<String> KUBERNETES = List.of("1.30.0", "1.34.0");
  private static final Pattern SECRET_VALUE =
      Pattern.compile("(?i)(password|secret|token|api-?key|credentials?)\"?\\s*[:=]\\s*[^\\s{]");
  private static final Set<String> STANDARD_LABELS =
      Set.of(
          "app.kubernetes.io/name",
          "app.kubernetes.io/instance",
          "app.kubernetes.io/version",
          "app.kubernetes.io/component",
          "app.kubernetes.io/part-of",
          "app.kubernetes.io/managed-by",
          "helm.sh/chart");

  static Stream<Arguments> combinations() {
    return RenderedChart.ciFiles().stream()
        .flatMap(
            file -> KUBERNETES.stream().map(version -> Arguments.of(file.getFileName(), version)));
  }

  private static RenderedChart rendered(Path file, String kubernetes) {
    return RenderedChart.render(
        command ->
            command
                .withKubeVersion(kubernetes)
                .withValuesFile(RenderedChart.CHART.resolve("ci").resolve(file)));
  }

  @Test
  void thereAreEnoughCombinations() {
    assertThat(RenderedChart.ciFiles()).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void strictLintFindsNothing() {
    LintResult lint = new Helm(RenderedChart.CHART).lint().strict().call();

    assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    assertThat(lint.getMessages()).noneMatch(message -> message.matches("\\[(WARN|ERR|INFO).*"));
  }

  @Test
  void chartCanBePacked(@TempDir Path folder) {
    new Helm(RenderedChart.CHART).packageIt().withDestination(folder).call();

    assertThat(folder.resolve("penstock-0.1.0.tgz")).isNotEmptyFile();
  }

  @Test
  void appVersionIsTheVersionOfTheBuild() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    String built = pom.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");

    assertThat(Files.readString(RenderedChart.CHART.resolve("Chart.yaml")))
        .contains("appVersion: \"" + built + "\"");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void kubernetesKnowsEveryField(Path file, String kubernetes) {
    List<String> unknown = new ArrayList<>();
    for (HasMetadata object : rendered(file, kubernetes).objects()) {
      unknown.addAll(UnknownFields.in(object));
    }
    assertThat(unknown).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void oneNodeWithItsOwnVolume(Path file, String kubernetes) {
    RenderedChart chart = rendered(file, kubernetes);
    StatefulSet set = chart.statefulSet();
    StatefulSetSpec spec = set.getSpec();
    Map<String, String> selector = spec.getSelector().getMatchLabels();

    assertThat(spec.getReplicas()).isEqualTo(1);
    assertThat(spec.getVolumeClaimTemplates()).hasSize(1);
    assertThat(spec.getVolumeClaimTemplates().get(0).getMetadata().getLabels())
        .as("an upgrade may not change a claim template")
        .isEqualTo(selector);
    assertThat(spec.getPersistentVolumeClaimRetentionPolicy().getWhenScaled()).isEqualTo("Retain");
    assertThat(spec.getTemplate().getMetadata().getLabels()).containsAllEntriesOf(selector);
    assertThat(selector).doesNotContainKeys("helm.sh/chart", "app.kubernetes.io/version");
    assertThat(chart.one(Service.class, spec.getServiceName()).getSpec().getClusterIP())
        .isEqualTo("None");
    assertThat(mountPath(chart.gateway(), "data")).isEqualTo("/var/lib/penstock");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void ownObjectsCarryTheStandardLabelsAndNoNamespace(Path file, String kubernetes) {
    RenderedChart chart = rendered(file, kubernetes);
    String name = chart.statefulSet().getMetadata().getName();
    List<HasMetadata> own =
        List.of(
            chart.statefulSet(),
            chart.one(ConfigMap.class, name),
            chart.one(Service.class, name),
            chart.one(Service.class, name + "-headless"));

    assertThat(own)
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getLabels().keySet()).containsAll(STANDARD_LABELS);
              assertThat(object.getMetadata().getNamespace()).isNull();
              assertThat(object.getMetadata().getName()).hasSizeLessThanOrEqualTo(63);
            });
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void podIsRestricted(Path file, String kubernetes) {
    PodSpec pod = rendered(file, kubernetes).pod();

    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    assertThat(pod.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
    assertThat(Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream()))
        .allSatisfy(
            container -> {
              assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
              assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
              assertThat(container.getSecurityContext().getCapabilities().getDrop())
                  .containsExactly("ALL");
              assertThat(container.getSecurityContext().getPrivileged()).isNull();
              assertThat(container.getPorts()).allMatch(port -> port.getHostPort() == null);
            });
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void threeProbesAskThreePathsOfTheManagementPort(Path file, String kubernetes) {
    Container gateway = rendered(file, kubernetes).gateway();

    assertProbe(gateway.getStartupProbe(), "/startupz");
    assertProbe(gateway.getLivenessProbe(), "/livez");
    assertProbe(gateway.getReadinessProbe(), "/readyz");
    assertThat(gateway.getPorts())
        .extracting(port -> port.getName() + " " + port.getContainerPort())
        .containsExactly("api 8080", "management 8081");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void graceIsMoreThanSleepAndDrain(Path file, String kubernetes) {
    RenderedChart chart = rendered(file, kubernetes);
    long sleep = chart.gateway().getLifecycle().getPreStop().getSleep().getSeconds();
    int drainLimit = file.toString().startsWith("drain") ? 60 : 10;

    assertThat(sleep).isPositive();
    assertThat(chart.pod().getTerminationGracePeriodSeconds()).isGreaterThan(sleep + drainLimit);
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void managementPortIsInNoServiceForTheOutside(Path file, String kubernetes) {
    assertThat(rendered(file, kubernetes).all(Service.class))
        .filteredOn(service -> !"None".equals(service.getSpec().getClusterIP()))
        .singleElement()
        .satisfies(
            service ->
                assertThat(service.getSpec().getPorts())
                    .extracting(port -> port.getTargetPort().getStrVal())
                    .containsExactly("api"));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void secretsAreExistingOnesAndComeAsFilesOnly(Path file, String kubernetes) {
    RenderedChart chart = rendered(file, kubernetes);
    Set<String> secretVolumes =
        chart.pod().getVolumes().stream()
            .filter(volume -> volume.getSecret() != null)
            .map(volume -> Objects.requireNonNull(volume.getName()))
            .collect(Collectors.toSet());

    assertThat(chart.all(Secret.class)).isEmpty();
    assertThat(chart.gateway().getEnv())
        .allMatch(
            variable ->
                variable.getValueFrom() == null
                    || variable.getValueFrom().getSecretKeyRef() == null);
    assertThat(chart.gateway().getVolumeMounts())
        .filteredOn(mount -> secretVolumes.contains(mount.getName()))
        .allSatisfy(
            mount -> {
              assertThat(mount.getReadOnly()).isTrue();
              assertThat(mount.getMountPath()).startsWith("/etc/penstock/");
            });
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void noSecretIsInTheConfigMapOrInOurOwnEnvironment(Path file, String kubernetes) {
    RenderedChart chart = rendered(file, kubernetes);

    assertThat(chart.all(ConfigMap.class))
        .flatExtracting(map -> map.getData().values())
        .noneMatch(text -> SECRET_VALUE.matcher(text).find());
    assertThat(chart.javaToolOptions()).noneMatch(text -> SECRET_VALUE.matcher(text).find());
  }

  @Test
  void whatLooksLikeASecretIsRecognised() {
    assertThat("password: hunter2").containsPattern(SECRET_VALUE);
    assertThat("clientSecret: \"x\"").containsPattern(SECRET_VALUE);
    assertThat("-Dstore.password=x").containsPattern(SECRET_VALUE);
    assertThat("passwordFile: /etc/penstock/secrets/a").doesNotContainPattern(SECRET_VALUE);
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void everyMountHasItsVolume(Path file, String kubernetes) {
    RenderedChart chart = rendered(file, kubernetes);
    Set<String> volumes =
        Stream.concat(
                chart.pod().getVolumes().stream().map(volume -> volume.getName()),
                Stream.of("data"))
            .collect(Collectors.toSet());

    assertThat(chart.gateway().getVolumeMounts())
        .extracting(mount -> mount.getName())
        .doesNotHaveDuplicates()
        .allMatch(volumes::contains);
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void memoryIsBoundedAndTheCollectorNamed(Path file, String kubernetes) {
    RenderedChart chart = rendered(file, kubernetes);

    assertThat(chart.gateway().getResources().getLimits()).containsKey("memory");
    assertThat(chart.javaToolOptions())
        .filteredOn(option -> option.matches("-XX:\\+Use(G1|Z|Shenandoah|Parallel|Serial)GC"))
        .hasSize(1);
    assertThat(chart.javaToolOptions())
        .filteredOn(option -> option.startsWith("-XX:MaxRAMPercentage="))
        .hasSize(1);
  }

  private static void assertProbe(Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    assertThat(probe.getPeriodSeconds()).isPositive();
  }

  private static String mountPath(Container container, String volume) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getName().equals(volume))
        .map(mount -> mount.getMountPath())
        .collect(Collectors.joining());
  }
}
