// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "capi/calls.hpp"
#include "capi/info.hpp"
#include "capi/option_lists.hpp"
#include "capi/table_maker.hpp"
#include "cxm/estimate/sample_plan.hpp"

namespace cxm::capi {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

planned_quantity quantity_of(const char* f, const ::cxm_size_options& o) {
  switch (o.quantity) {
    case CXM_QUANTITY_MEAN:
      return planned_quantity::mean(o.sd);
    case CXM_QUANTITY_SHARE:
      return planned_quantity::share(o.share);
    case CXM_QUANTITY_NPS:
      return planned_quantity::nps(o.promoters, o.detractors);
    default:
      refuse(f, "options", "has the quantity " + std::to_string(o.quantity) + ", which is none");
  }
}

}  // namespace

void size(const ::cxm_context*, const ::cxm_size_options& o, ::cxm_table*& out) {
  const char* const f = "cxm_size";
  const planned_quantity q = quantity_of(f, o);
  planned_survey survey;
  if (o.population != 0) survey.population = o.population;
  if (o.design_effect != 0) survey.design_effect = o.design_effect;
  if (o.response_rate != 0) survey.response_rate = o.response_rate;
  if (o.level != 0) survey.level = o.level;
  planned_change change;
  if (o.power != 0) change.power = o.power;
  change.overlap = o.overlap;
  change.correlation = o.correlation;
  change.against_target = o.against_target != 0;

  table_maker table("size", {"question"},
                    {"asked", "answers", "invitations", "margin", "change", "power", "reachable"});
  const auto row = [&](const char* question, double asked, planned_size size, double power) {
    const bool there = size.answers > 0 && size.answers <= survey.population;
    if (there && std::isnan(size.invitations))
      size.invitations = std::ceil(size.answers / survey.response_rate - 1e-9);
    const bool reachable =
        there ? size.invitations <= survey.population : size.reachable && size.answers <= survey.population;
    table.row(
        {question},
        {asked, size.answers, size.invitations, there ? planned_margin(size.answers, q, survey) : none,
         there ? detectable_change(size.answers, q, change, survey) : none, power, reachable ? 1.0 : 0.0});
  };
  for (const double m : finite(f, "options.margins", o.margins, o.margin_count))
    row("margin", m, size_for_margin(m, q, survey), none);
  for (const double d : finite(f, "options.changes", o.changes, o.change_count)) {
    const planned_size size = size_for_change(d, q, change, survey);
    row("change", d, size, planned_power(size.answers, d, q, change, survey));
  }
  for (const double n : finite(f, "options.answers", o.answers, o.answer_count))
    row("answers", n, {n, none, true}, none);
  out = new_table(table.take());
}

void size_allocate(const numbers& populations, const numbers& sds, double total, std::int32_t rule,
                   double least, out_array<double>& answers, double& se) {
  const char* const f = "cxm_size_allocate";
  static constexpr allocation_rule rules[] = {allocation_rule::neyman, allocation_rule::proportional,
                                              allocation_rule::equal};
  if (rule < CXM_ALLOCATE_NEYMAN || rule > CXM_ALLOCATE_EQUAL)
    refuse(f, "rule", "is " + std::to_string(rule) + ", which is none");
  if (!(total <= 1e8)) refuse(f, "total", "is more than 100000000");
  const std::vector<double>& people = populations.complete();
  const std::vector<double>& spread = sds.complete();
  if (people.size() != spread.size())
    refuse(f, "sds",
           "has the length " + std::to_string(spread.size()) + ", but must have that of populations, " +
               std::to_string(people.size()));
  std::vector<planned_unit> units;
  for (std::size_t i = 0; i < people.size(); ++i) units.push_back({people[i], spread[i]});
  std::vector<double> given = allocate_answers(units, total, rules[rule], least);
  se = allocated_se(units, given);
  answers.set(std::move(given));
}

void size_design_effect(double cluster_size, double icc, double weight_cv, double& design_effect) {
  design_effect = planned_design_effect(cluster_size, icc, weight_cv);
}

}  // namespace cxm::capi
