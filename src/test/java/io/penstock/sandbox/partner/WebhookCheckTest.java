package io.penstock.sandbox.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WebhookCheckTest {
  private static final String KEY = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final String BODY = "{\"test\": 2432232314}";
  private static final long AT = 1_614_265_330;

  /** Made by another language's HMAC, so that it proves more than our own two hands. */
  private static final String GOOD = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void aForeignSignatureIsBelieved() {
    assertThat(refusal(ID, AT, GOOD, BODY, AT)).isNull();
  }

  @Test
  void oneFittingSignatureOfSeveralIsEnough() {
    assertThat(refusal(ID, AT, "v1,AAAA v2,BBBB " + GOOD, BODY, AT)).isNull();
  }

  @Test
  void eachOfTheKeysIsTried() {
    WebhookCheck check =
        new WebhookCheck(List.of("whsec_c29tZXRoaW5nIGVsc2UgYWx0b2dldGhlcg==", KEY));
    assertThat(check.refusal(ID, "" + AT, GOOD, BODY.getBytes(StandardCharsets.UTF_8), now(AT)))
        .isNull();
  }

  @Test
  void whatWasTamperedWithIsRefused() {
    assertThat(refusal(ID, AT, GOOD, BODY + " ", AT)).isEqualTo("no signature fits");
    assertThat(refusal(ID + "x", AT, GOOD, BODY, AT)).isEqualTo("no signature fits");
    assertThat(refusal(ID, AT + 1, GOOD, BODY, AT)).isEqualTo("no signature fits");
    assertThat(refusal(ID, AT, GOOD.replace("v1,g", "v1,h"), BODY, AT))
        .isEqualTo("no signature fits");
    assertThat(refusal(ID, AT, GOOD.replace("v1,", ""), BODY, AT)).isEqualTo("no signature fits");
  }

  @Test
  void oldAndFutureOnesAreRefused() {
    assertThat(refusal(ID, AT, GOOD, BODY, AT + 300)).isNull();
    assertThat(refusal(ID, AT, GOOD, BODY, AT + 301)).contains("5 minutes");
    assertThat(refusal(ID, AT, GOOD, BODY, AT - 301)).contains("5 minutes");
  }

  @Test
  void missingHeadersAreRefused() {
    assertThat(refusal(null, AT, GOOD, BODY, AT)).contains("are needed");
    assertThat(refusal(ID, AT, null, BODY, AT)).contains("are needed");
  }

  private static @Nullable String refusal(
      @Nullable String id, long at, @Nullable String signature, String body, long now) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new WebhookCheck(List.of(KEY))
        .refusal(id, Long.toString(at), signature, bytes, now(now));
  }

  private static Instant now(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }
}
