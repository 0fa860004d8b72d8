package io.penstock.connector.partner;

import io.penstock.connector.Delivery;
import io.penstock.record.SampleOrders;
import io.penstock.tenant.Secret;
import java.time.Instant;
import java.util.List;
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
 * What a webhook costs before it is sent: the body of an order of 3 kB, and its signature over 1 kB
 * and over 11 kB.
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
  private final String small = "x".repeat(1_024);
  private final String large = "x".repeat(11 * 1_024);
  private final Delivery delivery = new Delivery(ID, "shop", SampleOrders.order(1), true, 0);

  @Benchmark
  public String body() {
    return OrderWebhook.body("acme", delivery);
  }

  @Benchmark
  public String sign1kB() {
    return signer.sign(ID, AT, small);
  }

  @Benchmark
  public String sign11kB() {
    return signer.sign(ID, AT, large);
  }
}
