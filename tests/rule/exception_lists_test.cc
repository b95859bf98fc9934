// Elastic's exceptions: which events an item hides, how it gets to its rule, and what is said of broken ones.
#include "rule/exception_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rule/exceptions.h"
#include "rule/load.h"
#include "tests/query/fake_event.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const std::string kRule = RuleText("[[rule.exceptions_list]]\nid = \"x\"\nlist_id = \"l\"\ntype = \"rule_default\"\n");

std::string Container(const std::string& id) {
  return R"({"list_id":")" + id +
         R"(","type":"detection","name":"L","namespace_type":"single","os_types":[],"tags":[]})"
         "\n";
}

std::string Item(const std::string& entries, const std::string& more = "", const std::string& list = "l") {
  return R"({"_version":"Wz","item_id":"i","list_id":")" + list +
         R"(","name":"Backups","type":"simple","comments":[],)" + more + R"("entries":[)" + entries + "]}\n";
}

class Exceptions : public testing::Test {
 protected:
  Exceptions() {
    directory_.Write("lists/names.txt", "dana\n\n erin \r\n");
    directory_.Write("lists/ips.txt", "10.0.0.0/8\n192.0.2.1-192.0.2.9\r\n2001:db8::7\n");
    directory_.Write("lists/bad", "10.0.0.1\nnonsense\n");
  }

  LoadedRules Load(const std::string& exceptions, const std::string& name = "e.ndjson",
                   const std::string& rule = kRule) {
    directory_.Write("rules/r.toml", rule);
    return LoadRules({directory_.path() + "/rules"}, {},
                     {{directory_.Write(name, exceptions)}, {directory_.path() + "/lists"}});
  }

  static bool Hides(const LoadedRules& loaded, FakeEvent& event, std::optional<Instant> time = 0) {
    return HidingException(loaded.rules.rules.at(0), event, time) != nullptr;
  }

  TemporaryDirectory directory_;
};

TEST_F(Exceptions, HideEventsForWhichAllEntriesHold) {
  const struct {
    std::string entries;
    bool hides;
  } kCases[] = {
      {R"({"field":"user.name","type":"match","operator":"included","value":"dana"})", true},
      {R"({"field":"user.name","type":"match","operator":"included","value":"Dana"})", false},
      {R"({"field":"user.name","type":"match","operator":"included","value":"dan*"})", false},
      {R"({"field":"user.name","type":"match","operator":"excluded","value":"dana"})", false},
      {R"({"field":"user.name","type":"match","operator":"excluded","value":"erin"})", true},
      {R"({"field":"user.id","type":"match","operator":"excluded","value":"erin"})", true},  // missing
      {R"({"field":"user.name","type":"match_any","operator":"included","value":["x","dana"]})", true},
      {R"({"field":"user.name","type":"match_any","operator":"included","value":["x","y"]})", false},
      {R"({"field":"user.name","type":"match_any","operator":"excluded","value":["x","y"]})", true},
      {R"({"field":"user.name","type":"wildcard","operator":"included","value":"d?n*"})", true},
      {R"({"field":"user.name","type":"wildcard","operator":"included","value":"D*"})", false},
      {R"({"field":"user.name","type":"exists","operator":"included"})", true},
      {R"({"field":"user.name","type":"exists","operator":"excluded"})", false},
      {R"({"field":"user.id","type":"exists","operator":"excluded"})", true},
      {R"({"field":"source.ip","type":"match","operator":"included","value":"10.1.2.3"})", true},
      {R"({"field":"source.ip","type":"match","operator":"included","value":"10.0.0.0/8"})", true},
      {R"({"field":"source.ip","type":"match","operator":"included","value":"11.0.0.0/8"})", false},
      // Any value of a field is enough.
      {R"({"field":"related.entity","type":"match","operator":"included","value":"b"})", true},
      {R"({"field":"related.entity","type":"match","operator":"excluded","value":"b"})", false},
      {R"({"field":"user.name","type":"list","operator":"included","list":{"id":"names.txt","type":"keyword"}})", true},
      {R"({"field":"user.name","type":"list","operator":"excluded","list":{"id":"names","type":"keyword"}})", false},
      {R"({"field":"source.ip","type":"list","operator":"included","list":{"id":"ips.txt","type":"ip_range"}})", true},
      {R"({"field":"source.ip","type":"list","operator":"included","list":{"id":"names","type":"keyword"}})", false},
      // All entries.
      {R"({"field":"user.name","type":"match","value":"dana"},{"field":"source.ip","type":"match","value":"10.1.2.3"})",
       true},
      {R"({"field":"user.name","type":"match","value":"dana"},{"field":"source.ip","type":"match","value":"10.1.2.4"})",
       false},
  };
  for (const auto& [entries, hides] : kCases) {
    const LoadedRules loaded = Load(Container("l") + Item(entries));
    EXPECT_EQ(RenderAll(loaded.diagnostics), "") << entries;
    FakeEvent event(loaded.rules.fields);
    event.Set("user.name", "dana").Set("source.ip", "10.1.2.3");
    event.Set("related.entity", {Value(std::string_view("a")), Value(std::string_view("b"))});
    EXPECT_EQ(Hides(loaded, event), hides) << entries;
  }
}

// An event's lists of objects say which value stands beside which; its fields do not.
TEST_F(Exceptions, NestedEntriesNeverHold) {
  const std::string nested = R"({"field":"aws.cloudtrail.resources","type":"nested","entries":[)"
                             R"({"field":"arn","type":"match","operator":"included","value":"r1"},)"
                             R"({"field":"type","type":"match","operator":"included","value":"Y"}]})";
  for (const std::string& entries : {nested, R"({"field":"user.name","type":"exists"},)" + nested}) {
    const LoadedRules loaded = Load(Container("l") + Item(entries));
    EXPECT_THAT(RenderAll(loaded.diagnostics), HasSubstr("e.ndjson:2:"));
    EXPECT_THAT(RenderAll(loaded.diagnostics), HasSubstr("warning: CloudTrail events have no nested fields"));
    FakeEvent event(loaded.rules.fields);
    event.Set("user.name", "dana");
    event.Set("aws.cloudtrail.resources.arn", {Value(std::string_view("r1")), Value(std::string_view("r2"))});
    event.Set("aws.cloudtrail.resources.type", {Value(std::string_view("X")), Value(std::string_view("Y"))});
    EXPECT_FALSE(Hides(loaded, event)) << entries;
  }
}

TEST_F(Exceptions, OfSeveralItemsAnyHides) {
  const LoadedRules loaded = Load(Container("l") + Item(R"({"field":"user.name","type":"match","value":"dana"})") +
                                  Item(R"({"field":"user.name","type":"match","value":"erin"})"));
  for (const auto& [name, hides] : {std::pair{"dana", true}, {"erin", true}, {"finn", false}}) {
    FakeEvent event(loaded.rules.fields);
    EXPECT_EQ(Hides(loaded, event.Set("user.name", name)), hides) << name;
  }
}

TEST_F(Exceptions, ExpireByTheTimeOfTheEvent) {
  const std::string entry = R"({"field":"user.name","type":"match","value":"dana"})";
  const LoadedRules loaded = Load(Container("l") + Item(entry, R"("expire_time":"2026-01-01T00:00:00.000Z",)"));
  FakeEvent event(loaded.rules.fields);
  event.Set("user.name", "dana");
  const Instant end = *ParseInstant("2026-01-01T00:00:00Z");
  EXPECT_TRUE(Hides(loaded, event, end - 1));
  EXPECT_FALSE(Hides(loaded, event, end));
  EXPECT_FALSE(Hides(loaded, event, std::nullopt));
}

TEST_F(Exceptions, AreFoundInRulesExportsAndInToml) {
  const std::string entry = R"({"field":"user.name","type":"match","value":"dana"})";
  const std::string toml = R"([metadata]
creation_date = "2026/01/01"
list_name = "L"
rule_ids = ["r-1"]
rule_names = ["A rule"]
updated_date = "2026/01/01"
[[exceptions]]
[exceptions.container]
description = "d"
name = "L"
type = "rule_default"
[[exceptions.items]]
name = "Backups"
description = "d"
type = "simple"
expire_time = 2027-01-01T00:00:00Z
comments = []
[[exceptions.items.entries]]
field = "user.name"
type = "match"
operator = "included"
value = "dana"
)";
  const std::string with_rule = R"({"rule_id":"r-1","name":"A","description":"d","type":"eql","severity":"low",)"
                                R"("risk_score":1,"query":"any where true","exceptions_list":[{"list_id":"l"}]})";
  // In the folder of rules, and beside it.
  const struct {
    std::string file, text, rule;
  } kCases[] = {
      {"rules/e.ndjson", Container("l") + Item(entry), kRule},
      {"rules/e.toml", toml, RuleText()},
      {"e.toml", toml, RuleText()},
      {"e.json", "[" + Container("l") + "," + Item(entry) + "]", kRule},
      {"rules/r.ndjson", with_rule + "\n" + Container("l") + Item(entry), "[metadata]\n[exceptions]\n"},
  };
  for (const auto& [file, text, rule] : kCases) {
    const LoadedRules loaded = Load(text, file, rule);
    ASSERT_THAT(loaded.rules.rules, SizeIs(1)) << file << RenderAll(loaded.diagnostics);
    ASSERT_THAT(loaded.rules.rules[0].exceptions, SizeIs(1)) << file << RenderAll(loaded.diagnostics);
    FakeEvent event(loaded.rules.fields);
    EXPECT_TRUE(Hides(loaded, event.Set("user.name", "dana"))) << file;
    EXPECT_EQ(loaded.rules.rules[0].exceptions[0].reason, "Backups");
    std::filesystem::remove(directory_.path() + "/" + file);
  }
}

TEST_F(Exceptions, OfOtherListsDoNotApply) {
  const LoadedRules loaded =
      Load(Container("l") + Container("other") + Item(R"({"field":"user.name","type":"exists"})", "", "other"));
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_THAT(loaded.rules.rules[0].exceptions, SizeIs(0));
}

TEST_F(Exceptions, OfAnotherNamespaceDoNotApply) {
  const std::string kAgnostic = R"("namespace_type":"agnostic",)";
  const std::string lists =
      Container("l") + With(Container("l"), "single", "agnostic") +
      Item(R"({"field":"user.name","type":"match","value":"of none"})") +
      Item(R"({"field":"user.name","type":"match","value":"of single"})", R"("namespace_type":"single",)") +
      Item(R"({"field":"user.name","type":"match","value":"of agnostic"})", kAgnostic);
  const struct {
    std::string asked;
    bool single, agnostic;
  } kCases[] = {
      {"list_id = \"l\"\n", true, false},
      {"list_id = \"l\"\nnamespace_type = \"single\"\n", true, false},
      {"list_id = \"l\"\nnamespace_type = \"agnostic\"\n", false, true},
      {"list_id = \"l\"\n[[rule.exceptions_list]]\nlist_id = \"l\"\nnamespace_type = \"agnostic\"\n", true, true},
  };
  for (const auto& [asked, single, agnostic] : kCases) {
    const LoadedRules loaded = Load(lists, "e.ndjson", RuleText("[[rule.exceptions_list]]\n" + asked));
    EXPECT_EQ(RenderAll(loaded.diagnostics), "") << asked;
    for (const auto& [name, hides] : {std::pair{"of none", single}, {"of single", single}, {"of agnostic", agnostic}}) {
      FakeEvent event(loaded.rules.fields);
      EXPECT_EQ(Hides(loaded, event.Set("user.name", name)), hides) << asked << name;
    }
  }
  const std::string rule = RuleText("[[rule.exceptions_list]]\nlist_id = \"l\"\nnamespace_type = \"agnostic\"\n");
  const LoadedRules other = Load(Container("l"), "e.ndjson", rule);
  EXPECT_THAT(RenderAll(other.diagnostics), HasSubstr("the exception list \"l\" (agnostic) is missing"));
  EXPECT_THAT(RenderAll(other.diagnostics), HasSubstr("one of that name with namespace_type = \"single\""));
  EXPECT_THAT(
      RenderAll(Load(Item(R"({"field":"user.name","type":"exists"})", R"("namespace_type":"all",)")).diagnostics),
      HasSubstr("e.ndjson:1:110: error: \"all\" is not a namespace of lists"));
  EXPECT_THAT(RenderAll(Load("", "e.ndjson", With(rule, "agnostic", "x")).diagnostics),
              HasSubstr("r.toml:11:18: error: \"x\" is not a namespace of lists"));
}

TEST_F(Exceptions, OfADocumentAreOfItsContainersNamespace) {
  const std::string container =
      "[[exceptions]]\n[exceptions.container]\nlist_id = \"l\"\nnamespace_type = \"agnostic\"\n";
  const std::string items =
      "[[exceptions.items]]\nname = \"a\"\nentries = [{ field = \"user.name\", type = \"match\", value = \"dana\" }]\n"
      "[[exceptions.items]]\nname = \"b\"\nnamespace_type = \"single\"\nlist_id = \"l\"\n"
      "entries = [{ field = \"user.name\", type = \"match\", value = \"erin\" }]\n";
  for (const bool is_agnostic : {false, true}) {
    const LoadedRules loaded =
        Load(container + items, "e.toml",
             RuleText(std::string("[[rule.exceptions_list]]\nlist_id = \"l\"\nnamespace_type = \"") +
                      (is_agnostic ? "agnostic" : "single") + "\"\n"));
    EXPECT_EQ(RenderAll(loaded.diagnostics), "");
    FakeEvent event(loaded.rules.fields);
    EXPECT_EQ(Hides(loaded, event.Set("user.name", "dana")), is_agnostic);
    EXPECT_EQ(Hides(loaded, event.Set("user.name", "erin")), !is_agnostic);
  }
  EXPECT_THAT(RenderAll(Load(With(container, "agnostic", "x") + items, "e.toml").diagnostics),
              HasSubstr("e.toml:2:1: error: \"x\" is not a namespace of lists"));
}

TEST_F(Exceptions, ThatAreBrokenAreNamedAndLeftOut) {
  const struct {
    std::string item, message;
  } kCases[] = {
      {Item(R"({"field":"user.name","type":"like","value":"dana"})"), "error: \"like\" is not a type of entry"},
      {Item(R"({"field":"user.name","type":"match","operator":"not","value":"x"})"),
       "error: \"not\" is not an operator"},
      {Item(R"({"field":"user.name","type":"match","value":["x"]})"),
       R"(error: an entry of type "match" needs a string)"},
      {Item(R"({"field":"user.name","type":"match_any","value":"x"})"),
       R"(error: an entry of type "match_any" needs a li)"},
      {Item(R"({"field":"user.name","type":"match"})"), R"(error: an entry of type "match" needs a string)"},
      {Item(R"({"type":"match","value":"x"})"), "error: this entry has no `field`"},
      {Item(R"({"field":"source.ip","type":"match","value":"x"})"), "error: "},
      {Item(""), "error: an exception without entries would leave out everything"},
      {Item(R"({"field":"user.name","type":"list"})"), "error: an entry of type \"list\" needs a `list`"},
      {Item(R"({"field":"user.name","type":"exists"})", R"("expire_time":"soon",)"), "error: \"soon\" is not a time"},
      {Item(R"({"field":"user.name","type":"list","operator":"excluded","list":{"id":"none","type":"ip"}})"),
       "warning: the value list \"none\" is missing, so this exception is left out"},
  };
  for (const auto& [item, message] : kCases) {
    const LoadedRules loaded = Load(Container("l") + item);
    EXPECT_THAT(RenderAll(loaded.diagnostics), HasSubstr(message)) << item;
    EXPECT_THAT(RenderAll(loaded.diagnostics), HasSubstr("e.ndjson:2:")) << item;
    EXPECT_THAT(loaded.rules.rules.at(0).exceptions, SizeIs(0)) << item;
  }
}

TEST_F(Exceptions, WhatIsMissingIsAWarning) {
  EXPECT_THAT(RenderAll(Load(Container("other")).diagnostics),
              HasSubstr("r.toml:9:1: warning: the exception list \"l\" is missing, so its exceptions do not apply"));
  EXPECT_THAT(RenderAll(Load("[metadata]\nrule_ids = [\"r-2\"]\n[[exceptions]]\n[exceptions.container]\nname = \"x\"\n",
                             "e.toml", RuleText())
                            .diagnostics),
              HasSubstr("e.toml:2:1: warning: no rule that was read has the id r-2"));
  EXPECT_THAT(
      RenderAll(Load(Container("l") + Item(R"({"field":"usr.name","type":"match","value":"dana"})")).diagnostics),
      HasSubstr("warning: CloudTrail events have no field usr.name"));
  const std::string list = R"({"field":"source.ip","type":"list","list":{"id":"bad","type":"ip"}})";
  EXPECT_THAT(RenderAll(Load(Container("l") + Item(list)).diagnostics),
              HasSubstr("lists/bad:2:1: error: this is no address, no CIDR block and no range of addresses"));
}

TEST(ValueSet, HoldsTextsAndAddresses) {
  ValueSet set;
  for (const char* text : {"10.0.0.0/8", "10.1.0.0/16", "192.0.2.1-192.0.2.9", "2001:db8::/32", "9.255.255.255"}) {
    EXPECT_TRUE(set.AddAddresses(text)) << text;
  }
  for (const char* text : {"", "x", "10.0.0.0/33", "10.0.0.2-10.0.0.1", "1-2"}) EXPECT_FALSE(set.AddAddresses(text));
  set.Add("dana");
  set.Finish();
  for (const char* text : {"10.0.0.0", "10.255.255.255", "9.255.255.255", "192.0.2.9", "2001:db8::1", "dana"}) {
    EXPECT_TRUE(set.Contains(text)) << text;
  }
  for (const char* text : {"11.0.0.0", "9.255.255.254", "192.0.2.0", "192.0.2.10", "2001:db9::", "Dana", ""}) {
    EXPECT_FALSE(set.Contains(text)) << text;
  }
  ValueSet folded(/*ignore_case=*/true);
  folded.Add("Dana");
  folded.Finish();
  EXPECT_TRUE(folded.Contains("dANA"));
}

}  // namespace
}  // namespace crosstrail
