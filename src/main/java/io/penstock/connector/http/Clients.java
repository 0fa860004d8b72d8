package io.penstock.connector.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients, one for each way to speak; each keeps a pool for every host. The only place that
 * knows the client's options.
 */
final class Clients {
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;

  /**
   * Idle HTTP/1.1 connections go before most servers close theirs: a call on one that is just being
   * closed would leave its outcome unknown. A server's own Keep-Alive header wins.
   */
  private static final int IDLE_SECONDS = 15;

  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);

  private record Way(boolean tls, Protocol protocol) {}

  private final Vertx vertx;
  private final HttpOptions options;
  private final @Nullable TrustOptions trust;
  private final Map<Way, HttpClient> clients = new HashMap<>();

  Clients(Vertx vertx, HttpOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.trust = Trust.of(options.trustedCertificates());
    Set<Protocol> protocols = EnumSet.of(Protocol.AUTO);
    protocols.addAll(options.protocols().values());
    for (Protocol protocol : protocols) {
      for (boolean tls : List.of(true, false)) {
        Way way = new Way(tls, protocol);
        clients.put(way, build(way));
      }
    }
  }

  /** The engine that makes TLS here, for people. */
  static String tlsEngine() {
    return OpenSSLEngineOptions.isAvailable()
        ? "BoringSSL by netty-tcnative"
        : "the JDK (netty-tcnative is not available on this machine)";
  }

  HttpClient to(Host host) {
    Protocol protocol = options.protocols().getOrDefault(host.name(), Protocol.AUTO);
    return Objects.requireNonNull(clients.get(new Way(host.tls(), protocol)));
  }

  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    clients.values().forEach(client -> closing.add(client.shutdown(5, TimeUnit.SECONDS)));
    return Future.join(closing).mapEmpty();
  }

  private HttpClient build(Way way) {
    HttpClientOptions client =
        new HttpClientOptions()
            .setConnectTimeout((int) options.connectTimeout().toMillis())
            .setDecompressionSupported(false) // see Body
            .setKeepAliveTimeout(IDLE_SECONDS)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(STREAM_WINDOW_BYTES))
            .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
            .setShared(false);
    if (way.tls()) {
      tls(client, way.protocol());
    } else if (way.protocol() == Protocol.HTTP2) {
      client.setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
    }
    PoolOptions pool =
        new PoolOptions()
            .setHttp1MaxSize(options.http1PoolMax())
            .setHttp2MaxSize(options.http2PoolMax())
            .setMaxWaitQueueSize(options.poolWaitersMax());
    return vertx
        .httpClientBuilder()
        .with(client)
        .with(pool)
        .withConnectHandler(Clients::tune)
        .build();
  }

  /** Vert.x has no option for these; on a connection of another class they are left out. */
  private static void tune(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channel().pipeline();
      WriteTogether.in(pipeline);
      Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
      if (http2 != null) {
        sendPlainHeaders(http2);
      }
    }
  }

  /**
   * Writes headers as they are. Each webhook has an id, a time and a signature of its own, each
   * tenant a login: in HPACK's table of 4 kB they only drive each other out, and that costs more
   * than their bytes.
   */
  private static void sendPlainHeaders(Http2ConnectionHandler http2) {
    try {
      http2.encoder().configuration().headersConfiguration().maxHeaderTableSize(0);
    } catch (Http2Exception stays) {
      LOG.debug("headers are sent with a table: {}", stays.getMessage());
    }
  }

  private void tls(HttpClientOptions client, Protocol protocol) {
    client
        .setSsl(true)
        .setSslHandshakeTimeout(options.connectTimeout().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setSslEngineOptions(
            OpenSSLEngineOptions.isAvailable()
                ? new OpenSSLEngineOptions().setSessionCacheEnabled(true)
                : new JdkSSLEngineOptions());
    if (trust != null) {
      client.setTrustOptions(trust);
    }
    switch (protocol) {
      case AUTO ->
          client
              .setUseAlpn(true)
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
      case HTTP1 -> client.setProtocolVersion(HttpVersion.HTTP_1_1);
      case HTTP2 ->
          client
              .setUseAlpn(true)
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setAlpnVersions(List.of(HttpVersion.HTTP_2));
    }
  }
}
