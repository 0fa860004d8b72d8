package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;

/** TLS, HTTP/2, and how the server starts and ends. */
class TransportTest {
  private static ApiOptions withTls(ApiOptions plain, ApiOptions.Tls tls) {
    return new ApiOptions(
        plain.host(),
        plain.port(),
        plain.bodyMaxBytes(),
        plain.bodiesMaxBytes(),
        plain.itemsMax(),
        plain.lineMaxBytes(),
        plain.linesPerCommit(),
        plain.commitsOutstandingMax(),
        plain.rejectedLinesMax(),
        plain.requestsMax(),
        plain.streamsMax(),
        plain.streamEvery(),
        plain.heartbeat(),
        plain.idleTimeout(),
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
  void aBodyTooLargeForAnErrorIsCutOffAfterTheAnswer() throws IOException {
    try (Api api = new Api(new Contract(), Api.OPTIONS);
        Socket socket = new Socket("127.0.0.1", api.server.port())) {
      socket.setSoTimeout(10_000);
      String head = "POST /v1/updates HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("}") < 0) {
        answer.append((char) socket.getInputStream().read());
      }
      assertThat(answer).startsWith("HTTP/1.1 401").contains("Connection: close");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  socket.getOutputStream().write(new byte[10_000]);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }
}
