package io.penstock.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.tenant.Connection;
import io.penstock.tenant.Limits;
import io.penstock.tenant.Plug;
import io.penstock.tenant.Route;
import io.penstock.tenant.Tenant;
import java.io.IOException;
import java.time.Duration;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes a tenant in the form that {@link TenantReader} reads, with every secret masked. */
final class TenantWriter {
  private TenantWriter() {}

  static void write(JsonGenerator json, Tenant tenant) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", tenant.id());
    json.writeBooleanField("paused", tenant.paused());
    json.writeArrayFieldStart("connections");
    for (Connection connection : tenant.connections()) {
      write(json, connection);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("routes");
    for (Route route : tenant.routes()) {
      json.writeStartObject();
      json.writeStringField("type", route.type().code());
      json.writeStringField("from", route.from());
      json.writeArrayFieldStart("to");
      for (String to : route.to()) {
        json.writeString(to);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    Limits limits = tenant.limits();
    json.writeObjectFieldStart("limits");
    json.writeNumberField("updatesPerSecond", limits.updatesPerSecond());
    json.writeNumberField("updatesBurst", limits.updatesBurst());
    json.writeNumberField("waitingMax", limits.waitingMax());
    json.writeBooleanField("negativeStock", limits.negativeStock());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Connection connection) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", connection.id());
    json.writeStringField("connector", connection.connector());
    json.writeObjectFieldStart("settings");
    for (var setting : new TreeMap<>(connection.settings()).entrySet()) {
      json.writeStringField(setting.getKey(), setting.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("secrets");
    for (String name : new TreeSet<>(connection.secrets().keySet())) {
      json.writeStringField(name, TenantReader.MASK);
    }
    json.writeEndObject();
    json.writeArrayFieldStart("plugs");
    for (Plug plug : connection.plugs()) {
      json.writeStartObject();
      json.writeStringField("type", plug.type().code());
      json.writeStringField("direction", plug.direction().name());
      if (plug.every() != null) {
        json.writeStringField("every", span(plug.every()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String span(Duration span) {
    long millis = span.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
