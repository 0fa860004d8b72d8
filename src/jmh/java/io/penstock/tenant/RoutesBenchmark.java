package io.penstock.tenant;

import io.penstock.record.RecordType;
import java.util.List;
import java.util.Map;
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
 * What it costs to ask who wants a record: once an update, for each tenant alike.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=RoutesBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutesBenchmark {
  private final Routes routes =
      Routes.of(
          new Tenant(
              "acme",
              false,
              List.of(
                  connection("shop", "sharespine", Direction.EXPORT, Direction.IMPORT),
                  connection("second", "sharespine", Direction.EXPORT, Direction.IMPORT),
                  connection("wms", "partner", Direction.IMPORT, Direction.EXPORT)),
              List.of(),
              Limits.DEFAULTS));

  @Benchmark
  public List<String> stockFromTheApi() {
    return routes.targets(RecordType.STOCK, Routes.API);
  }

  @Benchmark
  public List<String> orderFromAShop() {
    return routes.targets(RecordType.ORDER, "shop");
  }

  private static Connection connection(String id, String kind, Direction orders, Direction states) {
    List<Plug> plugs =
        List.of(
            new Plug(RecordType.ORDER, orders, null),
            new Plug(RecordType.STOCK, states, null),
            new Plug(RecordType.PRICE, states, null));
    return new Connection(id, kind, Map.of(), Map.of(), plugs);
  }
}
