package io.penstock.cli.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the platform's client can do at most: ready bodies, one HTTP/2 connection to each origin, so
 * many streams under way on it, and nothing behind an answer but the next request. It reads no
 * setting of the gateway; its own are the best we know for it.
 */
final class BareClient implements AutoCloseable, Turns.Work {
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration STOP_MAX = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final HttpClient client;
  private final List<Origin> origins = new ArrayList<>();

  /**
   * What is asked of one origin, again and again.
   *
   * @param body null for a GET, whose answer then is parsed
   */
  record Job(int port, String uri, @Nullable Buffer body) {}

  /**
   * @param connections to one origin at most
   * @param inFlight requests under way for each job
   */
  BareClient(Path certificate, List<Job> jobs, int connections, int inFlight) {
    Transport epoll = Transport.EPOLL;
    boolean isNative = epoll != null && epoll.available();
    int loops = Runtime.getRuntime().availableProcessors();
    vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(loops))
            .withTransport(isNative ? epoll : Transport.NIO)
            .build();
    client = client(vertx, certificate, connections);
    List<Context> contexts = new ArrayList<>();
    for (int i = 0; i < loops; i++) {
      Loop loop = new Loop();
      Await.done("starting the bare client", vertx.deployVerticle(loop), STOP_MAX);
      contexts.add(loop.context());
    }
    for (int i = 0; i < jobs.size(); i++) {
      origins.add(new Origin(contexts.get(i % loops), client, jobs.get(i), inFlight));
    }
  }

  /** Only gives its event loop. */
  private static final class Loop extends VerticleBase {
    Context context() {
      return context;
    }
  }

  private static HttpClient client(Vertx vertx, Path certificate, int connections) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setAlpnVersions(List.of(HttpVersion.HTTP_2))
            .setTrustOptions(new PemTrustOptions().addCertPath(certificate.toString()))
            .setSslEngineOptions(
                OpenSSLEngineOptions.isAvailable()
                    ? new OpenSSLEngineOptions().setSessionCacheEnabled(true)
                    : new JdkSSLEngineOptions())
            .setInitialSettings(new Http2Settings().setInitialWindowSize(STREAM_WINDOW_BYTES))
            .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
            .setHttp2KeepAliveTimeout(0);
    return vertx
        .httpClientBuilder()
        .with(options)
        .with(new PoolOptions().setHttp2MaxSize(connections).setMaxWaitQueueSize(-1))
        .build();
  }

  /** Opens one connection after the other, then all go. */
  @Override
  public void start() {
    for (Origin origin : origins) {
      Await.done("connecting the bare client", origin.connect(), STOP_MAX);
    }
    origins.forEach(Origin::start);
  }

  @Override
  public void stop() {
    List<Future<Void>> ending = new ArrayList<>();
    origins.forEach(origin -> ending.add(origin.stop()));
    Await.done("stopping the bare client", Future.join(ending), STOP_MAX);
  }

  @Override
  public void close() {
    Await.done("closing the bare client", client.close().eventually(() -> vertx.close()), STOP_MAX);
  }

  /** One origin; all of it on one event loop. */
  private static final class Origin {
    private final Context context;
    private final HttpClient client;
    private final RequestOptions target;
    private final @Nullable Buffer body;
    private final int inFlight;
    private int underWay;
    private boolean stopping;
    private Promise<Void> stopped = Promise.promise();

    Origin(Context context, HttpClient client, Job job, int inFlight) {
      this.context = context;
      this.client = client;
      this.body = job.body();
      this.inFlight = inFlight;
      this.target =
          new RequestOptions()
              .setMethod(body == null ? HttpMethod.GET : HttpMethod.POST)
              .setHost("localhost")
              .setPort(job.port())
              .setURI(job.uri())
              .putHeader("content-type", "application/json");
    }

    Future<Void> connect() {
      Promise<Void> connected = Promise.promise();
      context.runOnContext(
          now ->
              client
                  .request(target)
                  .compose(this::send)
                  .compose(HttpClientResponse::end)
                  .onComplete(connected));
      return connected.future();
    }

    void start() {
      context.runOnContext(
          now -> {
            stopping = false;
            stopped = Promise.promise();
            while (underWay < inFlight) {
              underWay++;
              next();
            }
          });
    }

    Future<Void> stop() {
      Promise<Void> asked = Promise.promise();
      context.runOnContext(
          now -> {
            stopping = true;
            if (underWay == 0) {
              stopped.tryComplete();
            }
            stopped.future().onComplete(asked);
          });
      return asked.future();
    }

    private void next() {
      client.request(target).compose(this::send).onComplete(this::answered);
    }

    private Future<HttpClientResponse> send(HttpClientRequest request) {
      return body == null ? request.send() : request.send(body);
    }

    private void answered(AsyncResult<HttpClientResponse> answer) {
      if (answer.failed() || answer.result().statusCode() != 200) {
        underWay--;
        stopped.tryFail("the bare client was answered " + answer);
        return;
      }
      if (body == null) {
        answer.result().body().onComplete(this::parse);
      } else {
        answer.result().endHandler(end -> ended());
      }
    }

    /** Reads every token and keeps nothing. */
    private void parse(AsyncResult<Buffer> page) {
      try (JsonParser parser = JSON.createParser(page.result().getBytes())) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          if (token == JsonToken.VALUE_STRING) {
            parser.getText();
          }
        }
        ended();
      } catch (IOException notJson) {
        underWay--;
        stopped.tryFail(notJson);
      }
    }

    private void ended() {
      if (stopping) {
        if (--underWay == 0) {
          stopped.tryComplete();
        }
      } else {
        next();
      }
    }
  }
}
