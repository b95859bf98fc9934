#include "tests/alert/fixtures.h"

#include <cstdlib>
#include <utility>

namespace crosstrail {
namespace {

constexpr std::string_view kPolicy =
    "{bucketPolicy={Version=2012-10-17, Statement=[{Sid=Partner, Effect=Allow, "
    "Principal={AWS=arn:aws:iam::444455556666:root}, Action=[s3:GetObject, s3:ListBucket], "
    "Resource=[arn:aws:s3:::ledger-2023, arn:aws:s3:::ledger-2023/*], "
    "Condition={StringEquals={aws:PrincipalTag/team=[finance, audit, reporting]}}}, "
    "{Sid=Inventory, Effect=Allow, Principal={Service=s3.amazonaws.com}, Action=s3:PutObject, "
    "Resource=arn:aws:s3:::ledger-2023/inventory/*}]}, bucketName=ledger-2023, "
    "Host=ledger-2023.s3.eu-west-1.amazonaws.com, policy=}";

constexpr std::string_view kRecord = R"({
  "eventVersion": "1.09",
  "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/ops/bob", "accountId": "111122223333"},
  "eventTime": "2023-07-10T12:31:04Z", "eventSource": "s3.amazonaws.com", "eventName": "PutBucketPolicy",
  "requestParameters": {"bucketName": "ledger-2023", "limit": 12345678901234567890, "ratio": 1.50},
  "eventID": "0f2c7c1e-58a1-4a0e-9d4f-7f2f0c7a1b10"
})";

Technique Named(std::string id, std::string name, const std::string& path) {
  return {std::move(id), std::move(name), "https://attack.mitre.org/techniques/" + path + "/", {}};
}

Rule MakeSharingRule() {
  Rule rule;
  rule.id = "5d1f0f0e-6c5c-4e63-8a5e-0c1d2b3a4f50";
  rule.name = "Bucket policy opened to another account";
  rule.description = "A bucket policy was set that names a principal outside the owner's account.";
  rule.type = "eql";
  rule.language = "eql";
  rule.query = "info where event.action == \"PutBucketPolicy\"";
  rule.severity = Severity::kHigh;
  rule.risk_score = 73;
  rule.version = 3;
  rule.author = {"Crosstrail"};
  rule.license = "Apache-2.0";
  rule.tags = {"Cloud", "AWS", "S3"};
  Technique account_access = Named("T1098", "Account Manipulation", "T1098");
  account_access.subtechniques = {Named("T1098.001", "Additional Cloud Credentials", "T1098/001")};
  rule.threat = {{"MITRE ATT&CK",
                  "TA0010",
                  "Exfiltration",
                  "https://attack.mitre.org/tactics/TA0010/",
                  {Named("T1537", "Transfer Data to Cloud Account", "T1537")}},
                 {"MITRE ATT&CK",
                  "TA0003",
                  "Persistence",
                  "https://attack.mitre.org/tactics/TA0003/",
                  {account_access, Named("T1537", "Transfer Data to Cloud Account", "T1537")}}};
  rule.references = {"https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html"};
  rule.false_positives = {"Sharing with a partner that was agreed on."};
  rule.note = "## Triage\n\n- Who is the new reader?\n";
  rule.setup = "Needs management events of S3.";
  rule.index = {"logs-aws.cloudtrail-*"};
  rule.investigation_fields = {"@timestamp",
                               "user.name",
                               "source.ip",
                               "event.action",
                               "aws.cloudtrail.request_parameters",
                               "aws.cloudtrail.user_identity.session_context.mfa_authenticated"};
  return rule;
}

AlertField Text(std::string name, std::string value) { return {std::move(name), {std::move(value)}}; }

}  // namespace

const Rule& SharingRule() {
  static const Rule kRule = MakeSharingRule();
  return kRule;
}

const Rule& BareRule() {
  static const Rule kRule = [] {
    Rule rule;
    rule.id = "bare";
    rule.name = "A rule that says nothing of itself, under a name that takes more than the one line it is given";
    rule.severity = Severity::kCritical;
    rule.type = "query";
    return rule;
  }();
  return kRule;
}

Alert SharingAlert() {
  Alert alert;
  alert.id = std::string(32, 'a') + std::string(32, '1');
  alert.time = 1'688'992'264 * kSecond;
  alert.has_time = true;
  alert.rule = &SharingRule();
  alert.severity = alert.rule->severity;
  alert.risk_score = alert.rule->risk_score;
  AlertEvent& event = alert.events.emplace_back();
  event.record.json = kRecord;
  event.record.has_time = true;
  event.record.time = alert.time;
  event.record.event_id = "0f2c7c1e-58a1-4a0e-9d4f-7f2f0c7a1b10";
  event.record.provenance = {
      "logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2023/07/10/"
      "111122223333_CloudTrail_eu-west-1_20230710T1235Z_Kq0w2.json.gz",
      17, std::string(64, 'c')};
  const AlertFields fields = {
      {"@timestamp", {InstantValue{alert.time}}},
      {"aws.cloudtrail.read_only", {false}},
      Text("aws.cloudtrail.recipient_account_id", "111122223333"),
      Text("aws.cloudtrail.request_parameters", std::string(kPolicy)),
      {"aws.cloudtrail.resources.arn",
       {std::string("arn:aws:s3:::ledger-2023"), std::string("arn:aws:s3:::ledger-2023/*")}},
      Text("aws.cloudtrail.user_identity.arn", "arn:aws:iam::111122223333:user/ops/bob"),
      Text("aws.cloudtrail.user_identity.session_context.mfa_authenticated", "false"),
      Text("cloud.account.id", "111122223333"),
      Text("cloud.region", "eu-west-1"),
      Text("event.action", "PutBucketPolicy"),
      Text("event.category", "configuration"),
      Text("event.dataset", "aws.cloudtrail"),
      Text("event.id", "0f2c7c1e-58a1-4a0e-9d4f-7f2f0c7a1b10"),
      Text("event.kind", "event"),
      Text("event.module", "aws"),
      Text("event.outcome", "success"),
      Text("event.provider", "s3.amazonaws.com"),
      Text("event.type", "change"),
      Text("source.address", "198.51.100.7"),
      Text("source.ip", "198.51.100.7"),
      Text("user.id", "AIDAEXAMPLEEXAMPLE111"),
      Text("user.name", "bob"),
      Text("user_agent.original",
           "[aws-cli/2.13.5 Python/3.11.4 Linux/6.1.0-10-amd64 exe/x86_64.debian.12 prompt/off "
           "command/s3api.put-bucket-policy]"),
  };
  event.fields = std::make_shared<AlertFields>(fields);
  alert.fields = {fields[0], fields[21], fields[19], fields[9], fields[3], fields[6]};
  return alert;
}

Alert BareAlert() {
  Alert alert;
  alert.id = std::string(64, 'b');
  alert.rule = &BareRule();
  alert.severity = alert.rule->severity;
  alert.risk_score = alert.rule->risk_score;
  AlertEvent& event = alert.events.emplace_back();
  event.record.json = "{\"eventName\": tru";
  event.record.event_id = "sha256:00ff";
  event.record.provenance = {"-", 0, ""};
  return alert;
}

Alert TwoEventAlert() {
  Alert alert;
  alert.id = std::string(64, 'd');
  alert.time = 1'688'992'300 * kSecond + 250'000'000;
  alert.has_time = true;
  alert.rule = &SharingRule();
  alert.severity = alert.rule->severity;
  alert.risk_score = alert.rule->risk_score;
  for (const bool last : {false, true}) {
    AlertEvent& event = alert.events.emplace_back();
    event.record.event_id = last ? "second" : "first";
    event.record.json = last ? R"({"event":{"action":"ConsoleLogin"},"n":2})" : R"({"eventName":"ConsoleLogin"})";
    event.record.form = last ? RecordForm::kElastic : RecordForm::kCloudTrail;
    event.record.has_time = true;
    event.record.time = last ? alert.time : alert.time - kMinute;
    event.record.provenance = {last ? "b.ndjson" : "a.json", last ? 4U : 3U, ""};
    event.fields = std::make_shared<AlertFields>(AlertFields{Text("event.action", "ConsoleLogin"),
                                                             Text("event.outcome", last ? "success" : "failure"),
                                                             {"source.as.number", {std::int64_t{64500}}},
                                                             {"source.geo.location.lat", {51.5}}});
  }
  AlertFields second = *alert.events.back().fields;
  AlertField arns{"aws.cloudtrail.resources.arn", {}};
  for (int i = 1; i <= 8; ++i) arns.values.emplace_back("arn:aws:s3:::many-" + std::to_string(i));
  second.insert(second.begin(), arns);
  alert.events.back().fields = std::make_shared<AlertFields>(second);
  alert.fields = {second[2], {"aws.cloudtrail.flattened.request_parameters.bucketName", {std::string("many-1")}}};
  return alert;
}

HostileAlert::HostileAlert(const std::string& value) : rule(SharingRule()), alert(SharingAlert()) {
  alert.rule = &rule;
  alert.severity = alert.rule->severity;
  alert.risk_score = alert.rule->risk_score;
  AlertEvent& event = alert.events.front();
  event.record.json = "{\"userAgent\": \"" + value + "\", \"" + value + "\": [1]}";
  rule.note = value;
  const bool large = value.size() > 100'000;  // once is enough
  AlertFields fields = *event.fields;
  for (AlertField& field : fields) {
    if (field.name == "@timestamp" || (large && field.name != "user_agent.original")) continue;
    field.values.assign(field.name == "event.type" ? 9 : 1, value);
  }
  alert.fields = fields;
  event.fields = std::make_shared<AlertFields>(std::move(fields));
  if (large) return;
  for (std::string* text :
       {&rule.name, &rule.id, &rule.description, &rule.setup, &rule.query, &rule.license, &rule.type, &rule.language}) {
    *text = value;
  }
  rule.tags = rule.author = rule.references = rule.false_positives = {value};
  rule.threat.front().techniques.front() = {value, value, value, {}};
  alert.fields.push_back({value, {value}});  // a rule may name any field
  event.record.event_id = value;
  event.record.provenance.path = value;
}

std::string WriteAll(std::string_view format, const std::vector<Alert>& alerts, bool color) {
  const AlertFormat* row = FindAlertFormat(format);
  if (row == nullptr) std::abort();
  const std::unique_ptr<AlertWriter> writer = row->make({.color = color});
  std::string out = writer->Begin();
  for (const Alert& alert : alerts) out += writer->Write(alert);
  return out + writer->End();
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<HostileValue> HostileValues() {
  return {
      {"nothing", ""},
      {"a screen wipe", "\x1b[2J\x1b[H"},
      {"a title change", "\x1b]0;owned\x07"},
      {"C1 control sequence introducer",
       "\xc2\x9b"
       "31m"},
      {"bidirectional override",
       "a\xe2\x80\xae"
       "gpj.exe\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\xac"},
      {"line and paragraph separators",
       "a\xe2\x80\xa8"
       "b\xe2\x80\xa9"
       "c"},
      {"newlines", "a\r\nHIGH  forged\nb"},
      {"tab", "\t=1+1"},
      {"carriage return", "\r=1+1"},
      {"NUL", std::string("a\0b", 3)},
      {"DEL", "a\x7f"},
      {"invalid UTF-8",
       "a\xff\xfe"
       "b\xc0\xaf"},
      {"UTF-8 cut short", "a\xe2\x80"},
      {"encoded surrogate", "\xed\xa0\x80"},
      {"end of script", "</script><script>alert(1)</script>"},
      {"comment", "<!--"},
      {"quotes", "\"'`\\\""},
      {"object text", "{\"a\":1}"},
      {"formula", "=HYPERLINK(\"http://198.51.100.9\",\"x\")"},
      {"formula after a quote", "\"=1+1"},
      {"formula after white space", " \n =1+1"},
      {"formula after a semicolon", "a; =1+1"},
      {"formula after an invisible character", "\xe2\x80\x8b=1+1"},
      {"full-width formula",
       "\xef\xbc\x9d"
       "1"},
      {"plus", "+1"},
      {"minus", "-1"},
      {"at", "@SUM(1)"},
      {"a field name's dots", "..a..b."},
      {"one megabyte", std::string(1 << 20, 'x')},
      {"many escapes", std::string(1 << 14, '\x1b')},
      {"deep", std::string(10'000, '[')},
  };
}

}  // namespace crosstrail
