// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cxm/findings/findings.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

/// People heard and head count of one role ("" = everybody).
struct turnout {
  std::string role, label;
  double heard = 0, heads = 0;  // heads 0: not known
  bool shown = true;
  [[nodiscard]] double rate() const noexcept {
    return heads > 0 ? std::min(1.0, heard / heads) : std::nan("");
  }
};

double heads_of(const finding_input& in, const std::string& role) {
  double whole = 0;
  double parts = 0;
  for (const head_count& h : in.heads) {
    if (h.role != role) continue;
    (h.segment.empty() ? whole : parts) += h.people;
  }
  return whole > 0 ? whole : parts;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : ", ") + w;
  return out;
}

/// The result on which levels are read, else the first index.
int headline(const finding_input& in) {
  if (!in.asked->levels.empty()) return in.indices->position(in.asked->levels.front().index);
  return in.indices->size() > 0 ? 0 : -1;
}

/// What could change if those who did not answer differed by a stated number of points.
void add_bounds(const finding_input& in, double response, finding_builder& b) {
  const int at = headline(in);
  if (at < 0 || !(response < 1)) return;
  const auto i = static_cast<std::size_t>(at);
  for (const std::size_t leaf : in.indices->measures(i)) {
    if (!usable(in, 0, leaf)) return;
  }
  const estimate heard = index_estimate(in.groups[0].estimates, *in.indices, i, *in.draws, in.level);
  if (!heard.defined()) return;
  const double shift = (1 - response) * in.thresholds.silent_difference;
  estimate e = heard;
  e.value = e.se = std::nan("");
  e.low = std::max(in.indices->lowest(i), heard.value - shift);
  e.high = std::min(in.indices->highest(i), heard.value + shift);
  e.method = "if the silent differ by " + number(in.thresholds.silent_difference, 0, "en") + " points";
  e.flags = bit(estimate_flag::bounds);
  const std::string& id = in.indices->id(i);
  b.row("if_silent_differ:" + id, result_label(in, id), "points", e);
  e.low = std::max(in.indices->lowest(i), heard.low - shift);
  e.high = std::min(in.indices->highest(i), heard.high + shift);
  e.method += ", with the interval";
  b.row("if_silent_differ:" + id + ":interval", result_label(in, id), "points", e);
}

/// Values of segments that have a head count and nobody heard.
std::vector<std::string> silent_units(const finding_input& in) {
  std::set<std::pair<std::string, std::string>> heard;
  for (const finding_cell& c : in.cells) {
    if (c.estimates.sums().people() > 0) heard.insert({c.segment, c.value});
  }
  std::vector<std::string> out;
  std::set<std::pair<std::string, std::string>> told;
  for (const head_count& h : in.heads) {
    if (h.segment.empty() || !(h.people > 0) || heard.contains({h.segment, h.value})) continue;
    if (told.insert({h.segment, h.value}).second) out.push_back(h.value);
  }
  return out;
}

}  // namespace

std::vector<finding_result> coverage_findings(const finding_input& in) {
  finding_builder b(in, "coverage", "assessment", text(sentence("coverage.label", in.language)));
  const group_sums& all = in.groups[0].estimates.sums();
  const auto people_shown = [&](std::size_t g) { return !in.people_shown || in.people_shown(g); };
  finding& f = b.result.found;
  if (!(all.people() > 0) || !people_shown(0))
    return {b.silent(sentence("unseen.hidden", in.language, {b.label()}))};
  f.base = all.people();
  estimate like;
  like.n = like.n_eff = all.people();
  like.level = in.level;
  b.number("heard", b.label(), "count", all.people(), like, "count");
  if (in.groups[0].estimates.weighted()) {
    const double worth = all.weight() * all.weight() / all.weight_squared();
    b.number("effective", b.label(), "count", worth, like, "what the answers are worth under weights (Kish)");
    b.number("weights_cv", b.label(), "ratio", std::sqrt(std::max(0.0, all.rows() / worth - 1)), like,
             "coefficient of variation of the weights");
  }
  std::vector<turnout> roles;
  std::vector<std::string> missing;
  std::vector<std::string> listed;
  std::vector<std::string> thin;
  double heard = 0;
  double heads = 0;
  for (const role& r : in.asked->roles) {
    const int g = group_at(in, r.id);
    turnout t;
    t.role = r.id;
    t.label = role_label(in, r.id);
    t.heads = heads_of(in, r.id);
    if (g > 0) {
      t.heard = in.groups[static_cast<std::size_t>(g)].estimates.sums().people();
      t.shown = people_shown(static_cast<std::size_t>(g));
    }
    if (g <= 0 && in.groups.size() > 1) missing.push_back(t.label);
    if (g <= 0) continue;
    roles.push_back(t);
  }
  for (const turnout& t : roles) {
    if (!t.shown) {
      listed.push_back(t.label);
      continue;
    }
    b.number("heard:" + t.role, t.label, "count", t.heard, like, "count");
    std::string text = t.label + " " + grouped(t.heard, in.language);
    if (t.heads > 0) {
      heard += std::min(t.heard, t.heads);
      heads += t.heads;
      b.number("heads:" + t.role, t.label, "count", t.heads, like, "head count given");
      b.number("response:" + t.role, t.label, "share", t.rate(), like, "heard of head count");
      text += " (" + percent(t.rate(), in.language) + ")";
      if (t.rate() < in.thresholds.response) thin.push_back(t.label);
    }
    listed.push_back(std::move(text));
  }
  if (heads == 0) {
    heads = heads_of(in, "");
    heard = std::min(all.people(), heads);
  }
  if (heads > 0) {
    const double response = heard / heads;
    b.number("response", b.label(), "share", response, like, "heard of head count");
    add_bounds(in, response, b);
    if (roles.empty() && response < in.thresholds.response) thin.push_back(b.label());
  }
  const std::vector<std::string> silent = silent_units(in);
  f.verdict = !missing.empty()                   ? "one-sided"
              : !thin.empty() || !silent.empty() ? "thin"
              : heads > 0                        ? "covered"
                                                 : "not known";
  f.sentence = sentence(
      "coverage." + f.verdict, in.language,
      {grouped(all.people(), in.language), listed.empty() ? "" : " (" + joined(listed) + ")", joined(missing),
       joined(thin.empty() ? silent : thin), percent(in.thresholds.response, in.language)});
  if (!missing.empty()) b.unseen(sentence("unseen.roles", in.language, {joined(missing)}));
  if (!silent.empty()) b.unseen(sentence("unseen.roles", in.language, {joined(silent)}));
  if (!(heads > 0)) b.unseen(sentence("unseen.head_counts", in.language));
  return {std::move(b.result)};
}

}  // namespace cxm
