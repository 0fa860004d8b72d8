package io.penstock.fake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks one server for many things at once: over TLS, on a single HTTP/2 connection, in a single
 * flush. Its windows are as wide as our own clients', so a server's own queue is full before they
 * are.
 */
public final class Http2Burst {
  public static final int OTHERS = 30;
  private static final int WINDOW_BYTES = 16 << 20;

  private final HttpClientAgent client;
  private final int port;

  public Http2Burst(Vertx vertx, int port) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW_BYTES))
                .setHttp2ConnectionWindowSize(WINDOW_BYTES)
                .setTrustAll(true)
                .setVerifyHost(false));
    this.port = port;
  }

  /** All bodies: the first path's, then as many of the other's, each from a stream of its own. */
  public Future<List<Buffer>> ask(String first, String other) {
    return client
        .connect(new HttpConnectOptions().setHost("localhost").setPort(port))
        .compose(
            connection ->
                // In the turn of an answer nothing is flushed until all have been asked for.
                ask(connection, other)
                    .compose(warm -> all(connection, first, other))
                    .eventually(connection::close));
  }

  public Future<Void> close() {
    return client.close();
  }

  private static Future<List<Buffer>> all(
      HttpClientConnection connection, String first, String other) {
    List<Future<Buffer>> answers = new ArrayList<>();
    answers.add(ask(connection, first));
    for (int i = 0; i < OTHERS; i++) {
      answers.add(ask(connection, other));
    }
    return Future.all(answers).map(all -> all.<Buffer>list());
  }

  private static Future<Buffer> ask(HttpClientConnection connection, String path) {
    return connection
        .request(new RequestOptions().setURI(path))
        .compose(HttpClientRequest::send)
        .compose(HttpClientResponse::body);
  }
}
