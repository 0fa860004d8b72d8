package io.penstock.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The contract itself, and one page for each problem's type. Open to everybody. */
final class ContractApi {
  private static final String RESOURCE = "/openapi.yaml";
  private static final String TEXT = "text/plain";

  private final Buffer yaml;
  private final Buffer json;

  private ContractApi(Buffer yaml, Buffer json) {
    this.yaml = yaml;
    this.json = json;
  }

  /** Reads the file in the jar: blocking, so it is done once, before the first request. */
  static ContractApi load() {
    try (InputStream file = ContractApi.class.getResourceAsStream(RESOURCE)) {
      if (file == null) {
        throw new IllegalStateException("the jar has no " + RESOURCE);
      }
      byte[] yaml = file.readAllBytes();
      byte[] json = new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml));
      return new ContractApi(Buffer.buffer(yaml), Buffer.buffer(json));
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException(RESOURCE + " in the jar is not YAML", damaged);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(RESOURCE + " in the jar cannot be read", unreadable);
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/openapi.json", call -> call.send(200, Call.JSON, json)).withoutKey(),
        Endpoint.get("/openapi.yaml", call -> call.send(200, "application/yaml", yaml))
            .producing("application/yaml")
            .withoutKey(),
        Endpoint.get("/problems/:code", this::problem).producing(TEXT).withoutKey());
  }

  private Future<Void> problem(Call call) {
    ProblemCode code = ProblemCode.find(call.path("code"));
    if (code == null) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "there is no problem of this name");
    }
    String page =
        String.join(
            "\n",
            code.code + " (" + code.status + ")",
            code.title + ".",
            code.whatToDo,
            code.retryable ? "The same request may succeed later." : "Repeating it will not help.",
            "");
    return call.send(200, TEXT, Buffer.buffer(page.getBytes(StandardCharsets.UTF_8)));
  }
}
