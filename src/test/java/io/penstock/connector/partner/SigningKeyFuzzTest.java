package io.penstock.connector.partner;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever stands where a signing key should: it has a problem, or it is a key. */
class SigningKeyFuzzTest {
  @FuzzTest
  void key(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (SigningKey.problem(text) == null) {
      assertThat(SigningKey.bytes(text).length)
          .isBetween(SigningKey.BYTES_MIN, SigningKey.BYTES_MAX);
    }
  }
}
