package io.penstock.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What single values do to the objects. */
class ChartObjectsTest {
  private static final String DIGEST =
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  @Test
  void withoutValuesFourObjectsAreMade() {
    RenderedChart chart = RenderedChart.withDefaults();

    assertThat(chart.objects())
        .extracting(object -> object.getKind() + " " + object.getMetadata().getName())
        .containsExactlyInAnyOrder(
            "ConfigMap shop-penstock",
            "Service shop-penstock",
            "Service shop-penstock-headless",
            "StatefulSet shop-penstock");
    assertThat(chart.gateway().getImage()).isEqualTo("penstock:0.1.0-SNAPSHOT");
    // A service named penstock-api would put PENSTOCK_API_PORT=tcp://… into the pod.
    assertThat(chart.pod().getEnableServiceLinks()).isFalse();
    assertThat(chart.gateway().getArgs())
        .containsExactly("serve", "--config", "/etc/penstock/penstock.yaml");
    assertThat(chart.pod().getTerminationGracePeriodSeconds()).isEqualTo(30);
    assertThat(chart.gateway().getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(5);
    assertThat(chart.javaToolOptions())
        .containsExactly(
            "-XX:+UseG1GC", "-XX:MaxRAMPercentage=50.0", "-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void configurationIsMountedAndItsPortsAreTheContainers() throws Exception {
    RenderedChart chart = RenderedChart.withDefaults();
    JsonNode config = configuration(chart);

    assertThat(chart.gateway().getPorts())
        .extracting(port -> port.getContainerPort())
        .containsExactly(config.at("/api/port").asInt(), config.at("/management/port").asInt());
    assertThat(config.at("/data/folder").asText()).isEqualTo("/var/lib/penstock");
    assertThat(volume(chart, "config").getConfigMap().getName()).isEqualTo("shop-penstock");
    assertThat(chart.gateway().getVolumeMounts())
        .anySatisfy(
            mount -> {
              assertThat(mount.getMountPath()).isEqualTo("/etc/penstock/penstock.yaml");
              assertThat(mount.getSubPath()).isEqualTo("penstock.yaml");
              assertThat(mount.getReadOnly()).isTrue();
            });
  }

  @Test
  void configurationMapIsMergedWithTheDefault() throws Exception {
    RenderedChart chart =
        with(
            "config: {store: {eventsMax: 104857600}, sharespine: {pace: {requestsPerSecond: 0.5}}}");

    assertThat(configuration(chart).at("/api/port").asInt()).isEqualTo(8080);
    assertThat(configMap(chart))
        .contains("eventsMax: 104857600\n")
        .contains("requestsPerSecond: 0.5\n");
  }

  @Test
  void configurationTextIsKeptAsItIs() {
    RenderedChart chart = RenderedChart.withCi("config-text-values.yaml");

    assertThat(configMap(chart))
        .startsWith("# kept as it is written\n")
        .contains("api: {host: 0.0.0.0, port: 8080}");
  }

  @Test
  void changedConfigurationRollsThePod() {
    String before = checksum(RenderedChart.withDefaults());

    assertThat(checksum(RenderedChart.withDefaults())).isEqualTo(before);
    assertThat(checksum(with("config: {api: {host: '::'}}"))).isNotEqualTo(before);
    assertThat(checksum(with("podLabels: {team: a}"))).isEqualTo(before);
  }

  @Test
  void temporaryFolderIsABoundedEmptyDir() {
    RenderedChart chart = RenderedChart.withDefaults();
    Volume tmp = volume(chart, "tmp");

    assertThat(tmp.getEmptyDir().getSizeLimit()).isEqualTo(new Quantity("256Mi"));
    assertThat(tmp.getEmptyDir().getMedium()).isNull();
    assertThat(mounted(chart)).contains(entry("tmp", "/tmp"));
  }

  @Test
  void existingSecretsBecomeFolders() {
    RenderedChart chart = RenderedChart.withCi("secrets-values.yaml");
    Volume tls = volume(chart, "secret-tls");

    assertThat(mounted(chart))
        .contains(
            entry("secret-sharespine", "/etc/penstock/secrets/sharespine"),
            entry("secret-tls", "/etc/penstock/secrets/tls"),
            entry("tenants", "/etc/penstock/tenants"));
    assertThat(volume(chart, "secret-sharespine").getSecret().getSecretName())
        .isEqualTo("sharespine-credentials");
    assertThat(tls.getSecret().getOptional()).isTrue();
    assertThat(tls.getSecret().getDefaultMode()).isEqualTo(0440);
    assertThat(tls.getSecret().getItems())
        .extracting(item -> item.getKey() + " " + item.getPath())
        .containsExactly("tls.crt chain.pem", "tls.key key.pem");
    assertThat(volume(chart, "tenants").getSecret().getItems())
        .extracting(item -> item.getPath())
        .containsExactly("tenants.production.yaml");
  }

  @Test
  void tenantsFileMayComeFromAConfigMap() {
    RenderedChart chart = RenderedChart.withCi("config-text-values.yaml");

    assertThat(volume(chart, "tenants").getConfigMap().getName()).isEqualTo("demo-tenants");
  }

  @Test
  void namesFollowTheOverridesAndStayShort() {
    assertThat(name(with("nameOverride: sync"))).isEqualTo("shop-sync");
    assertThat(name(with("fullnameOverride: gateway"))).isEqualTo("gateway");
    assertThat(name(with("nameOverride: shop"))).isEqualTo("shop");
    assertThat(name(with("nameOverride: " + "a".repeat(52)))).hasSize(52);
  }

  @Test
  void digestWinsOverTheTag() {
    RenderedChart tagged = with("image: {repository: registry.test/penstock, tag: '1.2'}");
    RenderedChart pinned =
        with("image: {repository: registry.test/penstock, tag: '1.2', digest: '" + DIGEST + "'}");

    assertThat(tagged.gateway().getImage()).isEqualTo("registry.test/penstock:1.2");
    assertThat(pinned.gateway().getImage()).isEqualTo("registry.test/penstock@" + DIGEST);
  }

  @Test
  void productionValuesReachTheirPlaces() {
    RenderedChart chart = RenderedChart.withCi("production-values.yaml");
    PersistentVolumeClaim claim = claim(chart);

    assertThat(chart.pod().getImagePullSecrets())
        .extracting(secret -> secret.getName())
        .containsExactly("registry-login");
    assertThat(chart.pod().getPriorityClassName()).isEqualTo("high");
    assertThat(chart.javaToolOptions())
        .contains("-XX:+UseZGC", "-XX:MaxRAMPercentage=60.0", "-XX:+UseCompactObjectHeaders");
    assertThat(claim.getSpec().getStorageClassName()).isEqualTo("fast");
    assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOncePod");
    assertThat(claim.getSpec().getResources().getRequests())
        .containsEntry("storage", new Quantity("100Gi"));
    assertThat(claim.getMetadata().getAnnotations())
        .containsEntry("backup.penstock.test/daily", "true");
  }

  @Test
  void storageClassIsLeftToTheClusterOrNone() {
    assertThat(claim(RenderedChart.withDefaults()).getSpec().getStorageClassName()).isNull();
    assertThat(claim(with("persistence: {storageClass: '-'}")).getSpec().getStorageClassName())
        .isEmpty();
  }

  @Test
  void schedulingValuesReachThePod() {
    RenderedChart chart = RenderedChart.withCi("scheduling-values.yaml");
    PodSpec pod = chart.pod();
    ObjectMeta metadata = chart.statefulSet().getSpec().getTemplate().getMetadata();

    assertThat(pod.getNodeSelector()).containsEntry("kubernetes.io/arch", "amd64");
    assertThat(pod.getTolerations()).extracting(it -> it.getKey()).containsExactly("dedicated");
    assertThat(pod.getAffinity().getNodeAffinity()).isNotNull();
    assertThat(pod.getTopologySpreadConstraints())
        .extracting(it -> it.getTopologyKey())
        .containsExactly("topology.kubernetes.io/zone");
    assertThat(pod.getPriorityClassName()).isEqualTo("system-cluster-critical");
    assertThat(pod.getServiceAccountName()).isEqualTo("integration");
    assertThat(metadata.getLabels()).containsEntry("team", "integration");
    assertThat(metadata.getAnnotations())
        .containsEntry("prometheus.io/port", "8081")
        .containsKey("checksum/config");
  }

  @Test
  void podLabelsCannotBreakTheSelector() {
    RenderedChart chart = with("podLabels: {app.kubernetes.io/name: other}");

    assertThat(chart.statefulSet().getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(chart.statefulSet().getSpec().getSelector().getMatchLabels());
  }

  @Test
  void extrasReachThePod() {
    RenderedChart chart = RenderedChart.withCi("extras-values.yaml");
    EnvVar fromField = chart.gateway().getEnv().get(2);

    assertThat(chart.gateway().getEnv())
        .extracting(it -> it.getName())
        .containsExactly("JAVA_TOOL_OPTIONS", "TZ", "NODE_NAME");
    assertThat(fromField.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("spec.nodeName");
    assertThat(chart.gateway().getEnvFrom().get(0).getConfigMapRef().getName())
        .isEqualTo("proxy-settings");
    assertThat(volume(chart, "trust").getConfigMap().getName()).isEqualTo("company-trust");
    assertThat(mounted(chart)).contains(entry("trust", "/etc/ssl/company"));
    assertThat(chart.pod().getInitContainers())
        .extracting(it -> it.getName())
        .containsExactly("wait-for-network");
    assertThat(chart.pod().getContainers())
        .extracting(it -> it.getName())
        .containsExactly("penstock", "log-shipper");
  }

  @Test
  void extraObjectsAreTemplatedAsMapsAndAsTexts() {
    RenderedChart chart = RenderedChart.withCi("extras-values.yaml");
    PodDisruptionBudget budget = chart.one(PodDisruptionBudget.class, "shop-penstock");
    Ingress ingress = chart.one(Ingress.class, "shop-penstock");

    assertThat(budget.getSpec().getSelector().getMatchLabels())
        .isEqualTo(Map.of("app.kubernetes.io/instance", "shop"));
    assertThat(
            ingress
                .getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths()
                .get(0)
                .getBackend()
                .getService()
                .getName())
        .isEqualTo("shop-penstock");
  }

  @Test
  void drainValuesReachTheirPlaces() {
    RenderedChart chart = RenderedChart.withCi("drain-values.yaml");
    Service service = chart.one(Service.class, "shop-sync");

    assertThat(chart.gateway().getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(20);
    assertThat(chart.gateway().getLifecycle().getPostStart()).isNotNull();
    assertThat(chart.pod().getTerminationGracePeriodSeconds()).isEqualTo(90);
    assertThat(chart.gateway().getLivenessProbe().getPeriodSeconds()).isEqualTo(30);
    assertThat(chart.gateway().getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
    assertThat(service.getSpec().getType()).isEqualTo("LoadBalancer");
    assertThat(service.getSpec().getPorts().get(0).getPort()).isEqualTo(443);
    assertThat(service.getMetadata().getAnnotations())
        .containsEntry("service.kubernetes.io/topology-mode", "Auto");
    assertThat(
            chart
                .statefulSet()
                .getSpec()
                .getPersistentVolumeClaimRetentionPolicy()
                .getWhenDeleted())
        .isEqualTo("Delete");
  }

  @Test
  void ownPreStopReplacesTheSleep() {
    RenderedChart chart = with("lifecycle: {preStop: {exec: {command: [sleep, '7']}}}");

    assertThat(chart.gateway().getLifecycle().getPreStop().getSleep()).isNull();
    assertThat(chart.gateway().getLifecycle().getPreStop().getExec().getCommand())
        .isEqualTo(List.of("sleep", "7"));
  }

  @Test
  void mistypedFieldIsFound() {
    RenderedChart chart = with("sidecars: [{name: helper, imagee: registry.test/helper}]");

    assertThat(UnknownFields.in(chart.statefulSet()))
        .singleElement()
        .asString()
        .endsWith(".containers[1].imagee");
  }

  private RenderedChart with(String values) {
    return RenderedChart.withValues(folder, values);
  }

  private static String name(RenderedChart chart) {
    return chart.statefulSet().getMetadata().getName();
  }

  private static String configMap(RenderedChart chart) {
    return Objects.requireNonNull(chart.all(ConfigMap.class).get(0).getData().get("penstock.yaml"));
  }

  private static JsonNode configuration(RenderedChart chart) throws Exception {
    return new YAMLMapper().readTree(configMap(chart));
  }

  private static String checksum(RenderedChart chart) {
    ObjectMeta metadata = chart.statefulSet().getSpec().getTemplate().getMetadata();
    return Objects.requireNonNull(metadata.getAnnotations().get("checksum/config"));
  }

  private static PersistentVolumeClaim claim(RenderedChart chart) {
    return chart.statefulSet().getSpec().getVolumeClaimTemplates().get(0);
  }

  private static Volume volume(RenderedChart chart, String name) {
    return chart.pod().getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no volume " + name));
  }

  private static Map<String, String> mounted(RenderedChart chart) {
    return chart.gateway().getVolumeMounts().stream()
        .collect(Collectors.toMap(mount -> mount.getName(), mount -> mount.getMountPath()));
  }
}
