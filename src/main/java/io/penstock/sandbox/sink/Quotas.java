package io.penstock.sandbox.sink;

import io.penstock.sandbox.SandboxOptions.Counting;
import io.penstock.sandbox.SandboxOptions.Dialect;
import io.penstock.sandbox.SandboxOptions.Limits;
import io.penstock.sandbox.SandboxOptions.Scope;
import io.penstock.sandbox.StrictQuota;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A quota for each origin, kept by each tenant; none until they are set. Counted by the origins'
 * event loop and asked by the console's thread.
 */
final class Quotas {
  /** Calls on their way while a refusal travels back are no violation. */
  private static final Duration GRACE = Duration.ofMillis(250);

  private final List<StrictQuota> quotas = new ArrayList<>();

  /**
   * @param told for each origin its {@code windows}, {@code counting} and {@code dialect}
   */
  synchronized void set(JsonArray told) {
    quotas.clear();
    for (int origin = 0; origin < told.size(); origin++) {
      quotas.add(new StrictQuota(limits(told.getJsonObject(origin))));
    }
  }

  private static Limits limits(JsonObject told) {
    List<String> windows = new ArrayList<>();
    told.getJsonArray("windows").forEach(window -> windows.add((String) window));
    return new Limits(
        0,
        1,
        1,
        Goods.SKUS_MAX,
        GRACE,
        windows,
        Counting.valueOf(told.getString("counting")),
        Scope.TENANT,
        Dialect.valueOf(told.getString("dialect")));
  }

  /**
   * Counts a call that came now.
   *
   * @return null where the origin has no quota
   */
  synchronized StrictQuota.@Nullable Verdict count(int origin, String tenant) {
    return origin < quotas.size()
        ? quotas.get(origin).count(tenant, System.nanoTime(), Instant.now())
        : null;
  }

  /** How each was kept so far, all at one moment. */
  synchronized JsonObject kept() {
    JsonArray kept = new JsonArray();
    for (StrictQuota quota : quotas) {
      StrictQuota.Kept each = quota.kept();
      kept.add(
          new JsonObject()
              .put("taken", each.taken())
              .put("over", each.over())
              .put("early", each.early()));
    }
    return new JsonObject().put("nanos", System.nanoTime()).put("kept", kept);
  }
}
