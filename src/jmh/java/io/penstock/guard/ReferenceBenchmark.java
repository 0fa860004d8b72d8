package io.penstock.guard;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the guard measures others against: nothing here runs a line of ours, so what changes it is
 * the machine or the Java. Each guarded benchmark is held to the one that is most like it in kind,
 * for then their ratio moves least from machine to machine.
 *
 * <pre>mvn -Pjmh verify -DskipTests -Djmh=ReferenceBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReferenceBenchmark {
  private static final int BYTES = 1_024;
  private static final JsonFactory FACTORY = new JsonFactory();

  private final byte[] bytes = text(BYTES);
  private final byte[] json = json();
  private final Mac mac = mac();

  /** Arithmetic: a hash over 1 kB, byte by byte, each step waiting for the one before. */
  @Benchmark
  public int arithmetic() {
    int hash = 0x811c9dc5;
    for (byte each : bytes) {
      hash = (hash ^ each) * 0x01000193;
    }
    return hash;
  }

  /** Memory and branches: the tokens of 1 kB of JSON, and the text of each name and value. */
  @Benchmark
  public int tokens() throws IOException {
    int length = 0;
    try (JsonParser parser = FACTORY.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        length += token.isScalarValue() ? parser.getText().length() : 1;
      }
    }
    return length;
  }

  /** Cryptography: whether the processor has instructions for it is most of the difference. */
  @Benchmark
  public byte[] hmac() {
    return mac.doFinal(bytes);
  }

  @Benchmark
  public long clock() {
    return System.nanoTime();
  }

  private static byte[] text(int length) {
    return "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] json() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 10; text.length() < BYTES; i++) {
      text.append(i == 10 ? "" : ",").append("{\"name\":\"value-").append(i);
      text.append("\",\"number\":").append(i * 37).append('}');
    }
    return text.append(']').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(text(32), "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
