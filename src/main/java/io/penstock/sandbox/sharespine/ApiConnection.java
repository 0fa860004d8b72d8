package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One connection of a tenant: its settings, the plugs it declared, and the pseudo-transfers derived
 * from its calls (A32). Guarded by its tenant.
 */
final class ApiConnection {
  private static final long BURST_SECONDS = 5;

  private final String id;
  private final ObjectNode settings;
  private final Map<PlugToken, Boolean> plugs = new LinkedHashMap<>();
  private final Map<PlugToken, Transfer> transfers = new LinkedHashMap<>();

  private record Transfer(long start, long end, long considered, String reportId) {}

  ApiConnection(String id, ObjectNode settings) {
    this.id = id;
    this.settings = settings;
  }

  String id() {
    return id;
  }

  boolean active() {
    return settings.path("active").asBoolean(true);
  }

  /** Changes the settings by the rule for every write. */
  void change(ObjectNode write, FieldRules rules) {
    rules.merge(settings, write);
  }

  ObjectNode resellerForm() {
    ObjectNode form = Json.object().put("id", id);
    form.setAll(settings);
    return form;
  }

  ObjectNode tenantForm() {
    ObjectNode form =
        Json.object()
            .put("href", "/api/connection/" + id)
            .put("localId", id)
            .put("connectionId", id);
    form.set("name", settings.path("name"));
    form.set("type", settings.path("type"));
    form.put("active", active());
    ObjectNode status = form.putObject("latestTransferStatus");
    transfers.forEach(
        (plug, transfer) -> {
          ObjectNode both = status.putObject(plug.token());
          both.set("lastTransfer", form(transfer));
          both.set("lastSuccessfulTransfer", form(transfer));
        });
    return form;
  }

  ArrayNode plugs() {
    ArrayNode array = Json.array();
    plugs.forEach(
        (plug, active) ->
            array
                .addObject()
                .put("plug", plug.token())
                .put("recordType", plug.recordType())
                .put("direction", plug.export() ? "export" : "import")
                .put("active", active));
    return array;
  }

  void declare(ArrayNode declared) {
    Map<PlugToken, Boolean> now = new LinkedHashMap<>();
    for (int i = 0; i < declared.size(); i++) {
      JsonNode entry = declared.get(i);
      now.put(PlugToken.read(entry, "[" + i + "]"), entry.path("active").asBoolean(true));
    }
    plugs.clear();
    plugs.putAll(now);
  }

  boolean declaresOneOf(List<PlugToken> covering) {
    return covering.isEmpty()
        || covering.stream().anyMatch(plug -> plugs.getOrDefault(plug, false));
  }

  /** Notes that records went through a plug; calls close together count as one transfer. */
  void transferred(PlugToken plug, long second, long records, String reportId) {
    Transfer before = transfers.get(plug);
    transfers.put(
        plug,
        before != null && second - before.end() <= BURST_SECONDS
            ? new Transfer(before.start(), second, before.considered() + records, before.reportId())
            : new Transfer(second, second, records, reportId));
  }

  private static ObjectNode form(Transfer transfer) {
    ObjectNode form =
        Json.object()
            .put("startTime", Instant.ofEpochSecond(transfer.start()).toString())
            .put("endTime", Instant.ofEpochSecond(transfer.end()).toString())
            .put("transferReportId", transfer.reportId())
            .put("numConsidered", Long.toString(transfer.considered()))
            .put("numFailed", "0");
    form.putArray("sessionErrors");
    return form;
  }
}
