package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.fake.Http2Burst;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** TLS, HTTP/2, and how the server starts and ends. */
class TransportTest {
  private static ApiOptions withTls(ApiOptions plain, ApiOptions.Tls tls) {
    return options(plain, plain.bodiesMaxBytes(), plain.requestsMax(), plain.linger(), tls);
  }

  private static ApiOptions bounded(int requestsMax) {
    return options(
        Api.OPTIONS, Api.OPTIONS.bodyMaxBytes(), requestsMax, Api.OPTIONS.linger(), null);
  }

  private static ApiOptions lingering(Duration linger) {
    ApiOptions plain = Api.OPTIONS;
    return options(plain, plain.bodiesMaxBytes(), plain.requestsMax(), linger, null);
  }

  private static ApiOptions options(
      ApiOptions plain,
      long bodiesMaxBytes,
      int requestsMax,
      Duration linger,
      ApiOptions.@Nullable Tls tls) {
    return new ApiOptions(
        plain.host(),
        plain.port(),
        plain.bodyMaxBytes(),
        bodiesMaxBytes,
        plain.itemsMax(),
        plain.lineMaxBytes(),
        plain.linesPerCommit(),
        plain.commitsOutstandingMax(),
        plain.rejectedLinesMax(),
        requestsMax,
        plain.streamsMax(),
        plain.streamEvery(),
        plain.heartbeat(),
        plain.idleTimeout(),
        linger,
        plain.keysEvery(),
        tls);
  }

  @Test
  void overTlsItSpeaksHttp2ByAlpn() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    PemKeyCertOptions files = certificate.keyCertOptions();
    ApiOptions.Tls tls = new ApiOptions.Tls(files.getCertPath(), files.getKeyPath());
    try (Api api = new Api(new Contract(), withTls(Api.OPTIONS, tls))) {
      Vertx vertx = api.vertx;
      HttpClientOptions options =
          new HttpClientOptions()
              .setSsl(true)
              .setUseAlpn(true)
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setTrustAll(true)
              .setVerifyHost(false);
      HttpClient client = vertx.createHttpClient(options);
      Buffer large = Buffer.buffer(new byte[1 << 20]);
      for (int round = 0; round < 3; round++) {
        HttpClientResponse refused =
            Api.await(
                client
                    .request(HttpMethod.POST, api.server.port(), "127.0.0.1", "/v1/tenants/a/stock")
                    .compose(
                        request ->
                            request
                                .putHeader("Authorization", "Bearer " + Api.KEY)
                                .putHeader("Content-Type", "application/json")
                                .send(large)));
        assertThat(refused.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(refused.statusCode()).isEqualTo(404);
      }
      Api.await(client.close());
    } finally {
      certificate.delete();
    }
  }

  @Test
  void smallAnswersBehindALargeOneEndOverHttp2() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    PemKeyCertOptions files = certificate.keyCertOptions();
    ApiOptions.Tls tls = new ApiOptions.Tls(files.getCertPath(), files.getKeyPath());
    try (Api api = new Api(new Contract(), withTls(Api.OPTIONS, tls))) {
      Http2Burst burst = new Http2Burst(api.vertx, api.server.port());
      for (int round = 0; round < 3; round++) {
        List<Buffer> bodies = Api.await(burst.ask("/openapi.yaml", "/problems/not-found"));
        assertThat(bodies.get(0).length()).isGreaterThan(64 << 10);
        assertThat(bodies).hasSize(1 + Http2Burst.OTHERS).allMatch(body -> body.length() > 0);
      }
      Api.await(burst.close());
    } finally {
      certificate.delete();
    }
  }

  @Test
  void aFullGatewaySaysSoAndTakesNothing() {
    try (Api api = new Api(new Contract(), bounded(1))) {
      api.tenant("acme", "{}");
      Promise<Void> gate = Promise.promise();
      api.outboxSwitch.gate = gate.future();
      String item = "[{\"sku\":\"A\",\"quantity\":1}]";
      CompletableFuture<Api.Answer> first =
          CompletableFuture.supplyAsync(() -> api.post("/v1/tenants/acme/stock", item));
      await().atMost(Duration.ofSeconds(5)).until(() -> api.outboxSwitch.held > 0);
      Api.Answer second = api.get("/v1/tenants");
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.code()).isEqualTo("overloaded");
      api.outboxSwitch.gate = null;
      gate.complete();
      assertThat(first.join().status()).isEqualTo(202);
      assertThat(api.get("/v1/tenants").status()).isEqualTo(200);
    }
  }

  @Test
  void bodiesShareOneBoundOfMemory() throws IOException {
    try (Api api = new Api(new Contract(), bounded(50))) {
      api.tenant("acme", "{}");
      String body = "[" + " ".repeat(40_000) + "]";
      try (Socket socket = new Socket("127.0.0.1", api.server.port())) {
        String head =
            "POST /v1/tenants/acme/stock HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n"
                + "Content-Type: application/json\r\nAuthorization: Bearer "
                + Api.KEY
                + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        await()
            .atMost(Duration.ofSeconds(5))
            .until(() -> api.post("/v1/tenants/acme/stock", body).status() == 503);
      }
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> api.post("/v1/tenants/acme/stock", body).status() == 202);
    }
  }

  @Test
  void aClientThatOffersAnUpgradeMaySendALargeBody() throws Exception {
    try (Api api = new Api(new Contract(), Api.OPTIONS)) {
      api.tenant("acme", "{}");
      String line = "{\"tenant\":\"acme\",\"type\":\"stock\",\"sku\":\"A\",\"quantity\":1}\n";
      java.net.http.HttpRequest request =
          java.net.http.HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + api.server.port() + "/v1/updates"))
              .version(java.net.http.HttpClient.Version.HTTP_2)
              .header("Authorization", "Bearer " + Api.KEY)
              .header("Content-Type", "application/x-ndjson")
              .expectContinue(true)
              .POST(java.net.http.HttpRequest.BodyPublishers.ofString(line.repeat(5_000)))
              .build();
      var response =
          java.net.http.HttpClient.newHttpClient()
              .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).startsWith("{\"accepted\":5000,");
    }
  }

  @Test
  void aConnectionIsUsedAgainAfterAnError() throws IOException {
    String request = "POST /v1/updates HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    try (Api api = new Api(new Contract(), Api.OPTIONS);
        Socket socket = new Socket("127.0.0.1", api.server.port())) {
      socket.setSoTimeout(10_000);
      InputStream in = socket.getInputStream();
      for (int round = 0; round < 5; round++) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("}") < 0) {
          answer.append((char) in.read());
        }
        assertThat(answer).startsWith("HTTP/1.1 401").doesNotContain("Connection: close");
      }
    }
  }

  @Test
  void whoWritesAllBeforeReadingGetsToReadTheAnswer() throws IOException {
    byte[] body = new byte[64 << 20];
    try (Api api = new Api(new Contract(), Api.OPTIONS);
        Socket socket = new Socket("127.0.0.1", api.server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(head(body.length));
      socket.getOutputStream().write(body);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 401").contains("Connection: close").endsWith("}");
    }
  }

  @Test
  void whoWritesWithoutEndIsCutOffAfterAWhile() throws IOException {
    try (Api api = new Api(new Contract(), lingering(Duration.ofMillis(50)));
        Socket socket = new Socket("127.0.0.1", api.server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(head(Long.MAX_VALUE / 10));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("}") < 0) {
        answer.append((char) socket.getInputStream().read());
      }
      assertThat(answer).startsWith("HTTP/1.1 401").contains("Connection: close");
      assertThatThrownBy(
              () -> {
                while (true) {
                  socket.getOutputStream().write(new byte[10_000]);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  private static byte[] head(long contentLength) {
    String head = "POST /v1/updates HTTP/1.1\r\nHost: x\r\nContent-Length: " + contentLength;
    return (head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
