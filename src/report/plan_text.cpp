// SPDX-License-Identifier: Apache-2.0
#include "cxm/report/plan_text.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cxm/plan/plan_request.hpp"
#include "report/text_table.hpp"
#include "report/text_width.hpp"
#include "report/words.hpp"

namespace cxm {
namespace {

using namespace report_detail;

constexpr std::size_t text_columns = 96;
constexpr std::size_t label_columns = 48;

/// A label that fits its column.
std::string fitted(const std::string& label) {
  if (label.size() <= label_columns) return label;
  std::size_t end = label_columns - 1;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xC0U) == 0x80U) --end;
  return label.substr(0, end) + "\xE2\x80\xA6";
}

std::string ranks(const plan_candidate& c, const words& say) {
  const auto plain = [&](double r) { return say.decimal(r, 0); };
  return c.rank_low == c.rank_high ? plain(c.rank) : plain(c.rank_low) + "\xE2\x80\x93" + plain(c.rank_high);
}

}  // namespace

std::string plan_text(const assessment& a) {
  if (!a.plan) return {};
  const plan_result& plan = a.plan->plan;
  const std::map<std::string, std::string> none;
  const words say(a.options.language, none);
  const auto estimated = [&](const estimate& e, const std::string& unit, bool sign = false) {
    return e.defined() ? say.estimated(e, unit, sign) : std::string("\xE2\x80\x93");
  };
  std::string title = plan.asked.title.in(a.options.language);
  if (title.empty()) title = say("plan.title");
  std::string out = title;
  if (!plan.group.empty()) out += " (" + plan.group + ")";
  out += "\n";
  for (const std::string& sentence : plan.sentences) {
    out += "  -" + wrapped(sentence, text_columns, "    ").substr(3);
  }
  if (plan.has_roadmap()) {
    out += "\n" + say("plan.roadmap") + "\n";
    text_table waves({say("plan.period"), say("plan.begins"), say("plan.cost"), say("plan.effort"),
                      say("plan.gain"), say("plan.chosen")},
                     "  >>>>");
    for (const plan_wave& wave : plan.waves) {
      std::string name = wave.name;
      for (const std::size_t j : wave.begins) {
        const plan_candidate& c = plan.candidates[j];
        waves.row({name, fitted(c.label), say.decimal(c.cost, 0), say.decimal(c.effort, 0),
                   estimated(c.gain, "points", true), say.probability(c.chosen)});
        name.clear();
      }
      if (wave.begins.empty()) waves.row({name, "\xE2\x80\x93", "", "", "", ""});
    }
    out += waves.text();
    out += "\n" + say("plan.outlook") + "\n";
    std::vector<std::string> header{say("table.measure"), say("plan.today")};
    for (const plan_wave& wave : plan.waves) header.push_back(wave.name);
    text_table outlook(header, " >>>>>>>>>>>>>>>>");
    for (const plan_quantity& q : plan.quantities) {
      std::vector<std::string> row{q.label};
      for (const estimate& e : q.value) row.push_back(estimated(e, q.unit));
      outlook.row(std::move(row));
      for (std::size_t l = 1; l < q.level_names.size(); ++l) {
        std::vector<std::string> level{"  " +
                                       say("plan.level_at_least", {std::to_string(l + 1), q.level_names[l]})};
        bool any = false;
        for (const auto& p : q.level_probability) {
          double sum = 0;
          for (std::size_t k = l; k < p.size(); ++k) sum += p[k];
          any = any || (sum > 0.005 && sum < 0.995);
          level.push_back(say.probability(std::min(1.0, sum)));
        }
        if (any) outlook.row(std::move(level));
      }
      for (const plan_staged_level& s : plan.staged) {
        if (s.index != q.id) continue;
        for (std::size_t l = 1; l < s.level_names.size(); ++l) {
          std::vector<std::string> row{
              "  " +
              say("plan.by_gates", {say("plan.level_at_least", {std::to_string(l + 1), s.level_names[l]})})};
          bool any = false;
          for (const auto& p : s.probability) {
            const double sum = std::accumulate(p.begin() + static_cast<std::ptrdiff_t>(l), p.end(), 0.0);
            any = any || (sum > 0.005 && sum < 0.995);
            row.push_back(say.probability(std::min(1.0, sum)));
          }
          if (any) outlook.row(std::move(row));
        }
      }
    }
    out += outlook.text();
  }
  out += "\n" + say("plan.priorities") + "\n";
  const bool practices = std::any_of(plan.candidates.begin(), plan.candidates.end(),
                                     [](const plan_candidate& c) { return c.practice; });
  std::vector<std::string> header{say("plan.candidate")};
  if (practices) header.push_back(say("plan.today"));
  for (const char* key : {"plan.cost", "plan.gain", "plan.ranks"}) header.push_back(say(key));
  header.push_back(say("plan.p_top", {std::to_string(plan.top)}));
  text_table priorities(header, " >>>>>");
  for (const std::size_t j : plan.order) {
    const plan_candidate& c = plan.candidates[j];
    std::vector<std::string> row{fitted(c.label)};
    if (practices) row.push_back(c.practice ? say.value(c.now.value, "points") : "");
    row.push_back(say.decimal(c.cost, 0));
    row.push_back(estimated(c.gain, "points", true));
    row.push_back(ranks(c, say));
    row.push_back(say.probability(c.p_top));
    priorities.row(std::move(row));
  }
  out += priorities.text();
  for (const weight_range& r : plan.weights) {
    out += "  " +
           say("plan.weight", {r.goal, say.decimal(r.weight, 2), say.decimal(r.low, 2),
                               std::isfinite(r.high) ? say.decimal(r.high, 2) : "\xE2\x88\x9E"}) +
           "\n";
  }
  if (!a.plan->supposed.empty()) {
    out += "\n" + say("plan.what_if") + "\n";
    text_table table({say("table.measure"), say("plan.today"), say("plan.then"), say("plan.change")}, " >>>");
    for (const supposed_quantity& q : a.plan->supposed) {
      table.row({q.label, estimated(q.before, q.unit), estimated(q.after, q.unit),
                 estimated(q.change, q.unit, true)});
      for (std::size_t l = 1; l < q.level_names.size(); ++l) {
        double before = 0, after = 0;
        for (std::size_t k = l; k < q.level_names.size(); ++k) {
          before += q.level_before[k];
          after += q.level_after[k];
        }
        if (std::max(before, after) < 0.005 || std::min(before, after) > 0.995) continue;
        table.row({"  " + say("plan.level_at_least", {std::to_string(l + 1), q.level_names[l]}),
                   say.probability(std::min(1.0, before)), say.probability(std::min(1.0, after)), ""});
      }
      if (q.percentile_after.defined()) {
        table.row({"  " + say("plan.percentile"), estimated(q.percentile_before, "score"),
                   estimated(q.percentile_after, "score"), ""});
      }
    }
    out += table.text();
  }
  if (!plan.notes.empty()) out += "\n";
  for (const std::string& note : plan.notes) out += wrapped(note, text_columns, "  ");
  return out;
}

}  // namespace cxm
