package io.penstock.server.config;

import io.penstock.tenant.Connection;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Route;
import io.penstock.tenant.Tenant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads tenants from a YAML file, so that they can live in a repository. What stands in it is
 * checked like any configuration: all mistakes at once, with their places.
 */
public final class TenantsFile {
  static final long FILE_MAX_BYTES = 64L << 20;
  static final int VALUES_MAX = 10_000_000;

  /** The shape of the file. */
  record Document(List<Entry> tenants) {}

  /** A tenant before its parts are known to fit together. */
  record Entry(
      String id, boolean paused, List<Connection> connections, List<Route> routes, Limits limits) {}

  private final Map<String, String> environment;
  private final Function<Tenant, List<String>> problems;

  /**
   * @param environment for {@code ${env:}} references
   * @param problems what the connectors say against a tenant, each sentence starting with {@code
   *     connections.<id>.<key>: }
   */
  public TenantsFile(Map<String, String> environment, Function<Tenant, List<String>> problems) {
    this.environment = Map.copyOf(environment);
    this.problems = problems;
  }

  /** Reads with this process's environment and without asking connectors. */
  public static List<Tenant> read(Path file) {
    return new TenantsFile(System.getenv(), tenant -> List.of()).tenants(file);
  }

  /**
   * All tenants of the file.
   *
   * @throws ConfigException with all mistakes
   */
  public List<Tenant> tenants(Path file) {
    Mistakes mistakes = new Mistakes(file.toString());
    String text = YamlText.read(file, FILE_MAX_BYTES, mistakes);
    mistakes.throwIfAny();
    return tenants(file, Objects.requireNonNull(text));
  }

  /** The same for a text that is at hand; {@code file} is its name. */
  List<Tenant> tenants(Path file, String text) {
    Mistakes mistakes = new Mistakes(file.toString());
    Node root = YamlText.compose(text, file, mistakes);
    mistakes.throwIfAny();
    References references = References.of(file, environment, mistakes);
    RecordBinder binder = new RecordBinder(mistakes, references, Overrides.none(), VALUES_MAX);
    List<Node> nodes = tenantNodes(root, binder, mistakes);
    List<Tenant> tenants = new ArrayList<>(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      String path = "tenants[" + i + "]";
      Object bound = binder.record(Entry.class, null, nodes.get(i), path);
      if (bound instanceof Entry entry) {
        Tenant tenant = checked(entry, nodes.get(i), path, binder);
        if (tenant != null) {
          tenants.add(tenant);
        }
      } else {
        checkId(nodes.get(i), path, binder);
      }
    }
    new TenantsCheck(mistakes).check(nodes);
    mistakes.throwIfAny();
    return tenants;
  }

  /** The items under the one key of the file. */
  private static List<Node> tenantNodes(
      @Nullable Node root, RecordBinder binder, Mistakes mistakes) {
    if (root instanceof MappingNode mapping) {
      Map<String, NodeTuple> keys = YamlText.keys(mapping, "", mistakes);
      binder.refuseUnknown(keys, RecordShape.of(Document.class), "");
    } else if (!YamlText.isNull(root)) {
      mistakes.add(root, "", "", "must be a section with the key tenants");
    }
    Node tenants = YamlText.child(root, "tenants");
    if (!YamlText.isNull(tenants) && !(tenants instanceof SequenceNode)) {
      mistakes.add(tenants, "tenants", "", "must be a list of tenants: lines that start with '- '");
    }
    return YamlText.items(tenants);
  }

  /**
   * The tenant, or null when its parts do not fit. A route that goes nowhere is told by {@link
   * TenantsCheck}, with its place; here such a tenant is only asked for its other mistakes.
   */
  private @Nullable Tenant checked(Entry entry, Node node, String path, RecordBinder binder) {
    Map<String, Connection> different = new LinkedHashMap<>();
    entry.connections().forEach(each -> different.putIfAbsent(each.id(), each));
    boolean fits = different.size() == entry.connections().size();
    for (Route route : entry.routes()) {
      fits &= different.containsKey(route.from()) && different.keySet().containsAll(route.to());
    }
    try {
      Tenant tenant =
          new Tenant(
              entry.id(),
              entry.paused(),
              List.copyOf(different.values()),
              fits ? entry.routes() : List.of(),
              entry.limits());
      for (String problem : problems.apply(tenant)) {
        tell(problem, tenant, node, path, binder);
      }
      return tenant;
    } catch (IllegalArgumentException e) {
      binder.tell(Blame.of(e, RecordShape.of(Entry.class).names()), node, path);
      return null;
    }
  }

  /** For a tenant that could not be bound: its id may be one of the reasons. */
  private static void checkId(Node node, String path, RecordBinder binder) {
    String id = YamlText.text(YamlText.child(node, "id"));
    if (id != null && !id.contains("${")) {
      try {
        new Tenant(id, false, List.of(), List.of(), Limits.DEFAULTS);
      } catch (IllegalArgumentException e) {
        binder.tell(Blame.of(e, List.of("id")), node, path);
      }
    }
  }

  /** Finds the key that a connector's sentence is about. */
  private static void tell(
      String problem, Tenant tenant, Node node, String path, RecordBinder binder) {
    int index = 0;
    for (Connection connection : tenant.connections()) {
      String prefix = "connections." + connection.id() + ".";
      if (problem.startsWith(prefix)) {
        Node at = YamlText.items(YamlText.child(node, "connections")).get(index);
        Blame blame = inConnection(problem.substring(prefix.length()), at);
        binder.tell(blame, at, path + ".connections[" + index + "]");
        return;
      }
      index++;
    }
    binder.tell(new Blame("", problem), node, path);
  }

  /** Connectors may leave out whether their key is a setting or a secret. */
  private static Blame inConnection(String problem, Node connection) {
    int colon = problem.indexOf(": ");
    if (colon < 0 || problem.substring(0, colon).contains(" ")) {
      return new Blame("", problem);
    }
    String key = problem.substring(0, colon);
    String message = problem.substring(colon + 2);
    for (String part : List.of("settings", "secrets")) {
      if (YamlText.child(YamlText.child(connection, part), key) != null) {
        return new Blame(part + "." + key, message);
      }
    }
    return new Blame(key, message);
  }
}
