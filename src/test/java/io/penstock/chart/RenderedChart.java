package io.penstock.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Helm makes of the chart and some values: the text, and each document as its model. */
record RenderedChart(String text, List<HasMetadata> objects) {
  static final Path CHART = Path.of("helm/penstock");
  static final String RELEASE = "shop";

  private static final Pattern DOCUMENT = Pattern.compile("(?m)^---$");
  private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^\\s*#.*$");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  static RenderedChart render(UnaryOperator<TemplateCommand> values) {
    TemplateCommand command =
        new Helm(CHART).template().withName(RELEASE).withKubeVersion("1.34.0");
    String text = values.apply(command).call();
    List<HasMetadata> objects = new ArrayList<>();
    for (String document : DOCUMENT.split(text)) {
      if (!COMMENT_LINE.matcher(document).replaceAll("").isBlank()) {
        objects.add(model(document));
      }
    }
    return new RenderedChart(text, List.copyOf(objects));
  }

  static RenderedChart withDefaults() {
    return render(command -> command);
  }

  static RenderedChart withValues(Path folder, String yaml) {
    try {
      Path file = Files.writeString(Files.createTempFile(folder, "values", ".yaml"), yaml);
      return render(command -> command.withValuesFile(file));
    } catch (IOException e) {
      throw new IllegalStateException("cannot write a values file in " + folder, e);
    }
  }

  static RenderedChart withCi(String name) {
    return render(command -> command.withValuesFile(CHART.resolve("ci").resolve(name)));
  }

  /** Every combination that the chart promises to render. */
  static List<Path> ciFiles() {
    try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
      return files.filter(file -> file.toString().endsWith("-values.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list the ci folder of the chart", e);
    }
  }

  private static HasMetadata model(String document) {
    Object model = YAML.unmarshal(document, KubernetesResource.class);
    if (model instanceof HasMetadata object) {
      return object;
    }
    throw new AssertionError("not a Kubernetes object: " + document);
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <T extends HasMetadata> T one(Class<T> kind, String name) {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
  }

  StatefulSet statefulSet() {
    List<StatefulSet> all = all(StatefulSet.class);
    if (all.size() != 1) {
      throw new AssertionError("one StatefulSet expected, found " + all.size());
    }
    return all.get(0);
  }

  PodSpec pod() {
    return statefulSet().getSpec().getTemplate().getSpec();
  }

  Container gateway() {
    return pod().getContainers().get(0);
  }

  /** The heap options and the like, one by one. */
  List<String> javaToolOptions() {
    return gateway().getEnv().stream()
        .filter(variable -> variable.getName().equals("JAVA_TOOL_OPTIONS"))
        .flatMap(variable -> Arrays.stream(variable.getValue().split(" ")))
        .toList();
  }
}
