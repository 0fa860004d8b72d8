package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of one record; never changes. The content is kept as JSON text, a quarter of the size
 * of a tree, and a list is answered by copying bytes.
 *
 * @param sequence rises with every change in the tenant, so that equal stamps still have an order
 * @param createdSecond seconds since 1970
 * @param modifiedSecond likewise
 * @param remoteIds each connection's own id of the record
 * @param remoteReference what people call it in the system that made it, by connection
 * @param content a JSON object of all fields that are not in the other components
 */
record StoredRecord(
    RecordType type,
    String localId,
    long sequence,
    long createdSecond,
    long modifiedSecond,
    Map<String, String> remoteIds,
    Map<String, String> remoteReference,
    byte[] content) {

  ObjectNode tree() {
    return Json.tree(content);
  }

  /** The record as one connection reads it. */
  void writeTo(Buffer out, String connectionId) {
    StringBuilder head = new StringBuilder(320);
    head.append("{\"href\":\"/api/").append(type.path()).append('/').append(localId);
    head.append("\",\"localId\":\"").append(localId).append('"');
    @Nullable String remoteId = remoteIds.get(connectionId);
    if (remoteId != null) {
      head.append(",\"remoteId\":");
      Json.quote(head, remoteId);
    }
    map(head, "remoteIdMap", remoteIds);
    map(head, "remoteRefMap", remoteReference);
    head.append(",\"created\":\"").append(Instant.ofEpochSecond(createdSecond));
    head.append("\",\"lastModified\":\"").append(Instant.ofEpochSecond(modifiedSecond)).append('"');
    if (content.length > 2) {
      out.appendString(head.append(',').toString());
      out.appendBytes(content, 1, content.length - 1);
    } else {
      out.appendString(head.append('}').toString());
    }
  }

  private static void map(StringBuilder head, String name, Map<String, String> map) {
    head.append(",\"").append(name).append("\":{");
    char between = ' ';
    for (Map.Entry<String, String> entry : map.entrySet()) {
      if (between == ',') {
        head.append(between);
      }
      Json.quote(head, entry.getKey());
      head.append(':');
      Json.quote(head, entry.getValue());
      between = ',';
    }
    head.append('}');
  }
}
