package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SelfSignedCertificate;
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
  void aConnectionIsUsedAgainAfterAnError() {
    try (Api api = new Api(new Contract(), Api.OPTIONS)) {
      HttpClient client = api.vertx.createHttpClient();
      java.util.Set<Object> connections = new java.util.HashSet<>();
      for (int round = 0; round < 5; round++) {
        Api.await(
            client
                .request(HttpMethod.POST, api.server.port(), "127.0.0.1", "/v1/updates")
                .compose(
                    request -> {
                      connections.add(request.connection());
                      return request.send("{}");
                    })
                .compose(
                    response -> {
                      assertThat(response.statusCode()).isEqualTo(401);
                      return response.body();
                    }));
      }
      assertThat(connections).hasSize(1);
    }
  }
}
