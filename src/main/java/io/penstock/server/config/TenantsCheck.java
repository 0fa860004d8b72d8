package io.penstock.server.config;

import io.penstock.record.RecordType;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What must fit between the parts of a tenants file. It looks at the nodes, not at what was bound,
 * so it also speaks about tenants that have other mistakes.
 */
final class TenantsCheck {
  private final Mistakes mistakes;

  TenantsCheck(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  void check(List<Node> tenants) {
    different(tenants, "tenants", "tenant");
    for (int i = 0; i < tenants.size(); i++) {
      tenant(tenants.get(i), "tenants[" + i + "]");
    }
  }

  private void tenant(Node tenant, String path) {
    List<Node> connections = YamlText.items(YamlText.child(tenant, "connections"));
    Set<String> ids = different(connections, path + ".connections", "connection");
    for (int i = 0; i < connections.size(); i++) {
      String below = path + ".connections[" + i + "]";
      plugsOnce(connections.get(i), below);
    }
    List<Node> routes = YamlText.items(YamlText.child(tenant, "routes"));
    for (int i = 0; i < routes.size(); i++) {
      route(routes.get(i), path + ".routes[" + i + "]", ids);
    }
  }

  /** Tells each id that was there before, and returns all different ones. */
  private Set<String> different(List<Node> items, String path, String what) {
    Map<String, Integer> lines = new HashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    for (int i = 0; i < items.size(); i++) {
      Node node = YamlText.child(items.get(i), "id");
      String id = YamlText.text(node);
      if (node == null || id == null) {
        continue;
      }
      if (!id.isBlank()) {
        ids.add(id);
      }
      Integer before = lines.putIfAbsent(id, node.getStartMark().getLine() + 1);
      if (before != null) {
        String message =
            "there is already a " + what + " '" + id + "' on line " + before + "; ids differ";
        mistakes.add(node, path + "[" + i + "].id", "", message);
      }
    }
    return ids;
  }

  private void plugsOnce(Node connection, String path) {
    Map<String, Boolean> seen = new HashMap<>();
    List<Node> plugs = YamlText.items(YamlText.child(connection, "plugs"));
    for (int i = 0; i < plugs.size(); i++) {
      String type = YamlText.text(YamlText.child(plugs.get(i), "type"));
      String direction = YamlText.text(YamlText.child(plugs.get(i), "direction"));
      if (type != null && direction != null && seen.put(type + " " + direction, true) != null) {
        String message = "this connection already has the plug " + type + " " + direction;
        mistakes.add(plugs.get(i), path + ".plugs[" + i + "]", "", message);
      }
    }
  }

  private void route(Node route, String path, Set<String> ids) {
    Node from = YamlText.child(route, "from");
    known(from, path + ".from", ids);
    Node to = YamlText.child(route, "to");
    List<Node> targets = YamlText.items(to);
    for (int i = 0; i < targets.size(); i++) {
      known(targets.get(i), path + ".to[" + i + "]", ids);
      String source = YamlText.text(from);
      if (source != null && source.equals(YamlText.text(targets.get(i)))) {
        String message = "a route must not lead back to where it comes from";
        mistakes.add(targets.get(i), path + ".to[" + i + "]", "", message);
      }
    }
    if (to != null && targets.isEmpty() && YamlText.text(to) == null) {
      String type = YamlText.text(YamlText.child(route, "type"));
      String what = type == null || RecordType.find(type) == null ? "record" : type;
      mistakes.add(to, path + ".to", "", "must name the connections that get each " + what);
    }
  }

  private void known(@Nullable Node node, String path, Set<String> ids) {
    String id = YamlText.text(node);
    if (node != null && id != null && !ids.contains(id)) {
      String message =
          ids.isEmpty()
              ? "there is no connection '" + id + "'; this tenant has none"
              : "there is no connection '" + id + "'; there are " + String.join(", ", ids);
      mistakes.add(node, path, "", message, Nearest.to(id, ids));
    }
  }
}
