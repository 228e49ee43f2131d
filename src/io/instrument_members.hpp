// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/model/instrument.hpp"

/// Which JSON members an instrument's parts have, said once: the reader, the writer and the test of the
/// JSON Schema walk the same descriptions.
///
/// A visitor has `required(name, field)`, `optional(name, field)` and, for members that stand in an
/// object of their own in JSON but not in C++, `group(name, description)`. A field is a pointer to member
/// or a function of the object.
namespace cxm::detail {

template <class T>
struct members;  // members<T>::describe(visitor)

template <>
struct members<scale_code> {
  template <class V>
  static void describe(V& v) {
    v.required("code", &scale_code::code);
    v.optional("label", &scale_code::label);
    v.optional("score", &scale_code::score);
    v.optional("aliases", &scale_code::aliases);
  }
};

template <>
struct members<scale> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &scale::id);
    v.required("kind", &scale::kind);
    v.optional("label", &scale::label);
    v.optional("codes", &scale::codes);
    v.optional("top", &scale::top);
    v.optional("bottom", &scale::bottom);
    v.optional("missing", &scale::missing);
    v.optional("minimum", &scale::minimum);
    v.optional("maximum", &scale::maximum);
    v.optional("note", &scale::note);
  }
};

template <>
struct members<dimension> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &dimension::id);
    v.optional("label", &dimension::label);
  }
};

/// One column an option: the code and the names of its column.
using option_column = std::pair<std::int32_t, std::vector<std::string>>;
template <>
struct members<option_column> {
  template <class V>
  static void describe(V& v) {
    v.required("code", &option_column::first);
    v.required("columns", &option_column::second);
  }
};

template <>
struct members<item> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &item::id);
    v.optional("text", &item::text);
    v.required("scale", &item::scale);
    v.optional("dimension", &item::dimension);
    v.optional("facet", &item::facet);
    v.optional("roles", &item::roles);
    v.optional("reverse", &item::reverse);
    v.optional("referent", &item::referent);
    v.optional("multiple", &item::multiple);
    v.optional("columns", &item::columns);
    v.optional("option_columns", &item::option_columns);
    v.optional("separator", &item::separator);
    v.optional("note", &item::note);
  }
};

template <>
struct members<condition> {
  template <class V>
  static void describe(V& v) {
    v.optional("item", &condition::item);
    v.optional("codes", &condition::codes);
    v.optional("measure", &condition::measure);
    v.optional("at_least", &condition::at_least);
    v.optional("at_most", &condition::at_most);
  }
};

template <>
struct members<measure> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &measure::id);
    v.optional("label", &measure::label);
    v.required("kind", &measure::kind);
    v.optional("dimension", &measure::dimension);
    v.optional("items", &measure::items);
    v.optional("weights", &measure::weights);
    v.optional("min_answered", &measure::min_answered);
    v.optional("item", &measure::item);
    v.optional("codes", &measure::codes);
    v.optional("all", &measure::all);
    v.optional("minuend", &measure::minuend);
    v.optional("subtrahend", &measure::subtrahend);
  }
};

template <>
struct members<index_definition> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &index_definition::id);
    v.optional("label", &index_definition::label);
    v.optional("kind", &index_definition::kind);
    v.required("of", &index_definition::of);
    v.optional("weights", &index_definition::weights);
  }
};

template <>
struct members<level_gate> {
  template <class V>
  static void describe(V& v) {
    v.required("level", &level_gate::level);
    v.required("measures", &level_gate::measures);
    v.required("at_least", &level_gate::at_least);
  }
};

template <>
struct members<level_definition> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &level_definition::id);
    v.optional("label", &level_definition::label);
    v.required("index", &level_definition::index);
    v.required("names", &level_definition::names);
    v.required("cuts", &level_definition::cuts);
    v.optional("gates", &level_definition::gates);
  }
};

template <>
struct members<gap_side> {
  template <class V>
  static void describe(V& v) {
    v.required("measure", &gap_side::measure);
    v.optional("role", &gap_side::role);
  }
};

template <>
struct members<gap_definition> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &gap_definition::id);
    v.optional("label", &gap_definition::label);
    v.required("a", &gap_definition::a);
    v.required("b", &gap_definition::b);
  }
};

template <>
struct members<importance_pair> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &importance_pair::id);
    v.optional("label", &importance_pair::label);
    v.optional("dimension", &importance_pair::dimension);
    v.required("importance", &importance_pair::importance);
    v.required("effectiveness", &importance_pair::effectiveness);
    v.optional("importance_score", &importance_pair::importance_score);
    v.optional("effectiveness_score", &importance_pair::effectiveness_score);
    v.optional("threshold", &importance_pair::threshold);
  }
};

template <>
struct members<perception_statement> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &perception_statement::id);
    v.optional("label", &perception_statement::label);
    v.required("measure", &perception_statement::measure);
    v.required("roles", &perception_statement::roles);
    v.optional("margin", &perception_statement::margin);
    v.optional("margin_sd", &perception_statement::margin_sd);
  }
};

template <>
struct members<say_do_pair> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &say_do_pair::id);
    v.optional("label", &say_do_pair::label);
    v.required("say", &say_do_pair::say);
    v.required("done", &say_do_pair::done);
    v.optional("say_not_done", &say_do_pair::say_not_done);
    v.optional("threshold", &say_do_pair::threshold);
  }
};

template <>
struct members<roadblock_question> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &roadblock_question::id);
    v.optional("label", &roadblock_question::label);
    v.required("item", &roadblock_question::item);
    v.optional("measures", &roadblock_question::measures);
    v.optional("have_nots_of", &roadblock_question::have_nots_of);
  }
};

template <>
struct members<definition_question> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &definition_question::id);
    v.optional("label", &definition_question::label);
    v.required("measure", &definition_question::measure);
    v.optional("item", &definition_question::item);
    v.optional("segment", &definition_question::segment);
    v.optional("outcomes", &definition_question::outcomes);
    v.optional("threshold", &definition_question::threshold);
  }
};

template <>
struct members<funnel_step> {
  template <class V>
  static void describe(V& v) {
    v.required("measure", &funnel_step::measure);
    v.optional("pursued", &funnel_step::pursued);
  }
};

template <>
struct members<funnel_definition> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &funnel_definition::id);
    v.optional("label", &funnel_definition::label);
    v.required("steps", &funnel_definition::steps);
  }
};

template <>
struct members<defector_question> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &defector_question::id);
    v.optional("label", &defector_question::label);
    v.required("satisfied", &defector_question::satisfied);
    v.required("stayed", &defector_question::stayed);
    v.optional("item", &defector_question::item);
    v.optional("separating", &defector_question::separating);
  }
};

template <>
struct members<outcome_link> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &outcome_link::id);
    v.optional("label", &outcome_link::label);
    v.required("condition", &outcome_link::condition);
    v.required("outcome", &outcome_link::outcome);
    v.optional("strata", &outcome_link::strata);
    v.optional("unit", &outcome_link::unit);
    v.optional("condition_role", &outcome_link::condition_role);
    v.optional("outcome_role", &outcome_link::outcome_role);
    v.optional("at_least", &outcome_link::at_least);
    v.optional("outcome_at_least", &outcome_link::outcome_at_least);
  }
};

template <>
struct members<watched_change> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &watched_change::id);
    v.optional("label", &watched_change::label);
    v.required("of", &watched_change::of);
    v.optional("margin", &watched_change::margin);
  }
};

template <>
struct members<finding_thresholds> {
  template <class V>
  static void describe(V& v) {
    v.optional("certainty", &finding_thresholds::certainty);
    v.optional("quadrant_certainty", &finding_thresholds::quadrant_certainty);
    v.optional("gap", &finding_thresholds::gap);
    v.optional("perception_share", &finding_thresholds::perception_share);
    v.optional("perception_points", &finding_thresholds::perception_points);
    v.optional("say_not_do", &finding_thresholds::say_not_do);
    v.optional("definition", &finding_thresholds::definition);
    v.optional("satisfied_left", &finding_thresholds::satisfied_left);
    v.optional("change_share", &finding_thresholds::change_share);
    v.optional("change_points", &finding_thresholds::change_points);
    v.optional("change_nps", &finding_thresholds::change_nps);
    v.optional("response", &finding_thresholds::response);
    v.optional("silent_difference", &finding_thresholds::silent_difference);
    v.optional("voices", &finding_thresholds::voices);
    v.optional("isolation", &finding_thresholds::isolation);
    v.optional("stable_share", &finding_thresholds::stable_share);
    v.optional("stable_points", &finding_thresholds::stable_points);
  }
};

template <>
struct members<believer_definition> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &believer_definition::id);
    v.optional("label", &believer_definition::label);
    v.required("believer", &believer_definition::believer);
    v.optional("definition", &believer_definition::definition);
    v.optional("outcomes", &believer_definition::outcomes);
    v.optional("unit", &believer_definition::unit);
    v.optional("shared_at", &believer_definition::shared_at);
    v.optional("tipping", &believer_definition::tipping);
  }
};

template <>
struct members<finding_event> {
  template <class V>
  static void describe(V& v) {
    v.optional("label", &finding_event::label);
    v.required("wave", &finding_event::wave);
  }
};

template <>
struct members<dilution_definition> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &dilution_definition::id);
    v.optional("label", &dilution_definition::label);
    v.required("measure", &dilution_definition::measure);
    v.optional("role", &dilution_definition::role);
    v.optional("unit", &dilution_definition::unit);
    v.optional("target", &dilution_definition::target);
    v.optional("wave_correlation", &dilution_definition::wave_correlation);
    v.optional("event", &dilution_definition::event);
  }
};

template <>
struct members<pyramid_step> {
  template <class V>
  static void describe(V& v) {
    v.required("measure", &pyramid_step::measure);
    v.optional("role", &pyramid_step::role);
  }
};

template <>
struct members<pyramid_definition> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &pyramid_definition::id);
    v.optional("label", &pyramid_definition::label);
    v.required("steps", &pyramid_definition::steps);
    v.optional("unit", &pyramid_definition::unit);
  }
};

template <>
struct members<finding_definitions> {
  template <class V>
  static void describe(V& v) {
    v.optional("importance", &finding_definitions::importance);
    v.optional("perception", &finding_definitions::perception);
    v.optional("say_do", &finding_definitions::say_do);
    v.optional("roadblocks", &finding_definitions::roadblocks);
    v.optional("believers", &finding_definitions::believers);
    v.optional("dilution", &finding_definitions::dilution);
    v.optional("pyramid", &finding_definitions::pyramid);
    v.optional("definitions", &finding_definitions::definitions);
    v.optional("funnels", &finding_definitions::funnels);
    v.optional("defectors", &finding_definitions::defectors);
    v.optional("outcomes", &finding_definitions::outcomes);
    v.optional("changes", &finding_definitions::changes);
    v.optional("thresholds", &finding_definitions::thresholds);
  }
};

template <>
struct members<driver_set> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &driver_set::id);
    v.optional("label", &driver_set::label);
    v.required("outcome", &driver_set::outcome);
    v.required("predictors", &driver_set::predictors);
    v.optional("roles", &driver_set::roles);
    v.optional("unit", &driver_set::unit);
    v.optional("outcome_roles", &driver_set::outcome_roles);
    v.optional("within", &driver_set::within);
    v.optional("among", &driver_set::among);
  }
};

template <>
struct members<role> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &role::id);
    v.optional("label", &role::label);
    v.optional("values", &role::values);
    v.optional("inside", &role::inside);
  }
};

template <>
struct members<segment_definition> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &segment_definition::id);
    v.optional("label", &segment_definition::label);
    v.optional("columns", &segment_definition::columns);
    v.optional("parents", &segment_definition::parents);
  }
};

template <>
struct members<column_hint> {
  template <class V>
  static void describe(V& v) {
    v.optional("columns", &column_hint::columns);
  }
};

template <>
struct members<instrument> {
  template <class V>
  static void describe(V& v) {
    v.required("id", &instrument::id);
    v.optional("version", &instrument::version);
    v.optional("title", &instrument::title);
    v.optional("licence", &instrument::licence);
    v.optional("description", &instrument::description);
    v.optional("languages", &instrument::languages);
    v.required("scales", &instrument::scales);
    v.optional("dimensions", &instrument::dimensions);
    v.required("items", &instrument::items);
    v.optional("measures", &instrument::measures);
    v.optional("indices", &instrument::indices);
    v.optional("levels", &instrument::levels);
    v.optional("gaps", &instrument::gaps);
    v.optional("findings", &instrument::findings);
    v.optional("drivers", &instrument::drivers);
    v.group("roles", [](auto& g) {
      g.optional(
          "columns", [](auto& in) -> auto& { return in.role_column.columns; });
      g.optional("values", &instrument::roles);
    });
    v.optional("segments", &instrument::segments);
    v.group("wave", [](auto& g) {
      g.optional(
          "columns", [](auto& in) -> auto& { return in.wave_column.columns; });
      g.optional("order", &instrument::wave_order);
      g.optional("times", &instrument::wave_times);
      g.optional("fixed", &instrument::fixed_wave);
    });
    v.optional("weight", &instrument::weight);
    v.optional("stratum", &instrument::stratum);
    v.optional("cluster", &instrument::cluster);
    v.optional("respondent", &instrument::respondent);
    v.optional("fpc", &instrument::fpc);
  }
};

}  // namespace cxm::detail
