package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sandbox.SandboxOptions.TrafficProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SandboxOptionsTest {

  @Test
  void aWrongValueIsNamedByItsKey() {
    SandboxOptions fine = SandboxOptions.defaults();
    assertThatThrownBy(() -> fine.withPort(70_000))
        .hasMessage("port must be between 0 and 65535, but is 70000");
    assertThatThrownBy(() -> fine.withClockSkew(Duration.ofDays(2)))
        .hasMessageStartingWith("clockSkew must be");
    assertThatThrownBy(() -> new SandboxOptions.Tls(true, "key.pem", ""))
        .hasMessageContaining("tls.certificateFile");
    assertThatThrownBy(() -> new SandboxOptions.Population(-1, 1, 1))
        .hasMessageStartingWith("population.tenants");
    assertThatThrownBy(
            () ->
                new SandboxOptions.Traffic(
                    TrafficProfile.RATE, Double.NaN, 1, Duration.ofSeconds(1), 0))
        .hasMessageStartingWith("traffic.ordersPerSecond");
    assertThatThrownBy(() -> new SandboxOptions.Strict(false, false, false, false, 418))
        .hasMessage("strict.duplicateStatus must be 400 or 409, but is 418");
    assertThatThrownBy(() -> new SandboxOptions.Limits(0, 0, 1, 1_024, Duration.ZERO))
        .hasMessageStartingWith("limits.burstCalls");
    assertThatThrownBy(() -> new SandboxOptions.Reseller("p", "a:b", "c"))
        .hasMessageStartingWith("reseller.login");
  }
}
