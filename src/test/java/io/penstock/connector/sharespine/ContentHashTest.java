package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentHashTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':1,'b':{'c':2,'d':3}} | {'b':{'d':3,'c':2},'a':1}",
        "{'a':1} | {'a':1,'b':null}",
        "{'a':1.50} | {'a':'1.50'}",
        "{'a':'å'} | {'a':'\\u00e5'}",
      })
  void whatMeansTheSameHasTheSameHash(String one, String other) throws Exception {
    assertThat(hash(one)).isEqualTo(hash(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':1} | {'a':2}",
        "{'a':1} | {'b':1}",
        "{'a':[1,2]} | {'a':[2,1]}",
        "{'a':[1,2]} | {'a':[12]}",
        "{'a':[[1],2]} | {'a':[[1,2]]}",
        "{'a':{'b':1},'c':1} | {'a':{'b':1,'c':1}}",
        "{'a':'1=b'} | {'a':'1','b':''}",
        "{'a':'å'} | {'a':'ä'}",
        "{'a':'😀'} | {'a':'😁'}",
        "{'a':'一'} | {'a':'丁'}",
      })
  void whatDiffersHasAnotherHash(String one, String other) throws Exception {
    assertThat(hash(one)).isNotEqualTo(hash(other));
  }

  @Test
  void fieldsThatAreLeftOutAreLeftOutOfTheObjectItselfOnly() throws Exception {
    assertThat(hash("{'a':1,'b':{'x':1},'x':1}", "x")).isEqualTo(hash("{'a':1,'b':{'x':1}}", "x"));
    assertThat(hash("{'b':{'x':1}}", "x")).isNotEqualTo(hash("{'b':{'x':2}}", "x"));
  }

  @Test
  void aHashDoesNotDependOnWhatWasHashedBefore() throws Exception {
    String small = hash("{'a':1}");
    hash("{'a':'" + "long ".repeat(100_000) + "'}");
    hash("{'z':[{},{'y':2}],'a':2}");
    assertThat(hash("{'a':1}")).isEqualTo(small).hasSize(16);
  }

  private static String hash(String json, String... except) throws IOException {
    return ContentHash.of(Fields.JSON.readTree(json.replace('\'', '"')), Set.of(except));
  }
}
