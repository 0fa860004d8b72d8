package io.penstock.api;

import io.penstock.record.Nanos;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What reading updates costs: one line of a stream for many tenants, the short way and the long,
 * and an update of a batch of 100. Time and bytes are per update.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=UpdatesBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UpdatesBenchmark {
  private static final int BATCH = 100;

  private final Instant now = Instant.parse("2026-11-22T01:02:03Z");
  private final byte[] stockLine = bytes("{\"tenant\":\"acme\",\"type\":\"stock\"," + stock(1));
  private final byte[] priceLine = bytes("{\"tenant\":\"acme\",\"type\":\"price\"," + price(1));
  private final byte[] stockArray = array(BATCH);
  private final Draft draft = new Draft();
  private final PackedLine packed = new PackedLine();

  @Benchmark
  public RecordType packedStockLine() {
    return Objects.requireNonNull(packed.read(stockLine, 0, stockLine.length, Nanos.of(now)));
  }

  @Benchmark
  public RecordType packedPriceLine() {
    return Objects.requireNonNull(packed.read(priceLine, 0, priceLine.length, Nanos.of(now)));
  }

  @Benchmark
  public SyncRecord stockLine() {
    return read(stockLine);
  }

  @Benchmark
  public SyncRecord priceLine() {
    return read(priceLine);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public ItemsReader.Items stockArray() {
    return new ItemsReader(RecordType.STOCK, false, now, 10_000).array(stockArray);
  }

  private SyncRecord read(byte[] line) {
    Lines.parse(line, 0, line.length, draft);
    if (RecordReader.tenant(draft).isEmpty()) {
      throw new IllegalStateException("the line names no tenant");
    }
    return RecordReader.record(draft, RecordReader.type(draft), true, false, now);
  }

  private static byte[] array(int count) {
    StringBuilder array = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      array.append(i == 0 ? "{" : ",{").append(stock(i));
    }
    return bytes(array.append(']').toString());
  }

  private static String stock(int number) {
    return "\"sku\":\"HELM-L-"
        + (1_000 + number)
        + "\",\"location\":\"main\",\"quantity\":\""
        + (10 + number % 90)
        + "\",\"changedAt\":\"2026-11-22T01:02:03Z\"}";
  }

  private static String price(int number) {
    return "\"sku\":\"HELM-L-"
        + (1_000 + number)
        + "\",\"priceList\":\"retail-se\",\"currency\":\"SEK\",\"amount\":\"814.90\","
        + "\"vatIncluded\":true,\"changedAt\":\"2026-11-22T01:02:03Z\"}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
