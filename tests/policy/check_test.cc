// What is said about policies that can be read, in place.
#include <gmock/gmock.h>

#include "tests/policy/summary.h"

namespace crosstrail::policy {
namespace {

struct Case {
  std::string members;  // of the statement, behind Effect and Action; they begin at column 1 of line 2
  std::vector<std::string> complaints;
};

TEST(CheckDocument, PointsAtTheValue) {
  const std::vector<Case> cases = {
      {R"("Resource": ["arn:aws:s3:::b/${aws:username", "arn:aws:s3:::b/${aws:username}"])",
       {"error 2:14 the variable '${aws:username' does not end"}},
      {R"("Resource": ["arn:aws:sqs", "x"])",
       {"warning 2:14 'arn:aws:sqs' has fewer than the six parts of an ARN", "error 2:29 'x' is no ARN"}},
      {R"("Condition": {"StringEquals": {"s3:prefix": ["${a:b", "x*", "${*}", "?"]}})",
       {"error 2:46 the variable '${a:b' does not end", "warning 2:55 'x*': '*' is no wildcard to 'StringEquals'"}},
      {R"("Condition": {"StringLike": {"s3:prefix": ["x*", "${}"]}, "Bool": {"aws:x": ["true", "false", "no"]}})",
       {"error 2:50 a variable without a name", "warning 2:68 'aws:x' is compared with more than one boolean",
        "error 2:95 'no' is no boolean"}},
      {R"("Condition": {"ArnLike": {"aws:PrincipalArn": ["*", "arn:aws:iam::*", "111111111111", "arn:aws:iam::*:role/x"]}})",
       {"warning 2:53 'arn:aws:iam::*' has fewer than the six parts of an ARN",
        "warning 2:71 '111111111111' is no ARN, so it matches none"}},
      {R"("Condition": {"NumericEquals": {"a:b": "${a:b}"}})", {"error 2:40 '${a:b}' is no number"}},
      {R"("Principal": {"AWS": ["*", "${aws:userid}"]})",
       {"error 2:28 '${aws:userid}': a principal takes no policy variable"}},
  };
  for (const Case& c : cases) {
    const std::string text = R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*",)"
                             "\n" +
                             c.members + "}}";
    EXPECT_THAT(Complaints(ParseDocument(text, "").diagnostics), testing::ElementsAreArray(c.complaints)) << text;
  }
}

TEST(CheckDocument, VariablesNeedTheNewVersion) {
  const std::string text =
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${aws:username}",
"Condition": {"StringEquals": {"aws:x": "${"}}}})";
  const ParsedDocument parsed = ParseDocument(text, "");
  EXPECT_THAT(
      Complaints(parsed.diagnostics),
      testing::ElementsAre("warning 1:62 'arn:aws:s3:::b/${aws:username}': no variable, but these very characters",
                           "warning 2:41 '${': no variable, but these very characters"));
  EXPECT_FALSE(parsed.document.variables);
}

}  // namespace
}  // namespace crosstrail::policy
