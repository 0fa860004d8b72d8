package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;

/** Everything the contract promises, through one real server; at the end, what of it was seen. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class ApiTest {
  static final Contract CONTRACT = new Contract();
  private static Api shared;

  static Api api() {
    return shared;
  }

  @BeforeAll
  static void start() {
    shared = new Api(CONTRACT, Api.OPTIONS);
    shared.tenant("acme", "{}");
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Nested
  @Order(1)
  class Everywhere extends EverywhereCases {}

  @Nested
  @Order(2)
  class Tenants extends TenantsCases {}

  @Nested
  @Order(3)
  class Items extends ItemsCases {}

  @Nested
  @Order(4)
  class BadItems extends BadItemsCases {}

  @Nested
  @Order(5)
  class Stream extends StreamCases {}

  @Nested
  @Order(6)
  class Orders extends OrdersCases {}

  @Nested
  @Order(7)
  class Operations extends OperationsCases {}

  @Nested
  @Order(8)
  class Resync extends ResyncCases {}

  @Nested
  @Order(9)
  class Replay extends ReplayCases {}

  @Nested
  @Order(99)
  class Coverage {
    /** What no test can bring about, each with the reason. */
    private static final Map<String, String> UNREACHABLE = Map.of();

    @Test
    void everyDocumentedAnswerWasSeen() {
      assumeThat(CONTRACT.seen()).as("only with all the other tests").hasSizeGreaterThan(150);
      Set<String> missing = new TreeSet<>(CONTRACT.documented());
      missing.removeAll(CONTRACT.seen());
      assertThat(missing).isEqualTo(UNREACHABLE.keySet());
    }
  }
}
