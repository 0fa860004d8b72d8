package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.Call;
import io.penstock.sandbox.Reply;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;

/**
 * Everything under {@code /reseller}: the onboarding chain of section 3, and the reads and changes
 * beside it that are assumed in 3.5. The caller has been admitted before.
 */
final class ResellerApi {
  private final TenantRegister register;
  private final Call call;

  ResellerApi(TenantRegister register, Call call) {
    this.register = register;
    this.call = call;
  }

  Reply handle(List<String> steps) {
    if (steps.isEmpty()) {
      only("GET");
      return json(200, Json.object().put("codeName", register.resellerCode()));
    }
    if (!steps.get(0).equals("tenant")) {
      throw Refusal.unknown("path " + call.path());
    }
    if (steps.size() == 1) {
      return tenants();
    }
    SharespineTenant tenant = register.tenant(steps.get(1));
    if (steps.size() == 2) {
      return tenant(tenant);
    }
    List<String> rest = steps.subList(3, steps.size());
    return switch (steps.get(2)) {
      case "configuration" -> {
        only("GET");
        yield json(200, tenant.profile());
      }
      case "user" -> rest.isEmpty() ? users(tenant) : user(tenant, rest.get(0));
      case "connection" -> rest.isEmpty() ? connections(tenant) : connection(tenant, rest.get(0));
      case "login" -> login(tenant, rest);
      default -> throw Refusal.unknown("path " + call.path());
    };
  }

  private Reply tenants() {
    if (verb().equals("POST")) {
      ObjectNode asked = body();
      if (Json.text(asked, "customerReference").isEmpty()) {
        throw Refusal.field("customerReference", "customerReference is mandatory");
      }
      return json(201, register.create(asked).profile());
    }
    only("GET", "POST");
    ArrayNode all = Json.array();
    register.all().forEach(tenant -> all.add(tenant.profile()));
    return json(200, all);
  }

  private Reply tenant(SharespineTenant tenant) {
    if (verb().equals("PUT")) {
      return json(200, tenant.changeProfile(body().without("codeName")));
    }
    if (verb().equals("DELETE")) {
      register.remove(tenant.codeName());
      return Reply.of(204, Reply.JSON, Buffer.buffer());
    }
    only("GET", "PUT", "DELETE");
    return json(200, tenant.profile());
  }

  private Reply users(SharespineTenant tenant) {
    if (verb().equals("POST")) {
      ObjectNode user = body();
      String login = Json.text(user, "login");
      if (login.isEmpty() || login.indexOf(':') >= 0) {
        throw Refusal.field("login", "login is mandatory and has no colon");
      }
      String password = Json.text(user, "password");
      return json(201, tenant.access().addUser(login, password, user.without(List.of("password"))));
    }
    only("GET", "POST");
    return json(200, Json.array().addAll(tenant.access().users()));
  }

  private Reply user(SharespineTenant tenant, String login) {
    ObjectNode user = tenant.access().user(login);
    if (user == null) {
      throw Refusal.unknown("user " + login);
    }
    if (verb().equals("PUT")) {
      return json(200, tenant.access().changeUser(login, body()));
    }
    if (verb().equals("DELETE")) {
      tenant.access().removeUser(login);
      return Reply.of(204, Reply.JSON, Buffer.buffer());
    }
    only("GET", "PUT", "DELETE");
    return json(200, user);
  }

  private Reply connections(SharespineTenant tenant) {
    if (verb().equals("POST")) {
      ObjectNode settings = body();
      settings.remove("id");
      if (Json.text(settings, "type").isEmpty()) {
        settings.put("type", "api");
      }
      return json(201, tenant.access().addConnection(settings));
    }
    only("GET", "POST");
    ArrayNode all = Json.array();
    tenant
        .access()
        .connectionIds()
        .forEach(id -> all.add(tenant.access().connection(id, ApiConnection::resellerForm)));
    return json(200, all);
  }

  private Reply connection(SharespineTenant tenant, String id) {
    if (verb().equals("PUT")) {
      return json(200, tenant.access().changeConnection(id, body().without("id")));
    }
    if (verb().equals("DELETE")) {
      if (!tenant.access().removeConnection(id)) {
        throw Refusal.unknown("connection " + id);
      }
      return Reply.of(204, Reply.JSON, Buffer.buffer());
    }
    only("GET", "PUT", "DELETE");
    return json(200, tenant.access().connection(id, ApiConnection::resellerForm));
  }

  private Reply login(SharespineTenant tenant, List<String> rest) {
    only("POST");
    if (rest.size() != 1 || tenant.access().user(rest.get(0)) == null) {
      throw Refusal.unknown("user " + String.join("/", rest));
    }
    String path = Json.text(body(), "path");
    return json(
        200,
        register
            .logins()
            .offer(call.origin(), rest.get(0), path.isEmpty() ? "/" : path, call.at()));
  }

  private ObjectNode body() {
    return call.body().length() == 0 ? Json.object() : Json.object(Json.read(call.body(), false));
  }

  private String verb() {
    return call.method().name();
  }

  private void only(String... allowed) {
    if (!Arrays.asList(allowed).contains(verb())) {
      throw Refusal.verb(String.join(", ", allowed));
    }
  }

  private static Reply json(int status, JsonNode body) {
    return Reply.json(status, Buffer.buffer(Json.bytes(body)));
  }
}
