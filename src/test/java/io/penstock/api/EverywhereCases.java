package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.api.Api.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every path alike. */
abstract class EverywhereCases {
  private final Api api = ApiTest.api();

  static List<Contract.Operation> operations() {
    return ApiTest.CONTRACT.operations();
  }

  static Stream<Contract.Operation> guarded() {
    return operations().stream().filter(operation -> !operation.open());
  }

  @AfterEach
  void repair() {
    api.restSwitch.mode = Breakable.Mode.WORKS;
  }

  private static String path(Contract.Operation operation, String tenant) {
    return operation
        .path()
        .replace("{tenant}", tenant)
        .replace("{id}", "4711")
        .replace("{code}", "bad-json");
  }

  private Answer send(Contract.Operation operation, String path, String... headers) {
    String type = null;
    if (operation.node().has("requestBody")) {
      type = operation.node().at("/requestBody/content").fieldNames().next();
    }
    byte[] body = Api.bytes(type == null ? "" : "[]");
    return api.send(operation.method(), path, type, body, headers);
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void withoutAKeyItIs401(Contract.Operation operation) {
    for (String wrong : List.of("Bearer psk_wrong", "Bearer wrong", "Basic cHNrOng=", "")) {
      Answer answer = send(operation, path(operation, "acme"), "Authorization", wrong);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("www-authenticate")).startsWith("Bearer");
    }
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void anUnknownParameterIs400(Contract.Operation operation) {
    Answer answer = send(operation, path(operation, "acme") + "?nonsense=1");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("bad-parameter");
    assertThat(answer.json().get("detail").textValue()).contains("nonsense");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anUnknownMethodIs405WithThoseThatAreAllowed(Contract.Operation operation) {
    Answer answer = api.send("PATCH", path(operation, "acme"), null, new byte[0]);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow").split(", ")).contains(operation.method());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anUnacceptableAnswerIs406(Contract.Operation operation) {
    for (String accept : List.of("image/png", "application/xml, text/html;q=0.5", "*/*;q=0")) {
      Answer answer = send(operation, path(operation, "acme"), "Accept", accept);
      assertThat(answer.status()).isEqualTo(406);
    }
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void ourOwnMistakeIs500WithoutInnerWords(Contract.Operation operation) {
    api.restSwitch.mode = Breakable.Mode.THROWS;
    api.skip(Duration.ofSeconds(2));
    Answer answer =
        send(operation, path(operation, "acme"), "Authorization", "Bearer psk_not-known");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void anUnreadableStoreIs503(Contract.Operation operation) {
    api.restSwitch.mode = Breakable.Mode.FAILS;
    api.skip(Duration.ofSeconds(2));
    Answer answer =
        send(operation, path(operation, "acme"), "Authorization", "Bearer psk_not-known");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("store-unavailable");
    assertThat(answer.body()).doesNotContain("disk full");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void anotherTenantsKeyAndAnUnknownTenantAreTheSame404(Contract.Operation operation) {
    if (!operation.path().contains("{tenant}")) {
      return;
    }
    api.tenant("other", "{}");
    String scoped = "Bearer " + Api.SCOPED;
    Answer others = send(operation, path(operation, "other"), "Authorization", scoped);
    Answer unknown = send(operation, path(operation, "nobody"), "Authorization", scoped);
    for (Answer answer : List.of(others, unknown)) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("unknown-tenant");
    }
  }

  @Test
  void anUnknownPathIs404() {
    assertThat(api.get("/v2/anything").code()).isEqualTo("not-found");
    assertThat(api.get("/").code()).isEqualTo("not-found");
    assertThat(api.get("/problems/no-such-problem").code()).isEqualTo("not-found");
  }

  @Test
  void everyProblemTypeHasItsPage() {
    for (ProblemCode code : ProblemCode.values()) {
      Answer page = api.get(Problem.type(code));
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).contains(code.whatToDo);
    }
  }

  @Test
  void theContractNamesExactlyTheCodesThatExist() {
    var schemas = api.get("/openapi.json").json().at("/components/schemas");
    assertThat(schemas.at("/Problem/properties/code/enum"))
        .extracting(node -> node.textValue())
        .containsExactlyInAnyOrder(
            Stream.of(ProblemCode.values()).map(code -> code.code).toArray(String[]::new));
    assertThat(schemas.at("/ItemCode/enum"))
        .extracting(node -> node.textValue())
        .containsExactlyInAnyOrder(
            Stream.of(ItemCode.values()).map(code -> code.code).toArray(String[]::new));
  }

  @Test
  void theContractIsServedInBothForms() {
    assertThat(api.get("/openapi.json").json().get("openapi").textValue()).startsWith("3.1");
    assertThat(api.get("/openapi.yaml").body()).startsWith("openapi: 3.1");
  }

  @Test
  void aRequestIdThatIsGivenIsKept() {
    Answer kept = api.send("GET", "/v2", null, new byte[0], "X-Request-Id", "my-request-17");
    assertThat(kept.header("x-request-id")).isEqualTo("my-request-17");
    Answer other = api.send("GET", "/v2", null, new byte[0], "X-Request-Id", "<script>");
    assertThat(other.header("x-request-id")).matches("[0-9a-f]{16}");
  }

  @Test
  void aKeyMadeAndRevokedWhileRunningIsNoticed() {
    String fresh = "psk_made-later";
    String[] header = {"Authorization", "Bearer " + fresh};
    assertThat(api.send("GET", "/v1/tenants", null, new byte[0], header).status()).isEqualTo(401);
    Api.await(api.store.apiKeys().add(Api.key("later", fresh, Set.of())));
    api.skip(Duration.ofSeconds(2));
    assertThat(api.send("GET", "/v1/tenants", null, new byte[0], header).status()).isEqualTo(200);
    Api.await(api.store.apiKeys().revoke("later"));
    api.skip(Duration.ofSeconds(2));
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> api.send("GET", "/v1/tenants", null, new byte[0], header).status() == 401);
  }

  @Test
  void brokenEscapesInThePathAre400() throws IOException {
    String answer = raw("GET /v1/tenants/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
  }

  @Test
  void aLongRequestLineIs414AndLongHeadersAre431() throws IOException {
    String line = raw("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(line)
        .contains(" 414 ", "application/problem+json")
        .contains("\"code\":\"uri-too-long\"");
    String header = raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");
    assertThat(header)
        .contains(" 431 ", "application/problem+json")
        .contains("\"code\":\"headers-too-large\"");
    assertThat(raw("nonsense\r\n\r\n")).contains(" 400 ", "bad-request");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", api.server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
