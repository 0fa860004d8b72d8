package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** The contract as the tests read it, and what they saw of it. */
final class Contract {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

  private final JsonNode document;
  private final JsonSchemaFactory factory =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private final Map<String, JsonSchema> schemas = new HashMap<>();
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  Contract() {
    try (InputStream file = Contract.class.getResourceAsStream("/openapi.yaml")) {
      document = new YAMLMapper().readTree(file);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  /** One operation as the contract has it. */
  record Operation(String method, String path, JsonNode node) {
    boolean open() {
      return node.has("security") && node.get("security").isEmpty();
    }

    boolean names(int status) {
      return node.get("responses").has(String.valueOf(status));
    }
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (var path : document.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          operations.add(
              new Operation(method.getKey().toUpperCase(), path.getKey(), method.getValue()));
        }
      }
    }
    return operations;
  }

  Set<String> seen() {
    return seen;
  }

  Set<String> documented() {
    Set<String> pairs = new TreeSet<>();
    for (Operation operation : operations()) {
      operation
          .node()
          .get("responses")
          .fieldNames()
          .forEachRemaining(
              status -> pairs.add(operation.method() + " " + operation.path() + " " + status));
    }
    return pairs;
  }

  void check(String method, String path, int status, HttpHeaders headers, String body) {
    String where = method + " " + path + " " + status + ": " + body;
    assertThat(headers.firstValue("x-request-id")).as(where).isPresent();
    if (status >= 400) {
      problem(where, status, headers, body);
    }
    String template = template(path);
    if (template == null) {
      assertThat(status).as(where).isEqualTo(404);
      return;
    }
    JsonNode known = document.at("/paths").get(template);
    if (!known.has(method.toLowerCase())) {
      assertThat(status).as(where).isEqualTo(405);
      METHODS.stream()
          .filter(known::has)
          .forEach(other -> seen.add(other.toUpperCase() + " " + template + " 405"));
      return;
    }
    JsonNode response =
        resolve(known.at("/" + method.toLowerCase() + "/responses").path("" + status));
    assertThat(response.isMissingNode()).as("not in the contract: " + where).isFalse();
    seen.add(method + " " + template + " " + status);
    content(where, method + " " + template + " " + status, response, headers, body);
  }

  private void content(
      String where, String key, JsonNode response, HttpHeaders headers, String body) {
    JsonNode content = response.get("content");
    if (content == null) {
      assertThat(body).as(where).isEmpty();
      return;
    }
    String type = headers.firstValue("content-type").orElse("none");
    JsonNode media = content.get(type);
    assertThat(media).as("media type " + type + " is not in the contract: " + where).isNotNull();
    JsonSchema schema = schemas.computeIfAbsent(key, name -> schema(media.get("schema")));
    if (type.equals("application/x-ndjson")) {
      body.lines().forEach(line -> valid(where, schema, line));
    } else if (type.endsWith("json")) {
      valid(where, schema, body);
    }
  }

  private void problem(String where, int status, HttpHeaders headers, String body) {
    assertThat(headers.firstValue("content-type").orElse("none"))
        .as(where)
        .isEqualTo("application/problem+json");
    JsonNode problem = document.at("/components/schemas/Problem");
    valid(where, schemas.computeIfAbsent("problem", name -> schema(problem)), body);
    JsonNode read = tree(body);
    assertThat(read.get("status").intValue()).as(where).isEqualTo(status);
    assertThat(headers.firstValue("x-request-id")).hasValue(read.get("requestId").textValue());
    if (status == 429 || status == 503) {
      assertThat(headers.firstValue("retry-after")).as(where).isPresent();
    }
  }

  private JsonSchema schema(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.get("components"));
    return factory.getSchema(
        whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  private static void valid(String where, JsonSchema schema, String body) {
    assertThat(schema.validate(tree(body))).as(where).isEmpty();
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException broken) {
      throw new AssertionError("not JSON: " + json, broken);
    }
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
  }

  private @Nullable String template(String path) {
    String bare = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
    if (document.get("paths").has(bare)) {
      return bare;
    }
    for (var known : document.get("paths").properties()) {
      if (bare.matches(known.getKey().replaceAll("\\{[a-z]+}", "[^/]+"))) {
        return known.getKey();
      }
    }
    return null;
  }
}
