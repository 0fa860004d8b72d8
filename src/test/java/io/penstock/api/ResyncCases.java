package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Api.Answer;
import io.penstock.record.RecordType;
import io.penstock.sync.StoreUnavailableException;
import io.penstock.sync.intake.ResyncStatus;
import io.penstock.sync.intake.Resyncs;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plug is read again: what is asked for, what is answered. */
abstract class ResyncCases {
  private static final String PATH = "/v1/tenants/t-resync/resync";
  private static final String ORDERS = "{\"connection\":\"shop\",\"type\":\"order\"}";
  private static final Instant SINCE = Instant.parse("2026-11-01T00:00:00Z");

  private final Api api = ApiTest.api();

  @BeforeEach
  void begin() {
    api.tenant("t-resync", "{}");
    api.resyncs.wishes.clear();
    api.resyncs.answer =
        wish ->
            Future.succeededFuture(
                new Resyncs.Answer.Begun(
                    status(ResyncStatus.State.RUNNING, wish.since(), null, 0)));
  }

  private static ResyncStatus status(
      ResyncStatus.State state, @Nullable Instant since, @Nullable Instant endedAt, long pages) {
    return new ResyncStatus(
        "shop", RecordType.ORDER, since, Api.NOW, endedAt, state, pages, 7, 1, 0, "", null);
  }

  @Test
  void aWishIsPassedOnWithTheKeyThatAsked() {
    String body = "{\"connection\":\"shop\",\"type\":\"order\",\"since\":\"" + SINCE + "\"}";
    Answer answer = api.post(PATH, body);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("state").textValue()).isEqualTo("running");
    assertThat(answer.json().get("since").textValue()).isEqualTo(SINCE.toString());
    assertThat(api.post(PATH, ORDERS).json().has("since")).isFalse();
    ConnectionRef shop = new ConnectionRef("t-resync", "shop");
    assertThat(api.resyncs.wishes)
        .containsExactly(
            new Resyncs.Wish(shop, RecordType.ORDER, SINCE, "the API key all"),
            new Resyncs.Wish(shop, RecordType.ORDER, null, "the API key all"));
  }

  @Test
  void allMistakesAreToldAtOnceAndNothingBegins() {
    Answer bad =
        api.post(PATH, "{\"connection\":5,\"type\":\"socks\",\"since\":\"today\",\"from\":1}");
    assertThat(bad.status()).isEqualTo(422);
    assertThat(bad.json().get("errors"))
        .extracting(error -> error.get("pointer").textValue())
        .containsExactlyInAnyOrder("/connection", "/type", "/since", "/from");
    Answer empty = api.post(PATH, "{}");
    assertThat(empty.json().get("errors"))
        .extracting(error -> error.get("pointer").textValue())
        .containsExactlyInAnyOrder("/connection", "/type");
    String future = ORDERS.replace("}", ",\"since\":\"2026-11-22T12:00:01Z\"}");
    assertThat(api.post(PATH, future).json().at("/errors/0/code").textValue())
        .isEqualTo("time-in-future");
    assertThat(api.post(PATH, "[]").code()).isEqualTo("bad-json");
    assertThat(api.post(PATH, " ".repeat(2 << 20)).status()).isEqualTo(413);
    assertThat(api.send("POST", PATH, "text/plain", Api.bytes(ORDERS)).status()).isEqualTo(415);
    assertThat(api.resyncs.wishes).isEmpty();
  }

  @Test
  void whatIsNotThereIs404() {
    assertThat(api.post("/v1/tenants/nobody/resync", ORDERS).code()).isEqualTo("unknown-tenant");
    assertThat(api.post(PATH, ORDERS.replace("shop", "attic")).code())
        .isEqualTo("unknown-connection");
  }

  @Test
  void whatCannotBeReadAgainNowIs409() {
    assertThat(api.post(PATH, ORDERS.replace("order", "stock")).code())
        .as("it is imported only")
        .isEqualTo("not-resyncable");
    api.post("/v1/tenants/t-resync/pause", "");
    assertThat(api.post(PATH, ORDERS).code()).as("paused").isEqualTo("not-resyncable");
    api.post("/v1/tenants/t-resync/resume", "");
    assertThat(api.resyncs.wishes).isEmpty();
    api.resyncs.answer =
        wish -> Future.succeededFuture(new Resyncs.Answer.Refused("the tenant is quarantined"));
    assertThat(api.post(PATH, ORDERS).json().get("detail").textValue()).contains("quarantined");
    api.resyncs.answer =
        wish ->
            Future.succeededFuture(
                new Resyncs.Answer.UnderWay(status(ResyncStatus.State.RUNNING, null, null, 3)));
    Answer second = api.post(PATH, ORDERS);
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.code()).isEqualTo("resync-under-way");
  }

  @Test
  void aBeginningThatCouldNotBeKeptIs503() {
    api.resyncs.answer =
        wish -> Future.failedFuture(new StoreUnavailableException("the disk is gone", false, null));
    assertThat(api.post(PATH, ORDERS).code()).isEqualTo("store-unavailable");
  }

  @Test
  void theirCountsAreShown() {
    api.resyncs.shown = List.of(status(ResyncStatus.State.DONE, SINCE, Api.NOW, 2));
    var shown = api.get(PATH).json().at("/resyncs/0");
    assertThat(shown.get("state").textValue()).isEqualTo("done");
    assertThat(shown.get("pages").intValue()).isEqualTo(2);
    assertThat(shown.get("read").intValue()).isEqualTo(7);
    assertThat(shown.get("new").intValue()).isEqualTo(1);
  }
}
