package io.penstock.sandbox.sink;

import io.penstock.sandbox.StrictQuota;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Listeners that all behave alike, each an origin of its own to a client: HTTP/2 over TLS, every
 * body scanned and answered with an empty 200. All on one event loop.
 *
 * <p>The key managers are made once and handed to all: from a PEM file or a key store each listener
 * would derive the store's key anew, which for 200 of them takes seconds.
 */
final class Origins extends VerticleBase {
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
  private static final int STREAMS_MAX = 256;
  private static final int ACCEPT_BACKLOG = 1_024;
  private static final int TOO_MANY = 429;

  /** Where order webhooks go that nobody measures. */
  private static final String UNCOUNTED_PATH = "/uncounted";

  /** Where the bare client posts; what comes there is counted and belongs to nobody. */
  private static final String BARE_PATH = "/bare";

  private static final byte[] NOTHING = new byte[0];

  private final int count;
  private final KeyCertOptions keys;
  private final Levels levels;
  private final BodyScanner scanner;
  private final Quotas quotas;
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<HttpServerRequest> waiting = new ArrayList<>();
  private boolean held;
  private byte[] whole = new byte[64 << 10];

  Origins(int count, KeyCertOptions keys, Levels levels, Quotas quotas) {
    this.count = count;
    this.keys = keys;
    this.levels = levels;
    this.quotas = quotas;
    this.scanner = new BodyScanner(levels);
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options = options(keys, STREAMS_MAX);
    List<Future<HttpServer>> listening = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int origin = i;
      HttpServer server =
          vertx.createHttpServer(options).requestHandler(request -> take(request, origin));
      servers.add(server);
      listening.add(server.listen());
    }
    return Future.join(listening);
  }

  /** HTTP/2 over TLS on any free port of this machine, with room for what is under way. */
  static HttpServerOptions options(KeyCertOptions keys, int streamsMax) {
    return new HttpServerOptions()
        .setHost("127.0.0.1")
        .setPort(0)
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(keys)
        .setSslEngineOptions(
            OpenSSLEngineOptions.isAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions())
        .setAcceptBacklog(ACCEPT_BACKLOG)
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
        .setInitialSettings(
            new Http2Settings()
                .setInitialWindowSize(STREAM_WINDOW_BYTES)
                .setMaxConcurrentStreams(streamsMax));
  }

  List<Integer> ports() {
    return servers.stream().map(HttpServer::actualPort).toList();
  }

  /** While it is held, what comes is counted and waits for its answer. */
  Future<Void> hold(boolean now) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        ready -> {
          held = now;
          if (!held) {
            waiting.forEach(request -> request.response().end());
            waiting.clear();
          }
          done.complete();
        });
    return done.future();
  }

  private void take(HttpServerRequest request, int origin) {
    StrictQuota.Verdict verdict = quotas.count(origin, request.path());
    if (verdict != null) {
      verdict.headers().forEach(request.response()::putHeader);
      if (!verdict.isTaken()) {
        request.response().setStatusCode(TOO_MANY).end();
        return;
      }
    }
    Incoming incoming = new Incoming(request);
    request.handler(incoming::piece).endHandler(incoming::end);
  }

  /** One body; nearly always a single piece, which then is copied once. */
  private final class Incoming {
    private final HttpServerRequest request;
    private byte[] bytes = NOTHING;
    private int length;
    private boolean taken;

    Incoming(HttpServerRequest request) {
      this.request = request;
    }

    void piece(Buffer piece) {
      int more = piece.length();
      if (length == 0 && more == declared()) {
        whole = whole.length < more ? new byte[more] : whole;
        piece.getBytes(0, more, whole, 0);
        scan(whole, more);
        return;
      }
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * (length + more));
      }
      piece.getBytes(0, more, bytes, length);
      length += more;
    }

    void end(Void end) {
      if (!taken) {
        scan(bytes, length);
      }
      if (held) {
        waiting.add(request);
      } else {
        request.response().end();
      }
    }

    private void scan(byte[] body, int size) {
      taken = true;
      if (UNCOUNTED_PATH.equals(request.path())) {
        return;
      }
      scanner.scan(body, size, !BARE_PATH.equals(request.path()));
    }

    private int declared() {
      String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
      return declared == null ? -1 : Integer.parseInt(declared);
    }
  }
}
