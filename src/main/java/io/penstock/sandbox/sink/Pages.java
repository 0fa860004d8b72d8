package io.penstock.sandbox.sink;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.KeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A platform that is polled: every request for a list of orders is answered at once with a page of
 * orders nobody has seen before, made of bytes that are ready but for their numbers. Everything
 * else a connector may ask is answered with an empty list.
 *
 * <p>While it is held, the gateway's polls wait here for their answer, so that the gateway has
 * nothing to do while the bare client has its turn.
 */
final class Pages extends VerticleBase {
  private static final String BARE_PREFIX = "/bare";
  private static final Buffer NOTHING = Buffer.buffer("[]");
  private static final int STREAMS_MAX = 8_192;
  private static final int NUMBER_DIGITS = 12;
  private static final long NUMBER_ZERO = 100_000_000_000L;

  private final Levels levels;
  private final AtomicLong served = new AtomicLong();
  private final Deque<HttpServerRequest> waiting = new ArrayDeque<>();
  private final HttpServer server;
  private byte[] order = new byte[0];
  private int numberAt;
  private int orders;
  private boolean held;
  private long number;

  Pages(Vertx vertx, KeyCertOptions keys, Levels levels) {
    this.levels = levels;
    this.server =
        vertx.createHttpServer(Origins.options(keys, STREAMS_MAX)).requestHandler(this::take);
  }

  @Override
  public Future<?> start() {
    return server.listen();
  }

  int port() {
    return server.actualPort();
  }

  /** Orders that the gateway was answered with. */
  long served() {
    return served.get();
  }

  /**
   * @param count orders on a page
   * @param bytes of each, about
   */
  Future<Void> fill(int count, int bytes) {
    return onLoop(
        () -> {
          orders = count;
          String json = orderJson(bytes);
          order = json.getBytes(StandardCharsets.US_ASCII);
          numberAt = json.indexOf(Long.toString(NUMBER_ZERO));
        });
  }

  Future<Void> hold(boolean now) {
    return onLoop(
        () -> {
          held = now;
          while (!held && !waiting.isEmpty()) {
            answer(waiting.remove());
          }
        });
  }

  private Future<Void> onLoop(Runnable work) {
    return Future.future(
        done ->
            context.runOnContext(
                now -> {
                  work.run();
                  done.complete();
                }));
  }

  private void take(HttpServerRequest request) {
    request.endHandler(
        end -> {
          if (held && !isBare(request)) {
            waiting.add(request);
          } else {
            answer(request);
          }
        });
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("content-type", "application/json");
    if (request.method() != HttpMethod.GET || !request.path().endsWith("/order")) {
      response.end(NOTHING);
      return;
    }
    Buffer page = orders == 0 ? NOTHING : page();
    levels.body(page.length());
    levels.items(orders);
    if (!isBare(request)) {
      served.addAndGet(orders);
    }
    response.end(page);
  }

  private static boolean isBare(HttpServerRequest request) {
    return request.path().startsWith(BARE_PREFIX);
  }

  private Buffer page() {
    byte[] bytes = new byte[orders * (order.length + 1) + 1];
    int at = 0;
    for (int i = 0; i < orders; i++) {
      bytes[at++] = (byte) (i == 0 ? '[' : ',');
      System.arraycopy(order, 0, bytes, at, order.length);
      long left = NUMBER_ZERO + ++number;
      for (int digit = at + numberAt + NUMBER_DIGITS - 1; digit >= at + numberAt; digit--) {
        bytes[digit] = (byte) ('0' + left % 10);
        left /= 10;
      }
      at += order.length;
    }
    bytes[at] = ']';
    return Buffer.buffer(bytes);
  }

  private static String orderJson(int bytes) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String address =
        "{\"firstName\":\"Anna\",\"lastName\":\"Andersson\",\"street1\":\"Storgatan 12\","
            + "\"postCode\":\"123 45\",\"city\":\"Stockholm\",\"country\":\"SE\","
            + "\"phone\":\"+46701234567\"}";
    StringBuilder json =
        new StringBuilder("{\"localId\":\"o-")
            .append(NUMBER_ZERO)
            .append("\",\"remoteOrderNo\":\"10001\",\"lastModified\":\"")
            .append(now)
            .append("\",\"created\":\"")
            .append(now)
            .append("\",\"orderStatus\":\"new\",\"paymentStatus\":\"fully-paid\",")
            .append("\"shippingStatus\":\"not-shipped\",\"currency\":\"SEK\",")
            .append("\"customerType\":\"person\",\"email\":\"anna@example.com\",")
            .append("\"billingAddress\":")
            .append(address)
            .append(",\"shippingAddress\":")
            .append(address)
            .append(",\"totalSumExclVat\":{\"currency\":\"SEK\",\"amount\":\"799.20\"},")
            .append("\"totalVat\":{\"currency\":\"SEK\",\"amount\":\"199.80\"},\"rows\":[");
    for (int row = 0; row == 0 || json.length() < bytes - 150; row++) {
      json.append(row == 0 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"type\":\"product\",\"sku\":\"ACME-SHIRT-%06d\",\"name\":\"Shirt, blue, XL\","
                      + "\"quantity\":\"%d\",\"pricePerUnitExclVat\":{\"currency\":\"SEK\","
                      + "\"amount\":\"399.60\"},\"vatRatePercent\":\"25\"}",
                  row,
                  1 + row % 3));
    }
    return json.append("]}").toString();
  }
}
