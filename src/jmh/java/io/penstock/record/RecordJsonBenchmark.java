package io.penstock.record;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a record costs on its way to and from its JSON form: a stock level, a price, an order of 3
 * kB.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=RecordJsonBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordJsonBenchmark {
  private static final Instant AT = Instant.parse("2026-11-22T01:02:03Z");

  private final StockLevel stock = new StockLevel("HELM-L-1095", "main", new BigDecimal("14"), AT);
  private final Price price =
      new Price("HELM-L-1095", "retail-se", "SEK", new BigDecimal("814.90"), true, AT);
  private final Order order = SampleOrders.order(1);
  private final byte[] stockJson = RecordJson.encode(stock);
  private final byte[] priceJson = RecordJson.encode(price);
  private final byte[] orderJson = RecordJson.encode(order);

  @Benchmark
  public byte[] encodeStock() {
    return RecordJson.encode(stock);
  }

  @Benchmark
  public SyncRecord decodeStock() {
    return RecordJson.decode(RecordType.STOCK, stockJson);
  }

  @Benchmark
  public byte[] encodePrice() {
    return RecordJson.encode(price);
  }

  @Benchmark
  public SyncRecord decodePrice() {
    return RecordJson.decode(RecordType.PRICE, priceJson);
  }

  @Benchmark
  public byte[] encodeOrder() {
    return RecordJson.encode(order);
  }

  @Benchmark
  public SyncRecord decodeOrder() {
    return RecordJson.decode(RecordType.ORDER, orderJson);
  }
}
