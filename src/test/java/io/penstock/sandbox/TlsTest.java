package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.fake.Http2Burst;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The listener over TLS, with a certificate that a client can trust without being lenient. */
class TlsTest {
  private static final SandboxOptions TLS =
      RunningSandbox.small().withTls(new SandboxOptions.Tls(true, "", ""));

  @Test
  void tlsSpeaksHttp2AndHttp11ByTheClientsChoice() throws Exception {
    try (RunningSandbox running = RunningSandbox.of(TLS.withHttp2(true))) {
      Sandbox sandbox = running.sandbox();
      assertThat(sandbox.baseUri().getScheme()).isEqualTo("https");
      assertThat(version(sandbox, HttpClient.Version.HTTP_2)).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(version(sandbox, HttpClient.Version.HTTP_1_1))
          .isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(sandbox.recorder().calls("", 10))
          .extracting(SeenCall::protocol)
          .containsExactly("HTTP_2", "HTTP_1_1");
    }
  }

  @Test
  void clearTextUpgradesToHttp2WhenAllowed() {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    for (boolean http2 : new boolean[] {true, false}) {
      try (RunningSandbox running = RunningSandbox.of(RunningSandbox.small().withHttp2(http2))) {
        Caller caller = Caller.tenant(running.sandbox(), 0);
        Caller upgrading =
            Caller.stranger(running.sandbox(), client)
                .as(running.sandbox().sharespine().credentials().get(0));
        assertThat(caller.get("/api/").status()).isEqualTo(200);
        assertThat(upgrading.get("/api/").response().version())
            .isEqualTo(http2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
      }
    }
  }

  @Test
  void aTakenPortIsNamed() {
    try (RunningSandbox running = RunningSandbox.of(RunningSandbox.small())) {
      int taken = running.sandbox().port();
      io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> Sandbox.start(vertx, RunningSandbox.small().withPort(taken)).await())
          .hasMessageContaining("127.0.0.1:" + taken);
      vertx.close().await();
    }
  }

  @Test
  void aMissingKeyFileIsNamed() {
    io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
    SandboxOptions options =
        RunningSandbox.small()
            .withPort(0)
            .withTls(new SandboxOptions.Tls(true, "missing-key.pem", "missing-cert.pem"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Sandbox.start(vertx, options).await())
        .hasMessageContaining("missing-");
    vertx.close().await();
  }

  @Test
  void withoutHttp2TheListenerOffersOnlyHttp11() throws Exception {
    try (RunningSandbox running = RunningSandbox.of(TLS)) {
      assertThat(version(running.sandbox(), HttpClient.Version.HTTP_2))
          .isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  @Test
  void faultsShowOverHttp2AsBrokenStreams() throws Exception {
    try (RunningSandbox running = RunningSandbox.of(TLS.withHttp2(true))) {
      Sandbox sandbox = running.sandbox();
      Caller caller = caller(sandbox, HttpClient.Version.HTTP_2);
      assertThat(caller.get("/api/").status()).isEqualTo(200);
      for (Fault fault :
          new Fault[] {
            new Fault.CutBody(),
            new Fault.ConnectionReset(),
            new Fault.WriteThenSilence(java.time.Duration.ZERO)
          }) {
        sandbox.faults().add(FaultRule.share(1, fault));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                () -> caller.attempt("POST", "/api/log/event", "[]"))
            .as(fault.kind())
            .isInstanceOf(IOException.class);
        sandbox.faults().clear();
      }
      assertThat(caller.get("/api/").status()).isEqualTo(200);
    }
  }

  @Test
  void aLongListComesWholeOverHttp2() throws Exception {
    try (RunningSandbox running = RunningSandbox.of(TLS.withHttp2(true))) {
      Sandbox sandbox = running.sandbox();
      String code = sandbox.sharespine().credentials().get(0).codeName();
      sandbox.sharespine().createOrders(code, 3_000);
      Caller.Answer list = caller(sandbox, HttpClient.Version.HTTP_2).get("/api/order");
      assertThat(list.response().version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(list.json()).hasSize(3_005);
    }
  }

  @Test
  void smallAnswersBehindALargeOneEndOverHttp2() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (RunningSandbox running = RunningSandbox.of(TLS.withHttp2(true))) {
      Sandbox sandbox = running.sandbox();
      TenantCredentials tenant = sandbox.sharespine().credentials().get(0);
      sandbox.sharespine().createOrders(tenant.codeName(), 1_500);
      String orders = "/_sandbox/truth/orders?tenant=" + tenant.codeName();
      Http2Burst burst = new Http2Burst(vertx, sandbox.port());
      for (int round = 0; round < 3; round++) {
        List<Buffer> bodies = burst.ask(orders, "/_sandbox/status").await(20, TimeUnit.SECONDS);
        assertThat(bodies.get(0).length()).isGreaterThan(64 << 10);
        assertThat(bodies).hasSize(1 + Http2Burst.OTHERS).allMatch(body -> body.length() > 0);
      }
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void theMadeCertificateIsRemovedAtTheEnd() throws Exception {
    Path file;
    try (RunningSandbox running = RunningSandbox.of(TLS)) {
      file = running.sandbox().certificate().orElseThrow();
      assertThat(Files.readString(file)).startsWith("-----BEGIN CERTIFICATE-----");
    }
    assertThat(file.getParent()).doesNotExist();
  }

  private static HttpClient.Version version(Sandbox sandbox, HttpClient.Version wanted)
      throws Exception {
    return caller(sandbox, wanted).get("/api/").response().version();
  }

  private static Caller caller(Sandbox sandbox, HttpClient.Version wanted)
      throws IOException, GeneralSecurityException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(wanted)
            .sslContext(trusting(sandbox.certificate().orElseThrow()))
            .build();
    return Caller.stranger(sandbox, client).as(sandbox.sharespine().credentials().get(0));
  }

  private static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      trusted.setCertificateEntry(
          "sandbox", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
