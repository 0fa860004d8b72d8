package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The log events of a tenant as its people read them. All text comes from outside and is escaped.
 */
final class EventHistoryPage {
  private EventHistoryPage() {}

  static String of(String tenant, List<SharespineTenant.StoredEvent> events) {
    StringBuilder page = new StringBuilder(1_024);
    page.append(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Event history</title><h1>Event history of ");
    escape(page, tenant);
    page.append("</h1>");
    if (events.isEmpty()) {
      page.append("<p>Nothing was reported.</p>");
    }
    for (int i = events.size() - 1; i >= 0; i--) {
      one(page, Json.tree(events.get(i).content()));
    }
    return page.append("</html>\n").toString();
  }

  private static void one(StringBuilder page, JsonNode event) {
    page.append("<article><h2>");
    escape(page, event.path("severity").asText() + ": " + event.path("summary").asText());
    page.append("</h2><p>");
    escape(
        page,
        event.path("time").asText()
            + " "
            + event.path("relatedRecordType").asText()
            + " "
            + event.path("direction").asText());
    page.append("</p>");
    for (JsonNode paragraph : event.path("body")) {
      page.append("<p>");
      escape(page, paragraph.asText());
      page.append("</p>");
    }
    page.append("<ul>");
    for (JsonNode related : event.path("relatedIdMsgs")) {
      page.append("<li>");
      escape(page, related.path("displayId").asText() + ": " + related.path("message").asText());
      page.append("</li>");
    }
    page.append("</ul></article>");
  }

  private static void escape(StringBuilder page, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> page.append("&lt;");
        case '>' -> page.append("&gt;");
        case '&' -> page.append("&amp;");
        case '"' -> page.append("&quot;");
        case '\'' -> page.append("&#39;");
        default -> page.append(c);
      }
    }
  }
}
