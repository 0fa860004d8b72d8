package io.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.jackson.DatabindCodec;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How a command speaks, mixed into each: {@code @Mixin final Output output = new Output();}. Data
 * goes to stdout, as text or as one line of JSON; messages go to stderr.
 */
public final class Output {
  /** The one that also knows the JSON of Vert.x. */
  private static final ObjectMapper JSON = DatabindCodec.mapper();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print one JSON value per line on stdout instead of text for people.")
  private boolean json;

  public boolean isJson() {
    return json;
  }

  /** Data: the text for people, or the same as JSON. */
  public void data(String text, Map<String, ?> asJson) {
    if (json) {
      out().println(toJson(asJson));
    } else {
      out().println(text);
    }
    out().flush();
  }

  public void message(String text) {
    err().println(text);
    err().flush();
  }

  public PrintWriter out() {
    return spec().commandLine().getOut();
  }

  public PrintWriter err() {
    return spec().commandLine().getErr();
  }

  static String toJson(Map<String, ?> value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the answer has no JSON form", e);
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("Output must be a @Mixin of a command");
    }
    return spec;
  }
}
