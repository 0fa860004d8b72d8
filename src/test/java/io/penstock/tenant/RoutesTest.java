package io.penstock.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.record.RecordType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final Connection SHOP =
      connection(
          "shop",
          "sharespine",
          new Plug(RecordType.ORDER, Direction.EXPORT, null),
          new Plug(RecordType.STOCK, Direction.IMPORT, null));
  private static final Connection SECOND =
      connection("second", "sharespine", new Plug(RecordType.STOCK, Direction.IMPORT, null));
  private static final Connection PARTNER =
      connection("wms", "partner", new Plug(RecordType.ORDER, Direction.IMPORT, null));

  @Test
  void withoutRoutesEveryOtherImporterIsATarget() {
    Routes routes = Routes.of(tenant(List.of()));
    assertThat(routes.targets(RecordType.ORDER, "shop")).containsExactly("wms");
    assertThat(routes.targets(RecordType.STOCK, Routes.API)).containsExactly("shop", "second");
  }

  @Test
  void recordNeverGoesBackToWhereItCameFrom() {
    assertThat(Routes.of(tenant(List.of())).targets(RecordType.STOCK, "shop"))
        .containsExactly("second");
    assertThat(Routes.of(tenant(List.of())).targets(RecordType.ORDER, Routes.API)).isEmpty();
  }

  @Test
  void writtenRoutesReplaceTheDefault() {
    Routes routes =
        Routes.of(tenant(List.of(new Route(RecordType.STOCK, "wms", List.of("second")))));
    assertThat(routes.targets(RecordType.STOCK, Routes.API)).containsExactly("second");
    assertThat(routes.targets(RecordType.ORDER, "shop")).isEmpty();
  }

  @Test
  void routeToAnUnknownConnectionIsRefused() {
    assertThatThrownBy(
            () -> tenant(List.of(new Route(RecordType.ORDER, "shop", List.of("nowhere")))))
        .hasMessageContaining("nowhere");
  }

  private static Connection connection(String id, String kind, Plug... plugs) {
    return new Connection(id, kind, Map.of(), Map.of(), List.of(plugs));
  }

  private static Tenant tenant(List<Route> routes) {
    return new Tenant("acme", false, List.of(SHOP, SECOND, PARTNER), routes, Limits.DEFAULTS);
  }
}
