package io.penstock.sandbox.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgementTest {

  @Test
  void bothFormsNameTheSameLines() {
    Acknowledgement stream =
        read(
            """
            {"line":2,"code":"over","retryable":true,"retryAfterMs":1500}
            {"line":3,"code":"bad","retryable":false}
            {"accepted":2,"superseded":1,"rejected":2}
            """,
            4);
    Acknowledgement array =
        read(
            """
            {"accepted":2,"superseded":1,"rejected":[
              {"index":1,"retryable":true,"retryAfterMs":1500},{"index":2,"retryable":false}]}
            """,
            4);
    assertThat(stream).isEqualTo(array);
    assertThat(stream.refused().stream()).containsExactly(1, 2);
    assertThat(stream.again().stream()).containsExactly(1);
    assertThat(stream.pause()).isEqualTo(Duration.ofMillis(1500));
    assertThat(stream.superseded()).isEqualTo(1);
  }

  @Test
  void linesThatWereNotReadAreSentAgain() {
    Acknowledgement answer =
        read(
            """
            {"line":2,"code":"bad","retryable":false}
            {"accepted":1,"superseded":0,"rejected":1,"stoppedAfterLine":2}
            """,
            4);
    assertThat(answer.refused().stream()).containsExactly(1, 2, 3);
    assertThat(answer.again().stream()).containsExactly(2, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{\"accepted\":4,\"super",
        "{\"accepted\":3,\"superseded\":0,\"rejected\":0}",
        "{\"accepted\":3,\"superseded\":0,\"rejected\":1}",
        "{\"accepted\":3,\"superseded\":0,\"rejected\":[{\"code\":\"bad\"}]}",
        "{\"accepted\":3,\"superseded\":0,\"rejected\":[{\"index\":9}]}",
        "{\"line\":1,\"code\":\"bad\"}"
      })
  void anAnswerThatDoesNotAddUpAcknowledgesNothing(String answer) {
    assertThatThrownBy(() -> read(answer, 4)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Acknowledgement read(String answer, int lines) {
    return Acknowledgement.read(answer.getBytes(StandardCharsets.UTF_8), lines);
  }
}
