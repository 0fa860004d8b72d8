package io.penstock.connector.partner;

import io.penstock.connector.Delivery;
import io.penstock.record.RecordType;
import io.penstock.record.SampleOrders;
import io.penstock.record.StateBlock;
import io.penstock.record.StateJson;
import io.penstock.record.StockLevel;
import io.penstock.tenant.Secret;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
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
 * What a webhook costs before it is sent: the body of an order of 3 kB, and its signature over 1 kB
 * and over 11 kB; and the body of a hundred stock levels.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=WebhookBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WebhookBenchmark {
  private static final Instant AT = Instant.parse("2026-11-22T01:02:03Z");
  private static final String ID = "msg_0123456789abcdef01234567";

  private final Signer signer =
      new Signer(List.of(new Secret("whsec_" + "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleQ==")));
  private final byte[] small = new byte[1_024];
  private final byte[] large = new byte[11 * 1_024];
  private final StatesWebhook webhook = new StatesWebhook("acme");
  private final StateBlock levels = levels(100);
  private final StateJson json = new StateJson();
  private final Delivery delivery = new Delivery(ID, "shop", SampleOrders.order(1), true, 0);

  @Benchmark
  public String body() {
    return OrderWebhook.body("acme", delivery);
  }

  @Benchmark
  public String sign1kB() {
    return signer.sign(ID, AT, small, small.length);
  }

  @Benchmark
  public String sign11kB() {
    return signer.sign(ID, AT, large, large.length);
  }

  /** Per level of a webhook with a hundred. */
  @Benchmark
  @OperationsPerInvocation(100)
  public int levels() {
    webhook.write(RecordType.STOCK, levels, AT, json);
    return json.length();
  }

  private static StateBlock levels(int count) {
    StateBlock block = new StateBlock();
    for (int i = 0; i < count; i++) {
      block.add(i, new StockLevel("HELM-L-" + (1_000 + i), null, BigDecimal.valueOf(i), AT));
    }
    return block;
  }
}
