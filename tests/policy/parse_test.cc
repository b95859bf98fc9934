// Policy texts to documents, and what is said about them.
#include "policy/parse.h"

#include <gmock/gmock.h>

#include "tests/policy/summary.h"

namespace crosstrail::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> ComplaintsAbout(std::string_view text) {
  return Complaints(ParseDocument(text, "policy.json").diagnostics);
}

// A whole policy around one statement, whose text begins at line 2, column 1.
std::string Around(std::string_view statement) {
  return "{\"Version\": \"2012-10-17\", \"Statement\":\n" + std::string(statement) + "\n}";
}

struct Case {
  std::string text;
  std::string summary;
};

TEST(ParseDocument, EveryShapeThatAwsAccepts) {
  const std::vector<Case> cases = {
      {R"({"Version": "2012-10-17", "Id": "x", "Statement": {"Sid": "S", "Effect": "Allow", "Principal": "*",
           "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}})",
       "2012 'x' | #0 Allow 'S' P{Anyone:*} A[s3:GetObject] R[arn:aws:s3:::b/*]"},
      {"\xEF\xBB\xBF \r\n\t{\"Statement\": [{\"Effect\": \"Deny\", \"Action\": [\"*\"]}]}\n\n", "2008 | #0 Deny A[*]"},
      {R"({"Version": "2008-10-17", "Statement": [
           {"Effect": "Allow", "NotPrincipal": {"AWS": ["111111111111", "*"]}, "NotAction": ["a:b", "c:d"],
            "NotResource": ["*", "arn:aws:s3:::x"]},
           {"Effect": "Allow", "Action": "s3:*", "Principal": {"Service": "s3.amazonaws.com", "aws": "*",
            "FEDERATED": ["accounts.google.com"], "CanonicalUser": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}]})",
       "2008 | #0 Allow !P{AWS:111111111111,AWS:*} !A[a:b,c:d] !R[*,arn:aws:s3:::x] | #1 Allow "
       "P{Service:s3.amazonaws.com,AWS:*,Federated:accounts.google.com,"
       "CanonicalUser:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef} A[s3:*]"},
      {Around(R"({"Effect": "Allow", "Action": "s3:\u0047et*", "Condition": {"Bool": {"aws:SecureTransport": true},
           "numericlessthan": {"s3:max-keys": [100, "10", 1.50]}, "Null": {"aws:x": "false"},
           "forANYvalue:StringLikeifexists": {"aws:y": ["a", "\"b\""], "aws:z": "c"}, "DateLessThan": {"aws:CurrentTime":
           ["2026-01-31T00:00:00Z", "1700000000", 1700000000, "9999-12-31T23:59:59Z", "2026", "2026-01", "2026-01-31T12:00Z"]}}})"),
       "2012 | #0 Allow A[s3:Get*] C{Bool aws:SecureTransport=[true]} C{numericlessthan s3:max-keys=[100,10,1.50]} "
       "C{Null aws:x=[false]} C{forANYvalue:StringLikeifexists aws:y=[a,\"b\"]} "
       "C{forANYvalue:StringLikeifexists aws:z=[c]} C{DateLessThan aws:CurrentTime=[2026-01-31T00:00:00Z,1700000000,"
       "1700000000,9999-12-31T23:59:59Z,2026,2026-01,2026-01-31T12:00Z]}"},
      {Around(R"({"Effect": "Allow", "Action": "s3:*", "Condition": {}})"), "2012 | #0 Allow A[s3:*]"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Summary(c.text), c.summary) << c.text;
    EXPECT_THAT(ComplaintsAbout(c.text), IsEmpty()) << c.text;
  }
}

struct BadCase {
  std::string text;
  std::string summary;
  std::vector<std::string> complaints;
};

void Expect(const std::vector<BadCase>& cases) {
  for (const BadCase& c : cases) {
    EXPECT_EQ(Summary(c.text), c.summary) << c.text;
    EXPECT_THAT(ComplaintsAbout(c.text), testing::ElementsAreArray(c.complaints)) << c.text;
  }
}

TEST(ParseDocument, WhatIsNoPolicyAtAll) {
  Expect({
      {"", "unreadable", {"error 1:1 the policy is empty"}},
      {" \n", "unreadable", {"error 1:1 the policy is empty"}},
      {"[]", "unreadable", {"error 1:1 a policy is a JSON object"}},
      {R"( "{}")", "unreadable", {"error 1:2 a policy is a JSON object"}},
      {"{\n  // why\n}", "unreadable", {"error 2:3 not JSON: a key in quotes was expected here"}},
      {"{\"a\": 1,\n}", "unreadable", {"error 2:1 not JSON: a key in quotes was expected here"}},
      {"{\"a\": 1}\n}", "unreadable", {"error 2:1 not JSON: something follows the end of the value"}},
      {"{\"Id\": \"x\ny\"}",
       "unreadable",
       {"error 1:10 not JSON: not UTF-8, a control character in a string or an open string"}},
      {"{\"a\": \"\xff\"}",
       "unreadable",
       {"error 1:8 not JSON: not UTF-8, a control character in a string or an open string"}},
      {"{\"a\": \"\\\"}",
       "unreadable",
       {"error 1:7 not JSON: not UTF-8, a control character in a string or an open string"}},
      {"%7B%22Version%22", "unreadable", {"error 1:1 not JSON: a value was expected here"}},
      {"{\"a\": " + std::string(64, '[') + std::string(64, ']') + "}",
       "unreadable",
       {"error 1:70 not JSON: nested too deep, in more than 64 levels"}},
  });
}

TEST(ParseDocument, Limits) {
  const std::string policy =
      R"({"Statement": [{"Effect": "Allow", "Action": "a:b"}, {"Effect": "Deny", "Action": "*"}]})";
  const auto complaints = [&](const ParseLimits& limits) {
    const ParsedDocument parsed = ParseDocument(policy, "", limits);
    EXPECT_EQ(parsed.unreadable, HasErrors(parsed.diagnostics));
    EXPECT_TRUE(!parsed.unreadable || parsed.document.statements.empty());
    return Complaints(parsed.diagnostics);
  };
  EXPECT_THAT(complaints({.bytes = policy.size(), .statements = 2, .values = 4}), IsEmpty());
  EXPECT_THAT(complaints({.bytes = 87}), ElementsAre("error 1:1 the policy has 88 bytes; at most 87 are read"));
  EXPECT_THAT(complaints({.statements = 1}), ElementsAre("error 1:54 the policy has more than 1 statements"));
  EXPECT_THAT(complaints({.values = 3}), ElementsAre("error 1:83 the policy has more than 3 values"));
}

TEST(ParseDocument, DocumentElements) {
  Expect({
      {"{}", "2008", {"error 1:1 the policy has no Statement"}},
      {R"({"Statement": []})", "2008", {"error 1:15 the policy has no statements"}},
      {R"({"Statement": null})", "2008", {"error 1:15 a statement is an object"}},
      {R"({"Statement": [7, {"Effect": "Deny", "Action": "*"}]})",
       "2008 | #1 Deny A[*]",
       {"error 1:16 a statement is an object"}},
      // A version AWS does not know counts as the newest.
      {R"({"Version": "2012-10-18", "Statement": {"Effect": "Deny", "Action": "*"}})",
       "2012 | #0 Deny A[*]",
       {R"(error 1:13 Version must be "2012-10-17" or "2008-10-17")"}},
      {R"({"Version": 1, "Id": 2, "Statement": {"Effect": "Deny", "Action": "*"}})",
       "2012 '2' | #0 Deny A[*]",
       {R"(error 1:13 Version must be "2012-10-17" or "2008-10-17")", "error 1:22 Id takes a string, not a number"}},
      {R"({"version": "2012-10-17", "Statments": [], "STATEMENT": {"Effect": "Deny", "Action": "*"}})",
       "2012 | #0 Deny A[*]",
       {"error 1:2 'version' must be written 'Version'", "error 1:27 'Statments' is no element of a policy",
        "error 1:44 'STATEMENT' must be written 'Statement'"}},
      {R"({"Version": "2008-10-17", "Version" : "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*"}})",
       "2012 | #0 Deny A[*]",
       {"error 1:2 'Version' appears more than once in this object"}},
  });
}

TEST(ParseDocument, StatementElements) {
  Expect({
      {Around("{}"),
       "2012 | #0 Allow A[]",
       {"error 2:1 the statement has no Effect", "error 2:1 the statement has no Action"}},
      {Around(R"({"Effect": "deny", "action": "*"})"),
       "2012 | #0 Deny A[*]",
       {R"(error 2:12 Effect must be "Allow" or "Deny")", "error 2:20 'action' must be written 'Action'"}},
      {Around(R"({"Effect": ["Deny"], "Action": "*"})"),
       "2012 | #0 Allow A[*]",
       {R"(error 2:12 Effect must be "Allow" or "Deny")"}},
      // The right case counts, whichever comes last.
      {Around(R"({"Effect": "Allow", "Action": "*", "effect": "Deny"})"),
       "2012 | #0 Allow A[*]",
       {"error 2:36 'effect' must be written 'Effect'"}},
      {Around(R"({"Effect": "Allow", "Action": ["*", null, ["s3:*"], {}, 7], "Resource": null})"),
       "2012 | #0 Allow A[*,7] R[]",
       {"error 2:37 Action takes a string, not null", "error 2:43 Action takes a string, not a list",
        "error 2:53 Action takes a string, not an object", "error 2:57 Action takes a string, not a number",
        "error 2:57 '7' does not name its service", "error 2:73 Resource takes a string, not null"}},
      {Around(R"({"Sid": 5, "Effect": "Allow", "Action": [], "NotResource": []})"),
       "2012 | #0 Allow '5' A[] !R[]",
       {"error 2:9 Sid takes a string, not a number",
        "warning 2:41 Action is an empty list: the statement has no effect",
        "warning 2:60 NotResource is an empty list: it excepts nothing"}},
      {Around(R"({"Effect": "Allow", "Actoin": "s3:*", "\u0041ction": "a:b"})"),
       "2012 | #0 Allow A[a:b]",
       {"error 2:21 'Actoin' is no element of a statement"}},
      {Around(R"([{"Sid": "a", "Effect": "Allow", "Action": "*"}, {"Sid": "a", "Effect": "Allow", "Action": "*"}])"),
       "2012 | #0 Allow 'a' A[*] | #1 Allow 'a' A[*]",
       {"error 2:58 the Sid 'a' is used twice"}},
      {Around(R"({"Sid": "Allow all!", "Effect": "Allow", "Action": "*"})"),
       "2012 | #0 Allow 'Allow all!' A[*]",
       {"warning 2:9 the Sid 'Allow all!' has more than letters and digits"}},
  });
}

// Of an element and its negation, the one with which the policy allows more.
TEST(ParseDocument, AnElementAndItsNegation) {
  Expect({
      {Around(R"({"Effect": "Allow", "Action": "s3:*", "NotAction": "s3:Put*"})"),
       "2012 | #0 Allow !A[s3:Put*]",
       {"error 2:21 a statement has either Action or NotAction"}},
      {Around(R"({"Effect": "Allow", "Action": ["a:b", "*"], "NotAction": "s3:Put*"})"),
       "2012 | #0 Allow A[a:b,*]",
       {"error 2:45 a statement has either Action or NotAction"}},
      {Around(R"({"Effect": "Deny", "Action": "*", "NotPrincipal": "*", "Principal": {"AWS": "111111111111"},
"Resource": "*", "NotResource": "arn:aws:s3:::b"})"),
       "2012 | #0 Deny P{AWS:111111111111} A[*] !R[arn:aws:s3:::b]",
       {"error 2:35 a statement has either Principal or NotPrincipal",
        "error 3:1 a statement has either Resource or NotResource"}},
  });
}

TEST(ParseDocument, PrincipalShapes) {
  Expect({
      {Around(R"({"Effect": "Allow", "Action": "*", "Principal": "111111111111"})"),
       "2012 | #0 Allow P{AWS:111111111111} A[*]",
       {R"(error 2:49 the only string Principal may be is "*")"}},
      {Around(R"({"Effect": "Allow", "Action": "*", "Principal": ["*", "111111111111"]})"),
       "2012 | #0 Allow P{Anyone:*,AWS:111111111111} A[*]",
       {R"(error 2:49 Principal is a map or "*", not a list)"}},
      {Around(R"({"Effect": "Allow", "Action": "*", "Principal": {}})"),
       "2012 | #0 Allow P{} A[*]",
       {"warning 2:49 Principal names nobody: the statement has no effect"}},
      {Around(R"({"Effect": "Allow", "Action": "*", "NotPrincipal": {"AWS": []}})"),
       "2012 | #0 Allow !P{} A[*]",
       {"warning 2:52 NotPrincipal names nobody: it excepts nobody"}},
      {Around(R"({"Effect": "Allow", "Action": "*", "Principal": null})"),
       "2012 | #0 Allow P{} A[*]",
       {"error 2:49 Principal takes a string, not null"}},
      {Around(
           R"({"Effect": "Allow", "Action": "*", "Principal": {"Services": "s3.amazonaws.com", "*": "*", "AWS": {"AWS": "*"},
"Service" : "a.amazonaws.com", "AWS":"*", "AWS" : 111111111111}})"),
       "2012 | #0 Allow P{Service:a.amazonaws.com,AWS:111111111111} A[*]",
       {"error 2:50 'Services' is no kind of principal", "error 2:82 '*' is no kind of principal",
        "error 2:92 'AWS' appears more than once in this object",
        "error 3:32 'AWS' appears more than once in this object",
        "error 3:51 Principal AWS takes a string, not a number"}},
  });
}

TEST(ParseDocument, ConditionShapes) {
  Expect({
      {Around(R"({"Effect": "Allow", "Action": "*", "Condition": ["x"]})"),
       "2012 | #0 Allow A[*] C{? =[]}",
       {"error 2:49 Condition must be an object"}},
      {Around(R"({"Effect": "Allow", "Action": "*", "Condition": {"StringEquals": "x", "StringLike": {}}})"),
       "2012 | #0 Allow A[*] C{?StringEquals =[]}",
       {"error 2:66 'StringEquals' takes an object of condition keys", "warning 2:71 'StringLike' tests nothing"}},
      {Around(
           R"({"Effect": "Allow", "Action": "*", "Condition": {"StringEqual": {"aws:x": "1"}, "ForAllValues:Null": {"aws:x": "true"},
"ForAnyValue:StringLik": {"aws:x": "1"}, "StringEquals": {"aws:x": ["1", null], "AWS:X": [], "x": "1", "": "2"}}})"),
       "2012 | #0 Allow A[*] C{?StringEqual aws:x=[1]} C{?ForAllValues:Null aws:x=[true]} C{?ForAnyValue:StringLik "
       "aws:x=[1]} "
       "C{?StringEquals aws:x=[1]} C{StringEquals AWS:X=[]} C{StringEquals x=[1]} C{StringEquals =[2]}",
       {"error 2:50 'StringEqual' is no condition operator",
        "error 2:81 'ForAllValues:Null': Null takes neither a set operator nor IfExists",
        "error 3:1 'ForAnyValue:StringLik' is no condition operator", "error 3:74 a condition takes a string, not null",
        "error 3:81 'AWS:X' is tested twice by the same operator, but for case",
        "warning 3:81 'AWS:X' is compared with no value", "error 3:94 'x' is no condition key",
        "error 3:104 '' is no condition key"}},
  });
}

// A Deny must not deny more than was written, or the policy would look safer than it is.
TEST(ParseDocument, ADenyThatCannotBeReadIsLeftOut) {
  const auto statements = [](std::string_view element) {
    return Summary(Around("{\"Effect\": \"Deny\", \"Action\": \"*\", " + std::string(element) + "}"));
  };
  EXPECT_EQ(statements(R"("NotResource": [null, "*"])"), "2012");
  EXPECT_EQ(statements(R"("NotPrincipal": {"AWS": [null, "*"]})"), "2012");
  EXPECT_EQ(statements(R"("NotPrincipal": {"Foo": "*"})"), "2012");
  EXPECT_EQ(statements(R"("Conditon": {})"), "2012");
  EXPECT_EQ(statements(R"("Resource": [null, "*"])"), "2012 | #0 Deny A[*] R[*]");
  EXPECT_EQ(statements(R"("Principal": {"Foo": "*"})"), "2012 | #0 Deny P{} A[*]");
  EXPECT_EQ(statements(R"("Condition": {"Bool": {"aws:SecureTransport": [null]}})"),
            "2012 | #0 Deny A[*] C{?Bool aws:SecureTransport=[]}");
}

TEST(ParseDocument, SpansAreOfTheValuesInTheText) {
  const std::string text = "\xEF\xBB\xBF" + Around(R"({"Effect": "Allow", "Action": ["a\"b:c", "*"],
    "Principal": {"AWS": "*"}, "Condition": {"Null" : {"\u0061\\\"ws:x":[ true ]}}})");
  const ParsedDocument parsed = ParseDocument(text, "");
  const auto at = [&](Span span) { return text.substr(span.begin, span.end - span.begin); };
  ASSERT_EQ(parsed.document.statements.size(), 1U);
  const Statement& statement = parsed.document.statements[0];
  EXPECT_THAT(at(statement.span), testing::AllOf(testing::StartsWith("{\"Effect\""), testing::EndsWith("]}}}")));
  EXPECT_EQ(at(statement.actions[0].span), R"("a\"b:c")");
  EXPECT_EQ(statement.actions[0].text, "a\"b:c");
  EXPECT_EQ(at(statement.principals[0].value.span), R"("*")");
  const ConditionElement& condition = statement.conditions[0];
  EXPECT_EQ(at(condition.operator_name.span), R"("Null")");
  EXPECT_EQ(at(condition.key.span), R"("\u0061\\\"ws:x")");
  EXPECT_EQ(condition.key.text, R"(a\"ws:x)");
  EXPECT_EQ(at(condition.values[0].span), "true");
}

TEST(ParseDocument, HintsSayWhatToDo) {
  const auto hint = [](std::string_view statement) {
    const Diagnostics diagnostics = ParseDocument(Around(statement), "").diagnostics;
    return diagnostics.empty() ? std::string() : diagnostics.front().hint;
  };
  EXPECT_EQ(hint(R"({"Efect": "Allow", "Action": "*"})"), "add \"Effect\": \"Allow\" or \"Deny\"; it is read as Allow");
  EXPECT_EQ(hint(R"({"Effect": "Allow", "Action": "*", "Conditions": {}})"), "did you mean 'Condition'?");
  EXPECT_EQ(hint(R"({"Effect": "Allow", "Action": "*", "Principal": {"Federate": "a.b"}})"),
            "did you mean 'Federated'?");
  EXPECT_EQ(
      hint(R"({"Effect": "Allow", "Action": "*", "Condition": {"forallvalues:StringsEqualIfExists": {"a:b": "1"}}})"),
      "did you mean 'ForAllValues:StringEqualsIfExists'?");
}

TEST(ParseDocument, RendersLikeACompiler) {
  const std::string policy = R"({
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principle": "*",
    "Principal": {"AWS": "arn:aws:iam::111111111111:user/*"},
    "Action": "GetObject",
    "Resource": "arn:aws:s3:::b/*",
    "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "10.0.0.0/33"]}}
  }]
}
)";
  std::string rendered;
  for (const Diagnostic& diagnostic : ParseDocument(policy, "bucket.json").diagnostics)
    rendered += Render(diagnostic, false);
  EXPECT_EQ(rendered, R"(bucket.json:5:5: error: 'Principle' is no element of a statement
      "Principle": "*",
      ^^^^^^^^^^^
  hint: did you mean 'Principal'?
bucket.json:6:26: error: 'arn:aws:iam::111111111111:user/*': a principal takes no wildcard
      "Principal": {"AWS": "arn:aws:iam::111111111111:user/*"},
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: name the account and test aws:PrincipalArn with ArnLike in a Condition
bucket.json:7:15: error: 'GetObject' does not name its service
      "Action": "GetObject",
                ^^^^^^^^^^^
  hint: write it like "s3:GetObject", or "*"
bucket.json:9:64: error: '10.0.0.0/33' is no IP address or block of them
      "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "10.0.0.0/33"]}}
                                                                 ^^^^^^^^^^^^^
  hint: write it like "203.0.113.0/24" or "2001:db8::/32"
)");
}

// However much is wrong, the report stays short, and an error is never hidden behind warnings.
TEST(ParseDocument, ReportsAreBounded) {
  std::string statements;
  for (int i = 0; i < 300; ++i) statements += "{\"Effect\": \"Allow\", \"Action\": []},\n";
  const std::string text = Around("[" + statements + R"({"Effect": "Allow", "Action": "x"}])");
  const ParsedDocument parsed = ParseDocument(text, "f");
  EXPECT_EQ(parsed.document.statements.size(), 301U);
  EXPECT_LE(parsed.diagnostics.size(), 102U);
  EXPECT_TRUE(HasErrors(parsed.diagnostics));
  EXPECT_THAT(parsed.diagnostics.back().message, HasSubstr("more problems"));
}

}  // namespace
}  // namespace crosstrail::policy
