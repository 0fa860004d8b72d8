package io.penstock.server;

import static io.penstock.walk.House.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Fault;
import io.penstock.sandbox.Fault.RetryAfter;
import io.penstock.sandbox.FaultRule;
import io.penstock.sandbox.SeenCall;
import io.penstock.walk.House;
import io.penstock.walk.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Step 1 of an order's walk: a connection declares its plugs. */
class DeclarationTest {
  private static final Declaration.Waits QUICK =
      new Declaration.Waits(Duration.ofMillis(10), Duration.ofMillis(1_500), Duration.ofSeconds(3));

  @TempDir Path folder;

  @Test
  void aRefusedDeclarationIsRepeatedAndDataFlowsMeanwhile() {
    Plan plan =
        Plan.in(folder)
            .starter(
                (machine, config, tenants, store) ->
                    Gateway.start(machine, config, tenants, "0-test", store, QUICK));
    try (House house = plan.build()) {
      Fault refused = new Fault.ServerError(500, RetryAfter.MISSING, Duration.ofSeconds(1));
      house.fault(FaultRule.next(2, refused).onPath("/api/connection"));
      house.start();
      String tenant = house.tenant();
      eventually(() -> assertThat(house.told(tenant)).isEqualTo(3));
      eventually(() -> assertThat(declarations(house)).contains("PUT 200"));
      assertThat(declarations(house)).startsWith("GET 500", "GET 500", "GET 200");
      assertThat(house.sandbox().recorder().tally(tenant).undeclared())
          .as("orders were read before the plugs were declared")
          .isPositive();
      long before = house.sandbox().recorder().tally(tenant).undeclared();
      house.platform().createOrders(tenant, 1);
      house.ends();
      assertThat(house.sandbox().recorder().tally(tenant).undeclared()).isEqualTo(before);
    }
  }

  private static List<String> declarations(House house) {
    return house.sandbox().recorder().calls("", 5_000).stream()
        .filter(call -> call.path().startsWith("/api/connection"))
        .map((SeenCall call) -> call.method() + " " + call.status())
        .toList();
  }
}
