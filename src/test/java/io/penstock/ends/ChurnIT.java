package io.penstock.ends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.fake.AnsweringServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tenants are made, used and removed by the thousand, and what they needed goes with them: heap,
 * buffers, open files and series are what they were. All hundred thousand: {@code
 * -Dpenstock.churn=100000}.
 */
class ChurnIT {
  private static final int TENANTS = Integer.getInteger("penstock.churn", 3_000);
  private static final int ROUND = 250;
  private static final int WARM_ROUNDS = 4;
  private static final int AT_ONCE = 25;
  private static final double TOLERANCE = 0.05;

  /** Netty's pools grow by chunks of this size, as chance wants it. */
  private static final double CHUNK_BYTES = 4 << 20;

  private static final double HEAP_NOISE_BYTES = 1 << 20;
  private static final double COUNT_NOISE = 20;

  private static final String SIGNING_KEY = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  private static final Duration ROUND_MAX = Duration.ofMinutes(1);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * What a process holds.
   *
   * @param heapBytes that live after a collection
   * @param bufferBytes outside the heap
   * @param series lines of its metrics
   */
  private record Held(double heapBytes, double bufferBytes, double openFiles, double series) {}

  @Test
  void whatTenantsNeededGoesWithThem() throws Exception {
    try (AnsweringServer shop = AnsweringServer.start(200, "[]");
        RunningGateway gateway = new RunningGateway(folder).start()) {
      int number = 0;
      for (int round = 0; round < WARM_ROUNDS; round++) {
        number = churn(gateway, shop, number);
      }
      Held before = held(gateway);
      long began = System.nanoTime();
      int first = number;
      while (number - first < TENANTS) {
        number = churn(gateway, shop, number);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      Held after = held(gateway);
      System.out.printf(
          Locale.ROOT,
          "churn: %,d tenants made, used and removed in %.0f s; before %s; after %s%n",
          number - first,
          seconds,
          before,
          after);
      near("heap", before.heapBytes(), after.heapBytes(), HEAP_NOISE_BYTES);
      near("buffers", before.bufferBytes(), after.bufferBytes(), CHUNK_BYTES);
      near("open files", before.openFiles(), after.openFiles(), COUNT_NOISE);
      near("series", before.series(), after.series(), COUNT_NOISE);
    }
  }

  /**
   * @param noise what it may differ by where a twentieth would be less
   */
  private static void near(String what, double before, double after, double noise) {
    double most = before + Math.max(noise, TOLERANCE * before);
    assertThat(after).as(what).isLessThanOrEqualTo(most);
  }

  /** A round of tenants: made, sent a stock level each, which arrives, and removed. */
  private int churn(RunningGateway gateway, AnsweringServer shop, int first) {
    long arrived = shop.calls("POST");
    each(first, number -> send(gateway, "PUT", "/v1/tenants/t" + number, tenant(shop), 201));
    each(
        first,
        number ->
            send(
                gateway,
                "POST",
                "/v1/tenants/t" + number + "/stock",
                "[{\"sku\":\"A\",\"quantity\":" + number + "}]",
                202));
    await()
        .atMost(ROUND_MAX)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> shop.calls("POST") - arrived >= ROUND);
    each(first, number -> send(gateway, request(gateway, "/v1/tenants/t" + number).DELETE(), 204));
    return first + ROUND;
  }

  private static String tenant(AnsweringServer shop) {
    String sales =
        """
        {"id":"shop","connector":"sharespine","plugs":[{"type":"order","direction":"EXPORT",
         "every":"1s"}],"settings":{"baseUrl":"%s","tenant":"t","connectionId":"1","login":"l"},
         "secrets":{"password":"p"}}"""
            .formatted(shop.url());
    String erp =
        """
        {"id":"erp","connector":"partner","plugs":[{"type":"order","direction":"IMPORT"},
         {"type":"stock","direction":"EXPORT"}],"settings":{"url":"%s"},
         "secrets":{"signingKey":"%s"}}"""
            .formatted(shop.url(), SIGNING_KEY);
    String stock =
        """
        {"id":"wms","connector":"partner","plugs":[{"type":"stock","direction":"IMPORT"}],
         "settings":{"url":"%s"},"secrets":{"signingKey":"%s"}}"""
            .formatted(shop.url(), SIGNING_KEY);
    return """
        {"connections":[%s,%s,%s],"routes":[{"type":"stock","from":"erp","to":["wms"]},
         {"type":"order","from":"shop","to":["erp"]}]}"""
        .formatted(sales, erp, stock);
  }

  private void each(int first, IntFunction<CompletableFuture<Void>> call) {
    for (int from = first; from < first + ROUND; from += AT_ONCE) {
      List<CompletableFuture<Void>> calls = new ArrayList<>();
      for (int number = from; number < from + AT_ONCE; number++) {
        calls.add(call.apply(number));
      }
      calls.forEach(CompletableFuture::join);
    }
  }

  private CompletableFuture<Void> send(
      RunningGateway gateway, String method, String path, String body, int expected) {
    return send(
        gateway,
        request(gateway, path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)),
        expected);
  }

  private static HttpRequest.Builder request(RunningGateway gateway, String path) {
    return HttpRequest.newBuilder(gateway.api(path))
        .timeout(ANSWER_MAX)
        .header("Authorization", "Bearer " + gateway.key());
  }

  private CompletableFuture<Void> send(
      RunningGateway gateway, HttpRequest.Builder request, int expected) {
    return client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .thenAccept(
            answer ->
                assertThat(answer.statusCode())
                    .as("%s %s", answer.body(), gateway.process().said())
                    .isEqualTo(expected));
  }

  private Held held(RunningGateway gateway) throws IOException, InterruptedException {
    collect(gateway);
    String metrics = text(gateway.management("/metrics"));
    long pid = gateway.process().pid();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return new Held(
          sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
          sum(metrics, "penstock_netty_direct_bytes"),
          files.count(),
          metrics.lines().filter(line -> !line.startsWith("#")).count());
    }
  }

  /** What only garbage keeps alive must not count. */
  private static void collect(RunningGateway gateway) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    for (int i = 0; i < 3; i++) {
      String pid = Long.toString(gateway.process().pid());
      int code =
          new ProcessBuilder(jcmd, pid, "GC.run")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      assertThat(code).isZero();
    }
  }

  private String text(URI page) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page).timeout(ANSWER_MAX).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static double sum(String metrics, String start) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
