package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
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
        "{'a':-12} | {'a':'-12'}",
        "{'a':-0} | {'a':0}",
        "{'a':1e3} | {'a':1E+03}",
        "{'a':true} | {'a':'true'}",
        "{'a':{'b':null}} | {'a':{}}",
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
        "{'a':'bb','b':'aa'} | {'a':'aa','b':'bb'}",
        "{'a':{'b':1},'c':{'b':2}} | {'a':{'b':2},'c':{'b':1}}",
        "{'a':[null,1]} | {'a':[1]}",
        "{'a':[null]} | {'a':['null']}",
        "{'a':[]} | {'a':{}}",
        "{'a':[]} | {'a':''}",
        "{'a':[]} | {}",
        "{'a':{}} | {}",
        "{'a':''} | {}",
        "{'a':['x','']} | {'a':['x']}",
        "{'a':'12345678'} | {'a':'123456789'}",
        "{'a':'aa'} | {'a':'aaa'}",
        "{'a':'aaaa'} | {'a':'aaaaa'}",
      })
  void whatDiffersHasAnotherHash(String one, String other) throws Exception {
    assertThat(hash(one)).isNotEqualTo(hash(other));
  }

  @Test
  void aFieldIsLeftOutByTakingItsPartOffTheSum() throws Exception {
    HashedJson json = read("{'a':1,'x':[2],'b':{'x':1}}");
    json.enter();
    long left = 0;
    for (String name = json.field(); name != null; name = json.field()) {
      json.skip();
      left += name.equals("x") ? json.part() : 0;
    }
    assertThat(ContentHash.hex(ContentHash.object(json.sum() - left)))
        .isEqualTo(hash("{'a':1,'b':{'x':1}}"));
  }

  @Test
  void aHashDoesNotDependOnWhatWasHashedBefore() throws Exception {
    String small = hash("{'a':1}");
    hash("{'a':'" + "long ".repeat(100_000) + "'}");
    hash("{'z':[{},{'y':2}],'a':2}");
    assertThat(hash("{'a':1}")).isEqualTo(small).hasSize(16);
  }

  /** Versions on disk are compared with what is hashed after a restart, or a year later. */
  @Test
  void theHashIsTheSameForEver() throws Exception {
    assertThat(hash("{'a':1,'b':['x',null,{'c':'longer than eight'}],'d':'å😀'}"))
        .isEqualTo("dcc008a93f03dcc5");
  }

  private static String hash(String text) throws IOException {
    HashedJson json = read(text);
    json.skip();
    return ContentHash.hex(json.hash());
  }

  private static HashedJson read(String text) throws IOException {
    JsonParser tokens = Fields.FACTORY.createParser(text.replace('\'', '"'));
    tokens.nextToken();
    return new HashedJson(tokens, false);
  }
}
