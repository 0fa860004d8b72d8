package io.penstock.api;

import io.penstock.sync.PlugBoard;
import io.penstock.sync.PlugBoard.PlugKey;
import io.penstock.sync.PlugBoard.PlugStatus;
import io.penstock.tenant.Connection;
import io.penstock.tenant.ConnectionRef;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Tenant;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant is doing, worked out from what its plugs report: plain, from memory, O(plugs).
 *
 * @param since null where it is not known
 */
record TenantState(State state, String reason, String sentence, @Nullable Instant since) {
  /** From good to bad; what a person decided stands beside. */
  enum State {
    HEALTHY,
    DEGRADED,
    FAILING,
    PAUSED,
    QUARANTINED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable State find(String word) {
      for (State state : values()) {
        if (state.word().equals(word)) {
          return state;
        }
      }
      return null;
    }
  }

  static TenantState of(Tenant tenant, PlugBoard board, @Nullable Instant pausedSince) {
    String quarantine = board.quarantineReason(tenant.id());
    if (quarantine != null) {
      return new TenantState(
          State.QUARANTINED,
          "bad-configuration",
          "Nothing runs until the configuration is repaired: " + quarantine,
          null);
    }
    if (tenant.paused()) {
      return new TenantState(
          State.PAUSED,
          "paused-by-person",
          "Paused. What arrives is kept and goes out after it is resumed.",
          pausedSince);
    }
    return ofPlugs(tenant, board);
  }

  private static TenantState ofPlugs(Tenant tenant, PlugBoard board) {
    int known = 0;
    int failing = 0;
    String waits = "";
    String error = "";
    Instant since = null;
    for (Connection connection : tenant.connections()) {
      ConnectionRef ref = new ConnectionRef(tenant.id(), connection.id());
      Map<PlugKey, PlugStatus> statuses = board.of(ref);
      for (Plug plug : connection.plugs()) {
        PlugStatus status = statuses.get(new PlugKey(plug.type(), plug.direction()));
        if (status == null) {
          continue;
        }
        known++;
        if (status.failures() > 0) {
          failing++;
          error = ref.connection() + " " + plug.type().code() + ": " + status.lastError();
          since = earlier(since, began(status));
        } else if (!status.waitsFor().isEmpty()) {
          waits = ref.connection() + " " + plug.type().code() + ": " + status.waitsFor();
        }
      }
    }
    if (failing > 0 && failing == known) {
      return new TenantState(
          State.FAILING, "all-plugs-fail", "No plug gets through. Last error: " + error, since);
    }
    if (failing > 0) {
      String sentence = failing + " of " + known + " plugs fail. Last error: " + error;
      return new TenantState(State.DEGRADED, "some-plugs-fail", sentence, since);
    }
    if (!waits.isEmpty()) {
      return new TenantState(State.DEGRADED, "plugs-wait", "Waiting. " + waits, null);
    }
    if (known == 0) {
      return new TenantState(
          State.HEALTHY, "not-run-yet", "No plug has run yet; nothing is known to be wrong.", null);
    }
    return new TenantState(State.HEALTHY, "ok", "Every plug gets through.", null);
  }

  /** Since its last success; where there was none, its last failure is all that is known. */
  private static @Nullable Instant began(PlugStatus status) {
    return status.lastSuccess() == null ? status.lastFailure() : status.lastSuccess();
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isBefore(b) ? a : b;
  }
}
