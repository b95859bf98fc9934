// crosstrail-policy-bench: how long it takes to analyse a policy, and to tell two apart.
//
// Reads files of policies (JSON arrays whose records hold one under "policy", as the conformance data has them, or one
// policy each) and prints one JSON object: the median, 99th percentile and maximum in microseconds over all of them,
// each policy timed by the best of several runs; then each hostile policy of at most 20 KB that it can think of.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "policy/analyse.h"
#include "policy/parse.h"

namespace {

using crosstrail::policy::Analyse;
using crosstrail::policy::AnalyseGain;
using crosstrail::policy::AnalysisOptions;
using crosstrail::policy::Document;
using crosstrail::policy::ParseDocument;
using crosstrail::policy::Statement;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = 20'480;

AnalysisOptions Options() {
  AnalysisOptions options;
  options.trust.owner = "111111111111";
  options.trust.organization = "o-ownerorg01";
  options.now = 1.77e9;
  return options;
}

template <typename F>
double BestMicroseconds(int runs, F work) {
  double best = 1e18;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

struct Times {
  std::vector<double> parse, analyse, diff;
};

struct Figures {
  bool decided = true;
  double analyse = 0;
  double diff = 0;
};

Figures Measure(const std::string& text, int runs, Times& times) {
  const AnalysisOptions options = Options();
  Figures figures;
  Document document;
  times.parse.push_back(BestMicroseconds(runs, [&] { document = ParseDocument(text, "").document; }));
  figures.analyse = BestMicroseconds(runs, [&] { figures.decided = Analyse(document, options).decided; });
  // Against itself with its last statement gone and every other one changed a little, both ways: something to find, and
  // much to rule out.
  Document other = document;
  if (!other.statements.empty()) other.statements.pop_back();
  for (std::size_t i = 0; i < other.statements.size(); i += 2) {
    Statement& statement = other.statements[i];
    if (!statement.resources.empty()) statement.resources.push_back(statement.resources.front());
  }
  figures.diff = BestMicroseconds(runs, [&] {
    AnalyseGain(other, document, options);
    AnalyseGain(document, other, options);
  });
  times.analyse.push_back(figures.analyse);
  times.diff.push_back(figures.diff);
  return figures;
}

std::string Percentiles(std::vector<double> values) {
  if (values.empty()) return "null";
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  };
  return fmt::format(R"({{"median":{:.1f},"p99":{:.1f},"max":{:.1f}}})", at(0.5), at(0.99), values.back());
}

// Statements of `make(i)` until the policy is as large as AWS allows.
template <typename F>
std::string Fill(F make, const std::string& first = {}) {
  std::string text = R"({"Version":"2012-10-17","Statement":[)" + first;
  for (int i = 0;; ++i) {
    const std::string statement = (text.back() == '[' ? "" : ",") + make(i);
    if (text.size() + statement.size() + 2 > kMostBytes) break;
    text += statement;
  }
  return text + "]}";
}

std::vector<std::pair<std::string, std::string>> Hostile() {
  const std::string open =
      R"({"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]})";
  const auto deny = [](const std::string& condition) {
    return R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":)" + condition + "}";
  };
  std::vector<std::pair<std::string, std::string>> policies;
  policies.emplace_back(
      "denies of two keys each",
      Fill(
          [&](int i) {
            return deny(fmt::format(
                R"({{"StringLike":{{"s3:prefix":"*{0}a*"}},"StringNotLike":{{"aws:UserAgent":"*{1}b*"}}}})", i, i * 7));
          },
          open));
  policies.emplace_back(
      "denies that leave nothing",
      Fill(
          [&](int i) {
            return deny(
                fmt::format(R"({{"StringLike":{{"s3:x{}":"*a*"}},"StringNotLike":{{"s3:x{}":"*a*"}}}})", i, i + 1));
          },
          open));
  policies.emplace_back(
      "parity of two-valued keys",
      Fill(
          [&](int i) {
            return deny(fmt::format(
                R"({{"Bool":{{"aws:SecureTransport":"{}"}},"StringEquals":{{"s3:k{}":"{}","s3:k{}":"{}"}}}})",
                i % 2 == 0, i / 4, i % 2, i / 4 + 1, i / 2 % 2));
          },
          open));
  policies.emplace_back(
      "stars upon stars",
      Fill(
          [&](int i) {
            return fmt::format(
                R"({{"Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3:::b/*{0}*a*{1}*b*{2}*"}})",
                i % 10, i / 10 % 10, i * 3 % 10);
          },
          open));
  policies.emplace_back(
      "allows against denies of stars", Fill([&](int i) {
        return fmt::format(
            R"({{"Effect":"{0}","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*a{1}*b{2}*c*"}})",
            i % 2 == 0 ? "Allow" : "Deny", i / 2 % 10, i % 7);
      }));
  policies.emplace_back("a thousand accounts", Fill([&](int i) {
                          std::string ids;
                          for (std::int64_t k = 0; k < 100; ++k)
                            ids += fmt::format("{}\"{}\"", k == 0 ? "" : ",",
                                               200'000'000'000 + i * std::int64_t{1000} + k);
                          return R"({"Effect":"Allow","Principal":{"AWS":[)" + ids +
                                 R"(]},"Action":"s3:Get*","Resource":"arn:aws:s3:::b/*"})";
                        }));
  policies.emplace_back(
      "accounts by condition", Fill([&](int i) {
        return fmt::format(
            R"({{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"arn:aws:s3:::b/*","Condition":{{"StringEquals":{{"aws:PrincipalAccount":"{}"}}}}}})",
            200'000'000'000 + i);
      }));
  policies.emplace_back("an action a statement", Fill([&](int i) {
                          return fmt::format(
                              R"({{"Effect":"{}","Principal":"*","Action":"s3:*{}*","Resource":"*"}})",
                              i % 2 == 0 ? "Allow" : "Deny",
                              std::string(1, static_cast<char>('a' + i % 26)) + static_cast<char>('a' + i / 26 % 26));
                        }));
  policies.emplace_back(
      "principals by pattern of ARN",
      Fill(
          [&](int i) {
            return deny(
                fmt::format(R"({{"ArnNotLike":{{"aws:PrincipalArn":"arn:aws:iam::*{}*:role/*a{}*b*"}}}})", i % 10, i));
          },
          open));
  policies.emplace_back("one long pattern", [] {
    std::string stars;
    for (int i = 0; i < 1400; ++i) stars += fmt::format("*{}", i % 10);
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"},)"
           R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringLike":{"s3:prefix":")" +
           stars +
           R"("}}},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotLike":{"s3:prefix":")" +
           stars + R"(*"}}}]})";
  }());
  return policies;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Times the analysis of policies.", "crosstrail-policy-bench");
  std::vector<std::string> files;
  app.add_option("FILE", files, "JSON files of policies");
  int runs = 5;
  app.add_option("--runs", runs, "Runs of each, of which the best counts")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  Times times;
  std::size_t undecided = 0;
  for (const std::string& file : files) {
    std::ifstream in(file);
    const Json content = Json::parse(in);
    for (const Json& record : content.is_array() ? content : Json::array({content})) {
      const Json& policy = record.contains("policy") ? record.at("policy") : record;
      if (policy.is_object()) undecided += Measure(policy.dump(), runs, times).decided ? 0 : 1;
    }
  }
  fmt::print(R"({{"policies":{},"undecided":{},"parse_us":{},"analyse_us":{},"diff_us":{},"hostile":[)",
             times.analyse.size(), undecided, Percentiles(times.parse), Percentiles(times.analyse),
             Percentiles(times.diff));
  bool first = true;
  for (const auto& [name, text] : Hostile()) {
    Times own;
    const Figures figures = Measure(text, 1, own);
    fmt::print("{}\n{{\"name\":\"{}\",\"bytes\":{},\"analyse_ms\":{:.1f},\"diff_ms\":{:.1f},\"decided\":{}}}",
               first ? "" : ",", name, text.size(), figures.analyse / 1000, figures.diff / 1000, figures.decided);
    first = false;
  }
  fmt::print("]}}\n");
  return 0;
}
