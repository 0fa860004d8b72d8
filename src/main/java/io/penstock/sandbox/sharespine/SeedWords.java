package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The words that seeded data are made of, from the resource folder {@code sandbox}. */
final class SeedWords {
  private final JsonNode goods;
  private final List<JsonNode> peopleByShare = new ArrayList<>();

  SeedWords() {
    JsonMapper mapper = new JsonMapper();
    goods = read(mapper, "/sandbox/goods.json");
    for (JsonNode country : read(mapper, "/sandbox/people.json")) {
      for (int i = 0; i < country.path("share").asInt(); i++) {
        peopleByShare.add(country);
      }
    }
  }

  /** A country, as often as its share of customers says. */
  JsonNode country(SplittableRandom random) {
    return peopleByShare.get(random.nextInt(peopleByShare.size()));
  }

  JsonNode goods(String list) {
    return goods.path(list);
  }

  static JsonNode pick(JsonNode list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  private static JsonNode read(JsonMapper mapper, String resource) {
    try (InputStream in = SeedWords.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + resource);
      }
      return mapper.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("The resource " + resource + " cannot be read", e);
    }
  }
}
