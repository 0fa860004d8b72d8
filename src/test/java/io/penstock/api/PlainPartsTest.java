package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pieces that decide and do nothing: lines, encodings, cursors, options. */
class PlainPartsTest {
  /** What a splitter tells, as text. */
  private static List<String> split(byte[] bytes, int lineMax, Random cuts) {
    List<String> told = new ArrayList<>();
    LineSplitter splitter =
        new LineSplitter(
            lineMax,
            new LineSplitter.Listener() {
              @Override
              public void line(long number, byte[] line, int from, int to) {
                told.add(number + ":" + new String(line, from, to - from, StandardCharsets.UTF_8));
              }

              @Override
              public void tooLong(long number) {
                told.add(number + ":too long");
              }
            });
    for (int at = 0; at < bytes.length; ) {
      int next = Math.min(bytes.length, at + 1 + cuts.nextInt(bytes.length));
      splitter.feed(Arrays.copyOfRange(bytes, at, next));
      at = next;
    }
    splitter.end();
    return told;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void linesAreTheSameWhereverTheStreamIsCut(long seed) {
    byte[] bytes = "one\r\n\ntwo\n0123456789a\nå\n0123456789\nend".getBytes(StandardCharsets.UTF_8);
    assertThat(split(bytes, 10, new Random(seed)))
        .containsExactly("1:one", "3:two", "4:too long", "5:å", "6:0123456789", "7:end");
    byte[] tooLongAtTheEnd = "a\nbbbbbbbbbbbbbbbbbbbb".getBytes(StandardCharsets.UTF_8);
    assertThat(split(tooLongAtTheEnd, 10, new Random(seed))).containsExactly("1:a", "2:too long");
  }

  @Test
  void strictUtf8AgreesWithTheJdk() {
    Random random = new Random(17);
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(5)];
      random.nextBytes(bytes);
      if (round % 2 == 0) {
        bytes[0] = (byte) (0xc0 | random.nextInt(0x40));
        for (int i = 1; i < bytes.length; i++) {
          bytes[i] = (byte) (0x80 | random.nextInt(0x40));
        }
      }
      boolean valid = true;
      try {
        StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes));
      } catch (java.nio.charset.CharacterCodingException invalid) {
        valid = false;
      }
      assertThat(Utf8.firstBad(bytes, 0, bytes.length) < 0)
          .as("round %d: %s", round, Arrays.toString(bytes))
          .isEqualTo(valid);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, Long.MAX_VALUE})
  void aCursorComesBackForItsOwnFilterOnly(long place) {
    String text = PageCursor.of("orders").text(place);
    assertThat(text).matches("[A-Za-z0-9_-]+");
    assertThat(PageCursor.of("orders").place(text)).isEqualTo(place);
    assertThatThrownBy(() -> PageCursor.of("events").place(text))
        .isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|true",
        "*/*|true",
        "application/*;q=0.1|true",
        "text/html, */*;q=0.1|true",
        "text/html|false",
        "*/*, application/json;q=0|false",
        "application/*;q=0, application/json|true",
        "application/jsonp|false"
      })
  void acceptIsObeyed(String header, boolean allowed) {
    assertThat(Accept.allows(header, "application/json")).isEqualTo(allowed);
  }

  @Test
  void theDefaultsAreThoseOfTheManual() {
    assertThat(ApiOptions.DEFAULTS.port()).isEqualTo(8080);
    assertThat(ApiOptions.DEFAULTS.bodyMaxBytes()).isEqualTo(8_388_608);
    assertThat(ManagementOptions.DEFAULTS.port()).isEqualTo(8081);
  }

  @Test
  void aBadOptionIsNamedByItsKey() {
    assertThatThrownBy(
            () ->
                new ManagementOptions(
                    "0.0.0.0",
                    70_000,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10)))
        .hasMessageStartingWith("port: must be between 0 and 65535");
    assertThatThrownBy(() -> new ApiOptions.Tls("", "key.pem"))
        .hasMessageStartingWith("tls.certificate:");
    assertThatThrownBy(
            () ->
                ApiOptions.between(
                    "heartbeat", Duration.ZERO, Duration.ofMillis(50), Duration.ofMinutes(5)))
        .hasMessageStartingWith("heartbeat: must be between PT0.05S and PT5M");
  }
}
