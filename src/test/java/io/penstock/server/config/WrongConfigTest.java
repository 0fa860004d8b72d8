package io.penstock.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each wrong file gets: the whole list of mistakes, with places. */
class WrongConfigTest {
  private static final String SAMPLE_KEYS =
      "name, open, api, type, share, idle, since, hosts, rules, weights, file, base, password, tls";
  private static final String TIME = "must be a time with its unit: 500ms, 30s, 5m, 2h or 1d";
  private static final String SIZE = "must be a size with its unit: 512B, 64KiB, 8MiB or 2GiB";
  private static final String REFERENCE =
      "use ${env:NAME} or ${file:path}, or write $${ for a plain dollar and brace";

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        wrong("nmae: x", "1:1: nmae: no such key " + SAMPLE_KEYS + "; did you mean 'name'?"),
        wrong("zzzzzz: x", "1:1: zzzzzz: no such key " + SAMPLE_KEYS),
        wrong(
            "api:\n  prot: 1",
            "2:3: api.prot: no such key port, bodyMaxBytes, pageMaxBytes; did you mean 'port'?"),
        wrong("<<: {name: x}", "1:1: <<: no such key " + SAMPLE_KEYS),
        wrong("name: a\nname: b", "2:1: name: this key is there twice, first on line 1"),
        wrong(
            "api:\n  port: 1\n  port: 2",
            "3:3: api.port: this key is there twice, first on line 2"),
        wrong("? [a, b]\n: x", "1:3: a key must be a word"),
        wrong("name:", "1:1: name: has no value; give one or leave the key out"),
        wrong("name: ~", "1:1: name: has no value; give one or leave the key out"),
        wrong("name: [a]", "1:7: name: must be one value, found 'a list'"),
        wrong("name: {a: b}", "1:7: name: must be one value, found 'a section'"),
        wrong("name: ' '", "1:7: name: must not be blank"),
        wrong("open: yes", "1:7: open: must be true or false, found 'yes'"),
        wrong("open: 1", "1:7: open: must be true or false, found '1'"),
        wrong("open: True", "1:7: open: must be true or false, found 'True'"),
        wrong("api: 8080", "1:6: api: a section port, bodyMaxBytes, pageMaxBytes, found '8080'"),
        wrong("api: [1]", "1:6: api: a section port, bodyMaxBytes, pageMaxBytes, found 'a list'"),
        wrong("api: {port: abc}", "1:13: api.port: must be a whole number, found 'abc'"),
        wrong("api: {port: 80.5}", "1:13: api.port: must be a whole number, found '80.5'"),
        wrong("api: {port: 1e3}", "1:13: api.port: must be a whole number, found '1e3'"),
        wrong("api: {port: 0x50}", "1:13: api.port: must be a whole number, found '0x50'"),
        wrong("api: {port: 70000}", "1:13: api.port: must be between 0 and 65535, found '70000'"),
        wrong(
            "api: {port: 99999999999}",
            "1:13: api.port: must be at most 2147483647, found '99999999999'"),
        wrong(
            "api: {port: 99999999999999999999}",
            "1:13: api.port: must be a whole number between -2^63 and 2^63-1,"
                + " found '99999999999999999999'"),
        wrong("api: {bodyMaxBytes: 100}", "1:21: api.bodyMaxBytes: " + SIZE + ", found '100'"),
        wrong("api: {bodyMaxBytes: 1MB}", "1:21: api.bodyMaxBytes: " + SIZE + ", found '1MB'"),
        wrong("api: {bodyMaxBytes: -1B}", "1:21: api.bodyMaxBytes: " + SIZE + ", found '-1B'"),
        wrong(
            "api: {bodyMaxBytes: 9999999999TiB}",
            "1:21: api.bodyMaxBytes: " + SIZE + ", and not that much, found '9999999999TiB'"),
        wrong(
            "api: {pageMaxBytes: 2GiB}",
            "1:21: api.pageMaxBytes: must be at most 2147483647, found '2GiB'"),
        wrong("idle: 30", "1:7: idle: " + TIME + ", found '30'"),
        wrong("idle: 30 seconds", "1:7: idle: " + TIME + ", found '30 seconds'"),
        wrong("idle: 1.5s", "1:7: idle: " + TIME + ", found '1.5s'"),
        wrong("idle: --5s", "1:7: idle: " + TIME + ", found '--5s'"),
        wrong(
            "since: yesterday",
            "1:8: since: must be a moment, such as 2026-01-31T00:00:00Z, found 'yesterday'"),
        wrong(
            "since: 2026-02-30T00:00:00Z",
            "1:8: since: must be a moment, such as 2026-01-31T00:00:00Z,"
                + " found '2026-02-30T00:00:00Z'"),
        wrong("tls: {certificate: a, key: a}", "1:28: tls.key: must be another file, found 'a'"),
        wrong("idle: PT5S", "1:7: idle: " + TIME + ", found 'PT5S'"),
        wrong(
            "type: ordre",
            "1:7: type: must be one of order, shipment, order-status, stock, price,"
                + " found 'ordre'; did you mean 'order'?"),
        wrong("share: NaN", "1:8: share: must be a number, such as 3 or 0.25, found 'NaN'"),
        wrong("share: .inf", "1:8: share: must be a number, such as 3 or 0.25, found '.inf'"),
        wrong("share: 1e999", "1:8: share: must be a number, such as 3 or 0.25, found '1e999'"),
        wrong("share: 1.5", "1:8: share: must be between 0 and 1, not 1.5"),
        wrong(
            "hosts: a",
            "1:8: hosts: must be a list: [a, b], or lines that start with '- ', found 'a'"),
        wrong("hosts: [a, ]\nfile: ''", "2:7: file: must be a path"),
        wrong("hosts:\n  - a\n  -", "3:4: hosts[1]: has no value; give one or leave the key out"),
        wrong("hosts: [[a]]", "1:9: hosts[0]: must be one value, found 'a list'"),
        wrong(
            "rules:\n  - path: /a\n    rate: 1\n  - rate: x",
            "4:5: rules[1].path: is missing",
            "4:11: rules[1].rate: must be a whole number, found 'x'"),
        wrong("rules: [x]", "1:9: rules[0]: a section path, rate, every, strict, found 'x'"),
        wrong(
            "weights: [1]", "1:10: weights: must be a section of keys and values, found 'a list'"),
        wrong("weights: {a: x}", "1:14: weights.a: must be a whole number, found 'x'"),
        wrong("weights: {a: 1, a: 2}", "1:17: weights.a: this key is there twice, first on line 1"),
        wrong(
            "base: example.com",
            "1:7: base: must be a whole address, such as https://example.com/path,"
                + " found 'example.com'"),
        wrong(
            "base: https://a b",
            "1:7: base: must be a whole address, such as https://example.com/path,"
                + " found 'https://a b'"),
        wrong("tls:\n  certificate: a.pem", "2:3: tls.key: is missing"),
        wrong("password: ''", "1:11: password: must not be empty, found '***'"),
        wrong("password: abc", "1:11: password: must have 8 characters or more, found '***'"),
        wrong(
            "password: ${env:NOT_THERE}",
            "1:11: password: the environment variable NOT_THERE is not set, found '***'"),
        wrong(
            "name: ${env:NOT_THERE}",
            "1:7: name: the environment variable NOT_THERE is not set, found '${env:NOT_THERE}'"),
        wrong(
            "name: ${file:/not/there}",
            "1:7: name: there is no file /not/there, found '${file:/not/there}'"),
        wrong("name: ${HOME}", "1:7: name: '${HOME}' is no reference; " + REFERENCE),
        wrong(
            "name: ${env:X",
            "1:7: name: the reference is not closed by '}'; " + REFERENCE + ", found '${env:X'"),
        wrong(
            "api: {port: \"${env:WORD}\"}",
            "1:13: api.port: must be a whole number, found '${env:WORD}'"),
        wrong(
            "name: !!java.io.File x",
            "1:7: is not YAML: Global tag is not allowed: tag:yaml.org,2002:java.io.File"),
        wrong("name: !mine x", "1:7: name: tags are not allowed, found '!mine'"),
        wrong("- a", "1:1: a section " + SAMPLE_KEYS + ", found 'a list'"),
        wrong("word", "1:1: a section " + SAMPLE_KEYS + ", found 'word'"),
        wrong("name: 'open", "1:12: is not YAML: found unexpected end of stream"),
        wrong(
            "name: a\n\topen: true",
            "2:1: is not YAML: found character '\\t(TAB)' that cannot"
                + " start any token. (Do not use \\t(TAB) for indentation)"),
        wrong("name: a\n---\nname: b", "2:1: is not YAML: but found another document"),
        wrong("name: *nobody", "1:7: is not YAML: found undefined alias nobody"),
        wrong("name: \u0007", "1:7: a character (U+0007) that YAML forbids"));
  }

  private static Arguments wrong(String yaml, String... mistakes) {
    return Arguments.of(yaml, List.of(mistakes));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void everyMistakeIsToldWithItsPlace(String yaml, List<String> expected) {
    ConfigReader reader = new ConfigReader(Map.of("WORD", "eighty"));

    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> reader.read(SampleOptions.class, Path.of("sample.yaml"), yaml));

    assertThat(refused).as(yaml).isNotNull();
    assertThat(
            refused.mistakes().stream()
                .map(Mistake::toString)
                .map(text -> text.replace("sample.yaml:", ""))
                .map(text -> text.replace("there is no such key; known here:", "no such key"))
                .map(text -> text.replace("must be a section with the keys", "a section"))
                .collect(Collectors.toList()))
        .isEqualTo(expected);
  }
}
