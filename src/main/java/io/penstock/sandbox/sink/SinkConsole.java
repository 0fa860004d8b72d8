package io.penstock.sandbox.sink;

import com.sun.management.OperatingSystemMXBean;
import io.penstock.sandbox.Certificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.transport.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * The process's voice: reads one command a line, a JSON object with {@code do}, and answers each
 * with one line. Ends with its input, so that a starter that dies leaves nothing behind.
 */
public final class SinkConsole {
  private static final long START_SECONDS_MAX = 60;

  /** Practically never: on a shared core a start is slow and nothing is wrong. */
  private static final long BLOCKED_CHECK_MILLIS = 3_600_000;

  private static final long END_SECONDS_MAX = 120;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Vertx vertx;
  private final Levels levels;
  private final Origins origins;
  private final Pages pages;
  private final Quotas quotas;
  private final Map<String, Running> feeders = new LinkedHashMap<>();

  private record Running(Feeder feeder, String deployment) {}

  private SinkConsole(Vertx vertx, Levels levels, Origins origins, Pages pages, Quotas quotas) {
    this.vertx = vertx;
    this.levels = levels;
    this.origins = origins;
    this.pages = pages;
    this.quotas = quotas;
  }

  /**
   * Runs until the input ends. Blocks; called by the process's main thread.
   *
   * @param origins listeners to start; their ports and certificate are in the first line written
   */
  public static void run(Goods goods, int origins, BufferedReader in, PrintWriter out)
      throws IOException {
    Transport epoll = Transport.EPOLL;
    boolean isNative = epoll != null && epoll.available();
    Vertx vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setEventLoopPoolSize(2)
                    .setBlockedThreadCheckInterval(BLOCKED_CHECK_MILLIS))
            .withTransport(isNative ? epoll : Transport.NIO)
            .build();
    Certificate certificate = Certificate.local();
    try {
      long began = System.nanoTime();
      Levels levels = new Levels(goods);
      KeyCertOptions keys = KeyCertOptions.wrap(certificate.key().getKeyManagerFactory(vertx));
      Quotas quotas = new Quotas();
      Origins listeners = new Origins(origins, keys, levels, quotas);
      Pages pages = new Pages(vertx, keys, levels);
      awaited(
          Future.join(vertx.deployVerticle(listeners), vertx.deployVerticle(pages)),
          START_SECONDS_MAX);
      JsonObject ready =
          new JsonObject()
              .put("ports", new JsonArray(listeners.ports()))
              .put("pagesPort", pages.port())
              .put("certificate", certificate.file().toString())
              .put("startMillis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
      tell(out, ready);
      new SinkConsole(vertx, levels, listeners, pages, quotas).listen(in, out);
    } catch (IOException broken) {
      throw broken;
    } catch (Exception failed) {
      throw new IOException("the sink cannot run: " + failed, failed);
    } finally {
      certificate.remove();
      vertx.close();
    }
  }

  private void listen(BufferedReader in, PrintWriter out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonObject answer;
      try {
        answer = answer(new JsonObject(line));
      } catch (RuntimeException refused) {
        answer = new JsonObject().put("error", String.valueOf(refused.getMessage()));
      }
      tell(out, answer);
    }
  }

  private JsonObject answer(JsonObject told) {
    return switch (told.getString("do")) {
      case "feed" -> feed(told.getString("name"), Feed.of(told));
      case "stop" -> stop(told.getString("name"));
      case "halt" -> halt();
      case "count" -> count();
      case "timed" -> timed(told.getBoolean("timed"), told.getInteger("from"));
      case "latency" -> latency();
      case "check" -> new JsonObject().put("keys", levels.keys()).put("wrong", levels.wrong());
      case "tenants" -> tenants();
      case "pages" -> done(pages.fill(told.getInteger("orders"), told.getInteger("bytes")));
      case "holdPolls" -> done(pages.hold(told.getBoolean("held")));
      case "holdPushes" -> done(origins.hold(told.getBoolean("held")));
      case "served" -> new JsonObject().put("orders", pages.served());
      case "quotas" -> quotas(told.getJsonArray("quotas"));
      case "kept" -> quotas.kept();
      default -> throw new IllegalArgumentException("unknown: " + told.getString("do"));
    };
  }

  private JsonObject feed(String name, Feed feed) {
    Feeder feeder = new Feeder(vertx, feed, levels);
    feeders.put(name, new Running(feeder, awaited(vertx.deployVerticle(feeder), 60)));
    return new JsonObject();
  }

  private JsonObject stop(String name) {
    Running running = feeders.remove(name);
    if (running == null) {
      throw new IllegalArgumentException("no such feeder: " + name);
    }
    Feeder feeder = running.feeder();
    awaited(feeder.end(), END_SECONDS_MAX);
    awaited(vertx.undeploy(running.deployment()), END_SECONDS_MAX);
    return new JsonObject()
        .put("taken", feeder.taken())
        .put("refused", feeder.refused())
        .put("trouble", feeder.trouble());
  }

  /** For when the measurement is broken off: what is under way is left. */
  private JsonObject halt() {
    feeders.values().forEach(each -> awaited(vertx.undeploy(each.deployment()), END_SECONDS_MAX));
    feeders.clear();
    return new JsonObject();
  }

  private JsonObject count() {
    return new JsonObject()
        .put("nanos", System.nanoTime())
        .put("cpuNanos", SYSTEM.getProcessCpuTime())
        .put("requests", levels.requests())
        .put("items", levels.items())
        .put("bytes", levels.bytes())
        .put("started", levels.started())
        .put("acknowledged", levels.acknowledged())
        .put("outstanding", levels.outstanding())
        .put("strange", levels.strangers())
        .put("feeding", feeders.values().stream().anyMatch(f -> !f.feeder().ended().isComplete()));
  }

  private JsonObject timed(boolean now, int from) {
    levels.timed(now, from);
    levels.even();
    return new JsonObject();
  }

  private JsonObject latency() {
    Histogram latency = levels.latency();
    return new JsonObject()
        .put("count", latency.getTotalCount())
        .put("p50Micros", latency.getValueAtPercentile(50))
        .put("p99Micros", latency.getValueAtPercentile(99))
        .put("p999Micros", latency.getValueAtPercentile(99.9))
        .put("maxMicros", latency.getMaxValue());
  }

  private JsonObject tenants() {
    JsonArray sums = new JsonArray();
    for (long sum : levels.receivedByTenant()) {
      sums.add(sum);
    }
    return new JsonObject().put("received", sums);
  }

  private JsonObject quotas(JsonArray told) {
    quotas.set(told);
    return new JsonObject();
  }

  private static JsonObject done(Future<Void> future) {
    awaited(future, START_SECONDS_MAX);
    return new JsonObject();
  }

  private static void tell(PrintWriter out, JsonObject line) {
    out.println(line.encode());
    out.flush();
  }

  private static <T> T awaited(Future<T> future, long seconds) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException(String.valueOf(failed), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }
}
