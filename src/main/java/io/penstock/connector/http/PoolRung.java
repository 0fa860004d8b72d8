package io.penstock.connector.http;

import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The last rung: a connection out of the host's pool. */
final class PoolRung implements Rung {
  private final HttpClient client;
  private final ConnectionRef who;
  private final Host host;
  private final String basePath;
  private final String userAgent;
  private final HttpOptions options;
  private final Clocks clocks;
  private final Deadlines deadlines;
  private final Pulse pulse;

  /**
   * @param userAgent who calls and whom to reach; on every call, since platforms demand it for
   *     certification
   */
  PoolRung(
      Vertx vertx,
      HttpClient client,
      Pulse pulse,
      ConnectionRef who,
      URI base,
      String userAgent,
      HttpOptions options,
      Clocks clocks) {
    this.client = client;
    this.pulse = pulse;
    this.who = who;
    this.host = Host.of(base);
    this.basePath = basePath(base);
    this.userAgent = userAgent;
    this.deadlines = new Deadlines(vertx);
    this.options = options;
    this.clocks = clocks;
  }

  @Override
  public Future<Answer> pass(Call call, @Nullable BodyReader reader) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(call.method())
            .setHost(host.name())
            .setPort(host.port())
            .setSsl(host.tls())
            .setURI(uri(call.path()))
            .setFollowRedirects(false); // a redirect would carry our credentials elsewhere
    return new Flight(deadlines, pulse, who, call, userAgent, reader, options, clocks)
        .start(client.request(request));
  }

  private String uri(String path) {
    if (path.isEmpty()) {
      return basePath.isEmpty() ? "/" : basePath;
    }
    String trimmed =
        basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
    return trimmed + path;
  }

  private static String basePath(URI base) {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    return base.getRawQuery() == null ? path : path + "?" + base.getRawQuery();
  }
}
