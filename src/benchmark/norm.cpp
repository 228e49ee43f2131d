// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/norm.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/quantile.hpp"
#include "model/fault.hpp"

namespace cxm {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  detail::fault(errc::argument, path, what);
}

void need_text(const std::string& path, const std::string& value) {
  if (value.empty()) refuse(path, "is empty, but required");
}
void need_finite(const std::string& path, double value) {
  if (!std::isfinite(value)) refuse(path, "must be a finite number");
}
void need_not_negative(const std::string& path, double value) {
  need_finite(path, value);
  if (value < 0) refuse(path, "is " + detail::number_text(value) + ", but must not be negative");
}

void check_measure(const norm_measure& m, const std::string& path, const std::set<std::string>& members) {
  need_text(path + ".id", m.id);
  const int kinds = (m.published ? 1 : 0) + (m.percentiles.empty() ? 0 : 1) + (m.values.empty() ? 0 : 1);
  if (kinds != 1) {
    refuse(path, std::string(kinds == 0 ? "has no content" : "has several kinds of content") +
                     "; give exactly one of \"published\", \"percentiles\" and \"values\"");
  }
  if (m.published) {
    need_finite(path + ".published.value", m.published->value);
    need_not_negative(path + ".published.base", m.published->base);
  }
  for (std::size_t i = 0; i < m.percentiles.size(); ++i) {
    const std::string here = detail::at(path + ".percentiles", i);
    const norm_percentile& cut = m.percentiles[i];
    if (!(cut.at > 0 && cut.at < 1)) refuse(here + ".at", "must lie between 0 and 1");
    need_finite(here + ".value", cut.value);
    if (i == 0) continue;
    if (cut.at <= m.percentiles[i - 1].at) refuse(here + ".at", "must be above the one before");
    if (cut.value < m.percentiles[i - 1].value) refuse(here + ".value", "must not be below the one before");
  }
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < m.values.size(); ++i) {
    const std::string here = detail::at(path + ".values", i);
    const norm_value& v = m.values[i];
    if (members.count(v.organisation) == 0) {
      refuse(here + ".organisation", detail::in_quotes(v.organisation) + " is not among the members");
    }
    if (!seen.insert(v.organisation).second) {
      refuse(here + ".organisation", detail::in_quotes(v.organisation) + " is given twice");
    }
    need_finite(here + ".value", v.value);
    need_not_negative(here + ".se", v.se);
    need_not_negative(here + ".n", v.n);
  }
}

/// The norm of some of its members, by their ids.
norm restricted(const norm& all, const std::set<std::string>& keep, const std::string& rule) {
  norm out = all;
  out.admission += (out.admission.empty() ? "" : "; ") + rule;
  std::erase_if(out.members, [&](const norm_member& m) { return keep.count(m.id) == 0; });
  for (norm_measure& m : out.measures)
    std::erase_if(m.values, [&](const norm_value& v) { return keep.count(v.organisation) == 0; });
  std::erase_if(out.measures, [](const norm_measure& m) { return m.values.empty(); });
  out.organisations = static_cast<double>(out.members.size());
  out.answers = 0;  // of the part it is not known
  return out;
}

}  // namespace

const norm_measure* norm::find(std::string_view measure, std::string_view role) const noexcept {
  for (const norm_measure& m : measures)
    if (m.id == measure && m.role == role) return &m;
  return nullptr;
}

void check_norm(const norm& n) {
  need_text("id", n.id);
  need_text("version", n.version);
  need_text("source", n.source);
  need_text("population", n.population);
  need_text("date", n.date);
  need_not_negative("organisations", n.organisations);
  need_not_negative("answers", n.answers);
  std::set<std::string> members;
  for (std::size_t i = 0; i < n.members.size(); ++i) {
    const std::string here = detail::at("members", i);
    need_text(here + ".id", n.members[i].id);
    if (!members.insert(n.members[i].id).second) {
      refuse(here + ".id", detail::in_quotes(n.members[i].id) + " is given twice");
    }
    for (const auto& [name, value] : n.members[i].covariates) {
      need_finite(here + ".covariates." + name, value);
    }
  }
  if (n.measures.empty()) refuse("measures", "is empty; a norm needs at least one measure");
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t i = 0; i < n.measures.size(); ++i) {
    const norm_measure& m = n.measures[i];
    check_measure(m, detail::at("measures", i), members);
    if (!seen.insert({m.id, m.role}).second) {
      refuse(detail::at("measures", i), "measure " + detail::in_quotes(m.id) + " of role " +
                                            detail::in_quotes(m.role) + " is given twice");
    }
  }
}

norm_summary summarize_norm(const norm_measure& m) {
  std::vector<double> y;
  for (const norm_value& v : m.values) y.push_back(v.value);
  const column_view values{std::span<const double>(y)};
  const double quarters[] = {0.25, 0.5, 0.75};
  const std::vector<double> q = quantiles(values, quarters);
  return {y.size(), summarize(values).mean, q[0], q[1], q[2]};
}

norm peers_by_attributes(const norm& all, const std::map<std::string, std::string>& attributes) {
  std::set<std::string> keep;
  for (const norm_member& m : all.members) keep.insert(m.id);
  std::string rule;
  for (const auto& [name, value] : attributes) {
    bool known = false;
    for (const norm_member& m : all.members) {
      const auto found = m.attributes.find(name);
      known = known || found != m.attributes.end();
      if (found == m.attributes.end() || found->second != value) keep.erase(m.id);
    }
    if (!known) {
      throw error(errc::argument,
                  "peers_by_attributes: no member has the attribute " + detail::in_quotes(name), name);
    }
    rule += (rule.empty() ? "peers with " : ", ") + name + " = " + value;
  }
  return restricted(all, keep, rule);
}

norm peers_by_covariates(const norm& all, const std::map<std::string, double>& covariates,
                         std::size_t count) {
  constexpr const char* function = "peers_by_covariates";
  check_at_least(function, "count", count, 1);
  check_at_least(function, "covariates", covariates.size(), 1);
  std::vector<std::pair<double, std::string>> distance;
  for (const norm_member& m : all.members) distance.emplace_back(0, m.id);
  std::string rule = std::to_string(count) + " peers nearest to ";
  for (const auto& [name, value] : covariates) {
    check_finite(function, name, value);
    std::vector<double> x;
    for (const norm_member& m : all.members) {
      if (m.covariates.count(name) > 0) x.push_back(m.covariates.at(name));
    }
    const double sd = x.size() > 1 ? summarize(column_view(std::span<const double>(x))).sd : 0;
    if (!(sd > 0)) {
      throw error(errc::argument,
                  std::string(function) + ": the covariate " + detail::in_quotes(name) +
                      " does not differ between members, so nobody is nearer than others",
                  name);
    }
    for (std::size_t i = 0; i < all.members.size(); ++i) {
      const auto found = all.members[i].covariates.find(name);
      const double step = found == all.members[i].covariates.end() ? std::numeric_limits<double>::infinity()
                                                                   : (found->second - value) / sd;
      distance[i].first += step * step;
    }
    rule += (rule.back() == ' ' ? "" : ", ") + name + " = " + detail::number_text(value);
  }
  std::sort(distance.begin(), distance.end());
  std::set<std::string> keep;
  for (const auto& [d, id] : distance) {
    if (keep.size() < count && std::isfinite(d)) keep.insert(id);
  }
  return restricted(all, keep, rule);
}

norm admit_answers(const norm& all, double least) {
  check_not_negative("admit_answers", "least", least);
  norm out = all;
  for (norm_measure& m : out.measures)
    std::erase_if(m.values, [&](const norm_value& v) { return v.n > 0 && v.n < least; });
  std::set<std::string> keep;
  for (const norm_measure& m : out.measures)
    for (const norm_value& v : m.values) keep.insert(v.organisation);
  const double answers = out.answers;
  std::vector<norm_measure> whole;  // figures and cuts are about all members and stay
  for (const norm_measure& m : all.measures)
    if (m.values.empty()) whole.push_back(m);
  out = restricted(out, keep, "figures on at least " + detail::number_text(least) + " answers");
  out.answers = out.members.size() == all.members.size() ? answers : 0;
  out.measures.insert(out.measures.end(), whole.begin(), whole.end());
  return out;
}

void check_same_instrument(const norm& of, std::string_view instrument, std::string_view source) {
  if (of.instrument.empty() || of.instrument == instrument) return;
  throw error(errc::argument,
              "the norm \"" + of.id + "\" was asked by the instrument \"" + of.instrument + "\", but " +
                  std::string(source) + " by \"" + std::string(instrument) +
                  "\": measures of one name need not ask the same",
              "norm");
}

}  // namespace cxm
