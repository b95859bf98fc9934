#include "query/eql/parser.h"

#include <charconv>

#include "query/eql/expression_parser.h"

namespace crosstrail::eql {
namespace {

constexpr std::uint64_t kMostRuns = 100;
constexpr std::uint64_t kMostPiped = 0x7FFFFFFF;  // an int in Elasticsearch
constexpr std::size_t kMostSteps = 256;           // after runs are written out
constexpr std::size_t kMostFilters = 64;          // of a sample: picking its events takes a power of their number

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr std::array<Unit, 5> kUnits = {
    {{"ms", kSecond / 1000}, {"s", kSecond}, {"m", kMinute}, {"h", kHour}, {"d", kDay}}};

// query { "|" pipe }
class StatementParser : public ExpressionParser {
 public:
  using ExpressionParser::ExpressionParser;

  tl::expected<Statement, Mistake> Run() {
    Statement statement;
    const Token& first = Peek();
    // A category may have any name: `sequence where x` is an event query.
    const bool other = first.kind == TokenKind::kIdentifier && !Sees("where", 1);
    if (other && first.text == "sequence") {
      Sequence(statement);
    } else if (other && first.text == "sample") {
      Sample(statement);
    } else if (other && (first.text == "join" || first.text == "fork")) {
      Fail(first, fmt::format("`{}` is no longer part of EQL", first.text),
           "write a sequence: sequence by key [category where condition] [category where condition]");
    } else {
      Filter(statement.steps.emplace_back().filter);
    }
    while (!mistake_ && Sees("|")) Pipe(statement);
    EndOfStatement(statement);
    if (mistake_) return tl::unexpected<Mistake>(std::move(*mistake_));
    return statement;
  }

 private:
  void Filter(EventFilter& filter) {
    Category(filter);
    if (!mistake_) filter.condition = Or();
  }

  // "sequence" [ "by" keys ] [ "with" "maxspan" "=" time ] term { term } [ "until" subquery ]
  void Sequence(Statement& statement) {
    const Token& keyword = Take();
    statement.kind = Statement::Kind::kSequence;
    if (Takes("by")) Keys(statement.keys);
    if (Takes("with")) MaxSpan(statement);
    if (Sees("by")) Fail(Peek(), "`by` comes before `with`", "write: sequence by key with maxspan=5m [...] [...]");
    while (!mistake_ && (Sees("[") || (Sees("!") && Sees("[", 1)))) Term(statement.steps.emplace_back(), true);
    if (!mistake_ && statement.steps.empty()) return Expected("'[' and the first event filter of the sequence");
    if (!mistake_ && Sees("until")) Until(statement);
    if (!mistake_) CheckSequence(statement, keyword);
  }

  void Until(Statement& statement) {
    Take();
    if (Sees("!")) return Fail(Peek(), "`until` takes an event that happens", "leave out the '!'");
    if (!Sees("[")) return Expected("'[' and an event filter");
    Term(statement.until.emplace(), true);
    if (!mistake_ && statement.until->runs != 1) {
      FailAt(*statement.until, "`until` takes one event", "leave out `with runs`");
    }
  }

  // "sample" [ "by" keys ] subquery subquery { subquery }
  void Sample(Statement& statement) {
    const Token& keyword = Take();
    statement.kind = Statement::Kind::kSample;
    if (Takes("by")) Keys(statement.keys);
    if (Sees("with")) return Fail(Peek(), "a sample has no order and no span", "leave out `with`");
    while (!mistake_ && Sees("[")) Term(statement.steps.emplace_back(), false);
    if (!mistake_ && Sees("!")) {
      return Fail(Peek(), "a sample cannot ask for an event that is missing", "only sequences take `![...]`");
    }
    if (!mistake_ && statement.steps.empty()) return Expected("'[' and the first event filter of the sample");
    if (mistake_) return;
    if (statement.steps.size() < 2) {
      return Fail(keyword, "a sample takes two event filters or more",
                  "write an event query for one: category where ...");
    }
    if (statement.steps.size() > kMostFilters) {
      return Fail(keyword, fmt::format("a sample takes up to {} event filters", kMostFilters), "ask for fewer of them");
    }
    CheckKeys(statement);
    if (!mistake_ && KeyCount(statement, statement.steps.front()) == 0) {
      Fail(keyword, "a sample needs keys to join its events by", "write: sample by key [...] [...]");
    }
    if (!mistake_ && Sees("until")) Fail(Peek(), "a sample has no order, so no `until`", "only sequences take `until`");
  }

  // ["!"] "[" filter "]" [ "by" keys ] [ "with" "runs" "=" INT ]
  void Term(Subquery& term, bool in_sequence) {
    const Token& begin = Peek();
    term.offset = begin.offset;
    term.missing = Takes("!");
    const Token& open = Peek();
    Take();
    Filter(term.filter);
    if (!mistake_ && !Takes("]")) {
      if (Peek().kind == TokenKind::kEnd) {
        Fail(open, "this '[' is not closed", "add the missing ']'");
      } else {
        NotTheEnd("']'");
      }
    }
    term.length = Peek().offset > begin.offset ? Peek().offset - begin.offset : 1;
    if (Takes("by")) Keys(term.keys);
    if (!Takes("with")) return;
    if (!in_sequence) return Fail(Peek(), "a sample takes each event once", "leave out `with runs`");
    const Token& name = Peek();
    if (!Takes("runs")) return Expected("`runs`", "after an event filter stands: with runs=3");
    if (!Takes("=")) return Expected("'='", "write: with runs=3");
    const std::uint64_t runs = Number();
    if (!mistake_ && (runs == 0 || runs > kMostRuns)) {
      return Fail(name, fmt::format("runs goes from 1 to {}", kMostRuns), "write: with runs=3");
    }
    if (!mistake_) term.runs = static_cast<std::uint32_t>(runs);
  }

  // key { "," key }
  void Keys(std::vector<Node>& keys) {
    do {
      const Token& at = Peek();
      const bool optional = Takes("?");
      if (at.kind == TokenKind::kString || Sees("(", 1)) return Expected("a field to join by");
      keys.push_back(Field(optional));
    } while (!mistake_ && Takes(","));
  }

  void MaxSpan(Statement& statement) {
    constexpr std::string_view kHint = "write: with maxspan=5m";
    if (!Takes("maxspan")) return Expected("`maxspan`", std::string(kHint));
    if (!Takes("=")) return Expected("'='", std::string(kHint));
    const Token& at = Peek();
    if (at.kind == TokenKind::kInteger) {
      return Fail(at, fmt::format("{} of what?", at.text), fmt::format("write a unit: {}s, or ms, m, h, d", at.text));
    }
    if (at.kind != TokenKind::kDuration) return Expected("a length of time", std::string(kHint));
    const std::size_t digits = std::min(at.text.find_first_not_of("0123456789"), at.text.size());
    const std::string_view name = at.text.substr(digits);
    const auto* unit =
        std::find_if(kUnits.begin(), kUnits.end(), [name](const Unit& known) { return known.name == name; });
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(at.text.data(), at.text.data() + digits, count);
    if (unit == kUnits.end()) {
      return Fail(at,
                  name.starts_with('.') ? "maxspan takes a whole number"
                                        : fmt::format("unknown unit of time '{}'", Printable(name)),
                  "units are ms, s, m, h and d: 500ms, 30s, 5m");
    }
    if (error != std::errc() || count == 0 ||
        count > static_cast<std::uint64_t>(std::numeric_limits<Duration>::max() / unit->length)) {
      return Fail(at, "this is no length of time that can pass", std::string(kHint));
    }
    statement.maxspan = static_cast<Duration>(count) * unit->length;
    Take();
  }

  // "head" INT | "tail" INT
  void Pipe(Statement& statement) {
    Take();
    const Token& name = Peek();
    if (name.kind != TokenKind::kIdentifier) return Expected("`head` or `tail`");
    if (statement.kind == Statement::Kind::kSample) {
      return Fail(name, "samples do not take pipes", "leave out the part from `|` on");
    }
    crosstrail::Pipe pipe;
    if (Takes("tail")) {
      pipe.kind = crosstrail::Pipe::Kind::kTail;
    } else if (!Takes("head")) {
      return Fail(name, fmt::format("'{}' is no pipe of EQL", Printable(name.text)), "there are `head` and `tail`");
    }
    const std::uint64_t count = Number();
    if (mistake_) return;
    if (count > kMostPiped) return Fail(name, "this is more than can be asked for", "leave out the pipe");
    pipe.count = count;
    statement.pipes.push_back(pipe);
  }

  // 0 after a mistake.
  std::uint64_t Number() {
    const Token& at = Peek();
    std::uint64_t value = 0;
    if (at.kind != TokenKind::kInteger) {
      Expected("a whole number");
      return 0;
    }
    if (std::from_chars(at.text.data(), at.text.data() + at.text.size(), value).ec != std::errc()) {
      Fail(at, "this number is too large", "leave it out");
      return 0;
    }
    Take();
    return value;
  }

  void EndOfStatement(const Statement& statement) {
    if (mistake_ || Peek().kind == TokenKind::kEnd) return;
    if (statement.kind == Statement::Kind::kEvent && statement.pipes.empty()) return End();
    NotTheEnd(statement.pipes.empty() ? "'[', `by`, `until`, '|' or the end of the query"
                                      : "'|' or the end of the query");
  }

  void NotTheEnd(std::string_view expected) {
    if (Sees("=") || IsComparison()) return End();
    Expected(expected);
  }

  void FailAt(const Subquery& term, std::string message, std::string hint) {
    if (!mistake_) mistake_ = Mistake{term.offset, term.length, std::move(message), std::move(hint)};
  }

  static std::size_t KeyCount(const Statement& statement, const Subquery& term) {
    return statement.keys.size() + term.keys.size();
  }

  void CheckKeys(const Statement& statement) {
    const std::size_t count = KeyCount(statement, statement.steps.front());
    const auto check = [&](const Subquery& term) {
      const std::size_t other = KeyCount(statement, term);
      if (other == count) return;
      FailAt(term, fmt::format("{} here, {} in the first event filter", Keys(other), Keys(count)),
             "every event filter needs the same number of `by` fields");
    };
    for (const Subquery& term : statement.steps) check(term);
    if (statement.until) check(*statement.until);
  }

  static std::string Keys(std::size_t count) {
    return count == 1 ? std::string("one key to join by")
                      : fmt::format("{} keys to join by", count == 0 ? "no" : std::to_string(count));
  }

  void CheckSequence(const Statement& statement, const Token& keyword) {
    CheckKeys(statement);
    if (mistake_) return;
    std::size_t steps = 0;
    bool positive = false;
    bool missing = false;
    for (const Subquery& term : statement.steps) {
      steps += term.runs;
      (term.missing ? missing : positive) = true;
    }
    if (steps < 2) {
      Fail(keyword, "a sequence takes two event filters or more", "write an event query for one: category where ...");
    } else if (steps > kMostSteps) {
      Fail(keyword, fmt::format("a sequence takes up to {} events", kMostSteps), "ask for fewer runs");
    } else if (!positive) {
      Fail(keyword, "a sequence needs an event that happens", "leave out the '!' of one event filter");
    } else if (missing && !statement.maxspan) {
      Fail(keyword, "an event can be missing only within a span of time",
           "write: sequence with maxspan=5m [...] ![...]");
    }
  }
};

}  // namespace

tl::expected<Statement, Mistake> ParseStatement(std::string_view query) {
  auto tokens = Tokenize(query);
  if (!tokens) return tl::unexpected<Mistake>(std::move(tokens.error()));
  return StatementParser(std::move(*tokens)).Run();
}

tl::expected<Node, Mistake> ParseExpression(std::string_view text) {
  auto tokens = Tokenize(text);
  if (!tokens) return tl::unexpected<Mistake>(std::move(tokens.error()));
  return ExpressionParser(std::move(*tokens)).Expression();
}

}  // namespace crosstrail::eql
