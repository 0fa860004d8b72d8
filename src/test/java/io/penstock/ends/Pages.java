package io.penstock.ends;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads pages of a running gateway, as a person with a browser would. */
public final class Pages {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final RunningPair pair;

  public Pages(RunningPair pair) {
    this.pair = pair;
  }

  /** The whole text; anything but 200 fails the test. */
  public String text(URI page) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(page)
            .header("Authorization", "Bearer " + pair.key())
            .timeout(ANSWER_MAX)
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(page + " answered " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** Only how it was answered; 0 when there was no answer within a second. */
  int status(URI page) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(1)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException nothing) {
      return 0;
    }
  }

  /** The line of one record type in the gateway's own ledger; missing before its first record. */
  public JsonNode ledgerLine(String type) throws IOException, InterruptedException {
    JsonNode ledger = JSON.readTree(text(pair.api("/v1/ledger")));
    for (JsonNode line : ledger.path("lines")) {
      if (line.path("type").asText().equals(type)) {
        return line;
      }
    }
    return JSON.missingNode();
  }

  /** Whether records of this type have come out at their other end. */
  public boolean hasSettled(String type) throws IOException, InterruptedException {
    return ledgerLine(type).path("settled").asLong() > 0;
  }
}
