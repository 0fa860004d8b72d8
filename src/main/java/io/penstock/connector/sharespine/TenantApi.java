package io.penstock.connector.sharespine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.penstock.connector.PlatformException;
import io.penstock.connector.http.Answer;
import io.penstock.connector.http.BodyReader;
import io.penstock.connector.http.Call;
import io.penstock.connector.http.Exchange;
import io.penstock.connector.http.Priority;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The Tenant API's calls, with the four headers each must carry and JSON in and out. */
final class TenantApi {
  private final Exchange exchange;
  private final String authorization;
  private final Settings settings;
  private final SharespineOptions.Paths paths;
  private final Priority priority;

  TenantApi(Exchange exchange, Settings settings, SharespineOptions options) {
    this(exchange, authorization(settings), settings, options.paths(), Priority.HIGH);
  }

  private TenantApi(
      Exchange exchange,
      String authorization,
      Settings settings,
      SharespineOptions.Paths paths,
      Priority priority) {
    this.exchange = exchange;
    this.authorization = authorization;
    this.settings = settings;
    this.paths = paths;
    this.priority = priority;
  }

  /** The same API for calls with that priority. */
  TenantApi with(Priority other) {
    return new TenantApi(exchange, authorization, settings, paths, other);
  }

  SharespineOptions.Paths paths() {
    return paths;
  }

  String order(String localId) {
    return paths.order() + "/" + encode(localId);
  }

  String product(String localId) {
    return paths.product() + "/" + encode(localId);
  }

  String plugs() {
    return paths.connection() + "/" + encode(settings.connectionId()) + paths.plug();
  }

  Future<Answer> get(String path) {
    return exchange.send(headers(Call.get(path)));
  }

  Future<Answer> put(String path, JsonNode body) {
    return exchange.send(headers(Call.put(path, json(body))));
  }

  Future<Answer> post(String path, JsonNode body) {
    return exchange.send(headers(Call.post(path, json(body))));
  }

  Future<Answer> stream(String path, BodyReader reader) {
    return exchange.stream(headers(Call.get(path)), reader);
  }

  Future<Answer> streamQuery(String path, JsonNode body, BodyReader reader) {
    return exchange.stream(headers(Call.post(path, json(body))), reader);
  }

  String waitingFor() {
    return exchange.waitingFor();
  }

  Future<Void> close() {
    return exchange.close();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Fails unless the answer says that it is JSON, or says nothing. */
  static void mustBeJson(Answer answer) {
    String type = answer.headers().get("Content-Type");
    if (type == null) {
      return;
    }
    String plain = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    if (!plain.endsWith("/json") && !plain.endsWith("+json")) {
      throw answer.unreadable("the platform answered " + plain + " where JSON was expected");
    }
  }

  /** The body of a successful answer; a missing node where it is empty. */
  static JsonNode body(Answer answer) {
    if (answer.body().length() == 0) {
      return MissingNode.getInstance();
    }
    mustBeJson(answer);
    try {
      return Fields.document(answer.body().getBytes());
    } catch (IOException | NumberFormatException broken) {
      // The latter of a number with an exponent that no decimal has.
      throw answer.unreadable("the platform's answer is not valid JSON: " + Fields.words(broken));
    }
  }

  /**
   * What a write's answer shows. The write has taken effect, so an answer that shows nothing
   * readable is no trouble (A20).
   */
  static JsonNode shown(Answer written) {
    try {
      return body(written);
    } catch (PlatformException unreadable) {
      return MissingNode.getInstance();
    }
  }

  private static String authorization(Settings settings) {
    String credentials = settings.login() + ":" + settings.password().reveal();
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  private Call headers(Call call) {
    Call named =
        call.with(priority)
            .header("Authorization", authorization)
            .header("X-Tenant", settings.tenant())
            .header("X-ConnectionId", settings.connectionId())
            .header("Accept", "application/json");
    return call.body() == null ? named : named.header("Content-Type", "application/json");
  }

  private static Buffer json(JsonNode body) {
    try {
      return Buffer.buffer(Fields.JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree always has a JSON form", impossible);
    }
  }
}
