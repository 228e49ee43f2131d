// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "io/instrument_members.hpp"

namespace {

using nlohmann::json;

const json& schema() {
  static const json document = [] {
    std::ifstream in(std::string(CXM_SOURCE_DIR) + "/docs/instrument.schema.json");
    return json::parse(in);
  }();
  return document;
}

/// Walks a description as the reader does and notes what it would accept.
struct member_list {
  std::set<std::string> known;
  std::set<std::string> needed;
  std::map<std::string, member_list> groups;

  template <class Field>
  void required(std::string_view name, Field) {
    known.emplace(name);
    needed.emplace(name);
  }
  template <class Field>
  void optional(std::string_view name, Field) {
    known.emplace(name);
  }
  template <class Description>
  void group(std::string_view name, Description describe) {
    known.emplace(name);
    describe(groups[std::string(name)]);
  }
};

void expect_same(const std::string& where, const member_list& parser, const json& object) {
  std::set<std::string> known;
  for (const auto& [name, value] : object.at("properties").items()) {
    if (name != "$schema") known.insert(name);
  }
  std::set<std::string> needed;
  for (const json& name : object.at("required")) needed.insert(name.get<std::string>());
  EXPECT_EQ(known, parser.known) << where;
  EXPECT_EQ(needed, parser.needed) << where;
  EXPECT_EQ(object.at("additionalProperties"), false) << where;
  for (const auto& [name, group] : parser.groups) {
    expect_same(where + "." + name, group, object.at("properties").at(name));
  }
}

template <class T>
void expect_definition(const char* name) {
  member_list parser;
  cxm::detail::members<T>::describe(parser);
  expect_same(name, parser, schema().at("$defs").at(name));
}

TEST(InstrumentSchema, KnowsTheMembersThatTheParserKnows) {
  member_list top;
  cxm::detail::members<cxm::instrument>::describe(top);
  expect_same("instrument", top, schema());
  expect_definition<cxm::scale_code>("scale_code");
  expect_definition<cxm::scale>("scale");
  expect_definition<cxm::dimension>("dimension");
  expect_definition<cxm::detail::option_column>("option_column");
  expect_definition<cxm::item>("item");
  expect_definition<cxm::condition>("condition");
  expect_definition<cxm::measure>("measure");
  expect_definition<cxm::index_definition>("index_definition");
  expect_definition<cxm::level_gate>("level_gate");
  expect_definition<cxm::level_definition>("level_definition");
  expect_definition<cxm::gap_side>("gap_side");
  expect_definition<cxm::gap_definition>("gap_definition");
  expect_definition<cxm::importance_pair>("importance_pair");
  expect_definition<cxm::perception_statement>("perception_statement");
  expect_definition<cxm::say_do_pair>("say_do_pair");
  expect_definition<cxm::roadblock_question>("roadblock_question");
  expect_definition<cxm::definition_question>("definition_question");
  expect_definition<cxm::funnel_step>("funnel_step");
  expect_definition<cxm::funnel_definition>("funnel_definition");
  expect_definition<cxm::defector_question>("defector_question");
  expect_definition<cxm::outcome_link>("outcome_link");
  expect_definition<cxm::watched_change>("watched_change");
  expect_definition<cxm::finding_thresholds>("finding_thresholds");
  expect_definition<cxm::finding_definitions>("finding_definitions");
  expect_definition<cxm::driver_set>("driver_set");
  expect_definition<cxm::role>("role");
  expect_definition<cxm::segment_definition>("segment_definition");
}

template <std::size_t N>
void expect_names(const json& property, const std::array<std::string_view, N>& names) {
  EXPECT_EQ(property.at("enum").get<std::vector<std::string>>(),
            (std::vector<std::string>{names.begin(), names.end()}));
}

TEST(InstrumentSchema, KnowsTheSameWords) {
  const json& defs = schema().at("$defs");
  const auto property = [&](const char* type, const char* member) -> const json& {
    return defs.at(type).at("properties").at(member);
  };
  expect_names(property("scale", "kind"), cxm::scale_kind_names);
  expect_names(property("item", "facet"), cxm::facet_names);
  expect_names(property("item", "referent"), cxm::referent_names);
  expect_names(property("measure", "kind"), cxm::measure_kind_names);
  expect_names(property("index_definition", "kind"), cxm::index_kind_names);
  std::set<std::string> kinds;
  for (const auto& [name, value] : defs.at("missing").at("properties").items()) kinds.insert(name);
  EXPECT_EQ(kinds, (std::set<std::string>{cxm::missing_kind_names.begin(), cxm::missing_kind_names.end()}));
}

}  // namespace
