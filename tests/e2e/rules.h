// Rules, records and tests of rules for the tests of `crosstrail rules`.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace crosstrail {

inline std::string Rule(const std::string& id, const std::string& query, const std::string& more = "") {
  return "[rule]\nrule_id = \"" + id + "\"\nname = \"Rule " + id + "\"\ndescription = \"d\"\nseverity = \"low\"\n" +
         "risk_score = 21\ntype = \"eql\"\nquery = '" + query + "'\n" + more;
}

inline std::string Record(const std::string& time, const std::string& action, const std::string& user) {
  return nlohmann::json{{"eventVersion", "1.11"},
                        {"eventTime", "2026-03-" + time + "Z"},
                        {"eventSource", "s3.amazonaws.com"},
                        {"eventName", action},
                        {"awsRegion", "us-east-1"},
                        {"sourceIPAddress", "198.51.100.7"},
                        {"eventID", user + time},
                        {"recipientAccountId", "111111111111"},
                        {"userIdentity", {{"type", "IAMUser"}, {"userName", user}}}}
             .dump() +
         "\n";
}

inline std::string TestDocument(const std::string& id, const std::string& more) {
  return "rule_id = \"" + id + "\"\n[[case]]\nname = \"yes\"\nalerts = 1\nevents = ['''" +
         Record("01T10:00:00", "DeleteBucket", "dana") + "''']\n[[case]]\nname = \"no\"\nalerts = 0\nevents = ['''" +
         Record("01T10:00:00", "GetObject", "dana") + "''']\n" + more;
}

inline const std::string kDelete = R"(any where event.action == "DeleteBucket")";

}  // namespace crosstrail
