// Makes vectors.txt: what java.util.HashMap itself does with keys that collide. Run with `java Generate.java`.
// A line: the keys in the order they were put, a tab, the keys in the order of iteration; both separated by spaces.
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

class Generate {
  static final Random RANDOM = new Random(1);

  // Strings of one length made of "Aa" and "BB", which have the same hash, all have the same hash.
  static String colliding(int pairs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pairs; ++i) text.append(RANDOM.nextBoolean() ? "Aa" : "BB");
    return text.toString();
  }

  static int bucket(String key, int capacity) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (capacity - 1);
  }

  // Any key that falls into one bucket of a table of `capacity`.
  static String near(int capacity, int want) {
    while (true) {
      String key = Integer.toString(RANDOM.nextInt(100000), 36);
      if (bucket(key, capacity) == want) return key;
    }
  }

  public static void main(String[] arguments) {
    for (int line = 0; line < 300; ++line) {
      List<String> keys = new ArrayList<>();
      Map<String, Integer> map = new HashMap<>();
      int count = 5 + RANDOM.nextInt(line % 3 == 0 ? 120 : 40);
      int kind = RANDOM.nextInt(4);
      int capacity = 64 << RANDOM.nextInt(4);
      int want = RANDOM.nextInt(64);
      for (int i = 0; i < count; ++i) {
        String key;
        switch (kind) {
          case 0:
            key = colliding(6);
            break;
          case 1:
            key = RANDOM.nextInt(3) == 0 ? near(4096, 4000) : near(capacity, want);
            break;
          case 2:
            key = RANDOM.nextBoolean() ? colliding(5) : near(capacity, bucket("AaAaAaAaAa", capacity));
            break;
          default:
            key = RANDOM.nextBoolean() ? colliding(5) : (RANDOM.nextBoolean() ? "\uFF5E" : "\uD83D\uDE00") + colliding(4);
        }
        if (map.put(key, i) == null) keys.add(key);
      }
      System.out.println(String.join(" ", keys) + "\t" + String.join(" ", map.keySet()));
    }
  }
}
