package io.penstock.store.embedded;

import io.penstock.record.RecordType;
import io.penstock.record.StateBlock;
import io.penstock.record.StockLevel;
import io.penstock.tenant.ConnectionRef;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
 * What the book costs per state, without the disk: a newer value of a known key that waits already,
 * and the whole round of offering, claiming and settling it. A hundred of one lane at a time.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=SlotBookBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SlotBookBenchmark {
  private static final int BATCH = 100;
  private static final Instant AT = Instant.parse("2026-11-22T01:02:03Z");

  private final Memory memory = new Memory();
  private final SlotBook book = memory.book();
  private final Lane.Name name = new Lane.Name("acme", "shop", RecordType.STOCK);
  private final SlotLane lane = book.open(new Lane(1, name));
  private final StateBlock block = new StateBlock();
  private final SlotClaim claim =
      new SlotClaim(new ConnectionRef("acme", "shop"), RecordType.STOCK, memory);
  private long id;
  private final LongSupplier numbers = () -> ++id;
  private long now = 1_000_000_000L;

  public SlotBookBenchmark() {
    for (int i = 0; i < BATCH; i++) {
      block.add(0, new StockLevel("HELM-L-" + (1_000 + i), null, BigDecimal.valueOf(i), AT));
    }
    offerAll();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long offerOnAKnownKey() {
    offerAll();
    return book.seq();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int offerClaimSettle() {
    offerAll();
    claim.clear();
    claim.fill(book, BATCH, false, now);
    for (int i = 0; i < claim.size(); i++) {
      Slot slot = claim.slot(book, i);
      if (slot != null) {
        book.done(slot, claim.version(i), now);
        book.giveBack(slot);
      }
    }
    book.committed();
    return claim.size();
  }

  private void offerAll() {
    now++;
    for (int i = 0; i < block.size(); i++) {
      book.offer(
          lane,
          block.bytes(),
          block.keyFrom(i),
          block.keyTo(i),
          block.valueTo(i),
          now,
          "api",
          now,
          numbers);
    }
    book.committed();
  }
}
