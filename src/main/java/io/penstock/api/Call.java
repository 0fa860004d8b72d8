package io.penstock.api;

import io.penstock.sync.StoreUnavailableException;
import io.penstock.tenant.ApiKey;
import io.penstock.tenant.TenantDirectory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request being answered: who asks, what the path and query say, and the ways to answer. What
 * is wrong with the request is thrown as {@link ProblemException} and answered at the edge.
 */
final class Call {
  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);

  private final RoutingContext context;
  private final BodyBudget budget;
  private final String requestId;
  private @Nullable ApiKey key;
  private boolean discarding;

  Call(RoutingContext context, BodyBudget budget, String requestId) {
    this.context = context;
    this.budget = budget;
    this.requestId = requestId;
  }

  void authenticated(ApiKey by) {
    key = by;
  }

  ApiKey key() {
    ApiKey known = key;
    if (known == null) {
      throw new IllegalStateException("asked for the key of a path that is open to everybody");
    }
    return known;
  }

  String requestId() {
    return requestId;
  }

  HttpServerRequest request() {
    return context.request();
  }

  HttpServerResponse response() {
    return context.response();
  }

  String path(String name) {
    return context.pathParam(name);
  }

  /** The tenant of the path. One that the key does not cover does not exist for its holder. */
  TenantDirectory.Entry tenant(TenantDirectory directory) {
    return tenant(directory, path("tenant"));
  }

  TenantDirectory.Entry tenant(TenantDirectory directory, String id) {
    TenantDirectory.Entry entry = key().covers(id) ? directory.find(id) : null;
    if (entry == null) {
      throw new ProblemException(
          ProblemCode.UNKNOWN_TENANT, "there is no tenant '" + Json.excerpt(id) + "'");
    }
    return entry;
  }

  /** The tenants a filter is about: the named one, or all that the key covers. Empty for all. */
  Set<String> tenants(TenantDirectory directory, @Nullable String named) {
    return named == null ? key().tenants() : Set.of(tenant(directory, named).tenant().id());
  }

  /** A misspelt parameter must not pass as if it were not there. */
  void allowQuery(String... names) {
    Set<String> allowed = Set.of(names);
    for (Map.Entry<String, String> given : context.queryParams()) {
      if (!allowed.contains(given.getKey())) {
        throw bad(given.getKey(), "is not known here; there are " + List.of(names));
      }
    }
    for (String name : names) {
      if (context.queryParam(name).size() > 1) {
        throw bad(name, "is there twice");
      }
    }
  }

  @Nullable String query(String name) {
    List<String> values = context.queryParam(name);
    return values.isEmpty() ? null : values.get(0);
  }

  boolean flag(String name) {
    String value = query(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (!value.equals("true")) {
      throw bad(name, "must be true or false");
    }
    return true;
  }

  int limit(int usual, int max) {
    String value = query("limit");
    if (value == null) {
      return usual;
    }
    try {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= max) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      throw bad("limit", "must be a number between 1 and " + max);
    }
    throw bad("limit", "must be between 1 and " + max);
  }

  static ProblemException bad(String parameter, String why) {
    return new ProblemException(
        ProblemCode.BAD_PARAMETER, "'" + Json.excerpt(parameter) + "' " + why);
  }

  /** The body's media type, one of those that are read here. */
  String mediaType(String... read) {
    String header = request().getHeader("Content-Type");
    String[] parts = header == null ? new String[] {""} : header.split(";");
    String type = parts[0].trim().toLowerCase(Locale.ROOT);
    boolean known = List.of(read).contains(type);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim().toLowerCase(Locale.ROOT).replace("\"", "");
      known &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    String encoding = request().getHeader("Content-Encoding");
    if (!known || (encoding != null && !encoding.equalsIgnoreCase("identity"))) {
      throw new ProblemException(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE,
          "send " + String.join(" or ", read) + " in UTF-8, without Content-Encoding");
    }
    return type;
  }

  /** Reads the whole body within the bound. */
  Future<byte[]> body(long maxBytes) {
    HttpServerRequest request = request();
    Buffer body = Buffer.buffer();
    Promise<byte[]> read = Promise.promise();
    BodyBudget.Share share = budget.open();
    request.handler(
        chunk -> {
          if (read.future().isComplete()) {
            return;
          }
          if (body.length() + (long) chunk.length() > maxBytes) {
            read.tryFail(tooLarge(maxBytes));
          } else if (!share.grow(chunk.length())) {
            read.tryFail(BodyBudget.full());
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> read.tryComplete(body.getBytes()));
    request.exceptionHandler(cause -> read.tryFail(Cut.INSTANCE));
    if (request.getHeader("Transfer-Encoding") == null && mayExceed(request, maxBytes)) {
      read.tryFail(tooLarge(maxBytes));
    }
    request.resume();
    response().endHandler(ended -> share.close());
    response().closeHandler(closed -> share.close());
    return read.future();
  }

  /**
   * Throws away what is left of the body, so that the caller gets to read the answer: over HTTP/1.1
   * many write all they have before they read, and closing on them would lose it. What is declared
   * larger than the bound costs them the connection; what has no end is cut off after a while.
   */
  void discardRest(ApiOptions options) {
    HttpServerRequest request = request();
    if (request.isEnded() || discarding) {
      return;
    }
    discarding = true;
    boolean multiplexed = request.version() == HttpVersion.HTTP_2;
    boolean large = !multiplexed && mayExceed(request, options.bodyMaxBytes());
    boolean last = large && !response().headWritten();
    if (last) {
      response().putHeader("Connection", "close");
    }
    long timer = context.vertx().setTimer(options.linger().toMillis(), late -> cutOff(multiplexed));
    request.handler(chunk -> {});
    request.endHandler(
        end -> {
          context.vertx().cancelTimer(timer);
          if (last && response().ended()) {
            request.connection().close();
          }
        });
    request.resume();
  }

  private void cutOff(boolean multiplexed) {
    if (request().isEnded()) {
      return;
    }
    if (multiplexed) {
      response().reset();
    } else {
      request().connection().close();
    }
  }

  private static boolean mayExceed(HttpServerRequest request, long maxBytes) {
    if (request.getHeader("Transfer-Encoding") != null) {
      return true;
    }
    String declared = request.getHeader("Content-Length");
    return declared != null && (declared.length() > 18 || Long.parseLong(declared) > maxBytes);
  }

  private static ProblemException tooLarge(long maxBytes) {
    return new ProblemException(
        ProblemCode.TOO_LARGE, "the body may have at most " + maxBytes + " bytes");
  }

  /** Passes what the store answers; that it takes nothing now becomes the problem that says so. */
  <T> Future<T> stored(Future<T> answer) {
    return answer.recover(
        cause -> {
          if (cause instanceof StoreUnavailableException unavailable) {
            LOG.warn("request {}: the store failed: {}", requestId, cause.toString());
            ProblemCode code =
                unavailable.full() ? ProblemCode.OVERLOADED : ProblemCode.STORE_UNAVAILABLE;
            return Future.failedFuture(
                new ProblemException(code, code.whatToDo).after(BodyBudget.RETRY_AFTER));
          }
          return Future.failedFuture(cause);
        });
  }

  Future<Void> json(int status, Json.Writing writing) {
    return send(status, JSON, Json.write(writing));
  }

  Future<Void> send(int status, String mediaType, Buffer body) {
    response().setStatusCode(status).putHeader("Content-Type", mediaType);
    return response().end(body);
  }

  Future<Void> empty(int status) {
    return response().setStatusCode(status).end();
  }

  /** The caller went away in the middle of its body; nobody is there to be answered. */
  static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1;
    static final Cut INSTANCE = new Cut();

    private Cut() {
      super("the connection was cut in the middle of the body", null, false, false);
    }
  }
}
