// SPDX-License-Identifier: Apache-2.0
#include "cxm/report/scorecard.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/stable_order.hpp"
#include "report/standing.hpp"
#include "report/text_table.hpp"
#include "report/view.hpp"
#include "report/words.hpp"

namespace cxm {
namespace {

using namespace report_detail;

constexpr std::size_t width = 100;
constexpr std::size_t findings_shown = 6;
constexpr std::size_t norm_lines = 4;

const std::map<std::string, std::string>& no_overrides() {
  static const std::map<std::string, std::string> none;
  return none;
}

class card {
 public:
  explicit card(const assessment& a)
      : a_(a), see_(a, a.options.language), say_(a.options.language, no_overrides()) {}

  std::string text() {
    title();
    headline();
    for (const level_definition& l : see_.asked().levels) level(l);
    subjects(say_("scorecard.dimensions"), see_.dimensions());
    subjects(say_("scorecard.measures"), others());
    gaps();
    norm_place();
    units();
    findings();
    receipt();
    return out_;
  }

 private:
  void line(const std::string& text) { out_ += text + "\n"; }
  void heading(const std::string& text) { out_ += "\n" + text + "\n"; }
  void paragraph(const std::string& text, std::string_view indent = "  ") {
    out_ += wrapped(text, width, indent);
  }

  void item(const std::string& text) {
    const std::string lines = wrapped(text, width, "    ");
    out_ += "  -" + lines.substr(3);
  }

  void append(const text_table& table) {
    if (table.rows() == 0) return;
    out_ += "\n";
    out_ += table.text();
  }

  void title() {
    const instrument& asked = see_.asked();
    const std::string name = asked.title.in(see_.language());
    line(name.empty() ? asked.id : name);
    std::string about;
    if (!see_.wave().empty()) about += say_("scorecard.wave", {see_.wave()}) + ", ";
    const double people = see_.people(see_.now());
    if (people == people) about += say_("scorecard.people", {say_.count(people)}) + ", ";
    about += say_("scorecard.intervals", {say_.decimal(100 * a_.options.level, 0)}) + ", ";
    about += a_.options.disclosure ? say_("scorecard.base", {say_.count(a_.options.minimum_base)})
                                   : say_("scorecard.disclosure_off");
    paragraph(about);
  }

  // Value, interval, answers and change since the wave before, of one measure or index; "hidden" where the
  // group is too small.
  std::vector<std::string> cells(const subject& s) {
    const result_row* row = see_.main(s, see_.now());
    if (row == nullptr) return {};
    if (!row->suppressed.empty()) return {s.label, say_("scorecard.hidden"), "", "", ""};
    std::string change;
    if (!see_.previous().empty()) {
      const result_row* since = see_.row("change", s.id, "since:" + see_.previous(), see_.now());
      if (since != nullptr && since->suppressed.empty() && since->value.defined()) {
        change = say_.estimated(since->value, since->unit, true);
      }
    }
    return {s.label, say_.value(row->value.value, row->unit), say_.interval(row->value, row->unit),
            say_.count(row->value.n), change};
  }

  void headline() {
    const subject s = see_.headline();
    if (s.id.empty()) return;
    const std::vector<std::string> c = cells(s);
    if (c.empty()) return;
    heading(c[0] + "  " + c[1] + (c[2].empty() ? "" : "  (" + c[2] + ")"));
    if (!c[4].empty()) paragraph(say_("scorecard.since", {see_.previous(), c[4]}));
  }

  void level(const level_definition& l) {
    const std::string label = l.label.in(see_.language());
    for (const auto& [kind, key] :
         {std::pair("level", "scorecard.level"), std::pair("staged", "scorecard.staged")}) {
      std::vector<std::pair<double, std::string>> likely;
      for (std::size_t i = 0; i < l.names.size(); ++i) {
        const std::string which = std::to_string(i + 1);
        const result_row* p =
            see_.row("level", l.id, "P(" + std::string(kind) + "=" + which + ")", see_.now());
        if (p == nullptr || !p->value.defined() || !(p->value.value >= 0.005)) continue;
        likely.emplace_back(p->value.value, which + " " + l.names[i].in(see_.language()) + " " +
                                                say_.probability(p->value.value));
      }
      if (likely.empty()) continue;
      detail::small_stable_sort(likely.begin(), likely.end(),
                                [](const auto& a, const auto& b) { return a.first > b.first; });
      std::string text;
      for (const auto& [ignored, words] : likely) text += (text.empty() ? "" : ", ") + words;
      paragraph(say_(key, {label.empty() ? l.id : label, text}));
    }
  }

  void subjects(const std::string& title, const std::vector<subject>& which) {
    text_table table({title, say_("scorecard.value"), say_("scorecard.interval"), say_("scorecard.answers"),
                      see_.previous().empty() ? "" : say_("scorecard.change", {see_.previous()})},
                     "<>>>>");
    for (const subject& s : which) {
      const std::vector<std::string> c = cells(s);
      if (!c.empty()) table.row(c);
    }
    append(table);
  }

  // Shares, NPS and other measures that are not a dimension's composite; single roadblocks are findings.
  std::vector<subject> others() {
    std::vector<std::string> told{see_.headline().id};
    for (const subject& s : see_.dimensions()) told.push_back(s.id);
    for (const roadblock_question& r : see_.asked().findings.roadblocks)
      told.insert(told.end(), r.measures.begin(), r.measures.end());
    for (const importance_pair& p : see_.asked().findings.importance) {
      told.insert(told.end(), {p.importance, p.effectiveness, p.importance_score, p.effectiveness_score});
    }
    std::vector<subject> made;
    for (const index_definition& i : see_.asked().indices) made.push_back(see_.subject_of(i.id));
    for (const measure& m : see_.asked().measures) {
      // Parts of a joint statement stand in the sentence of their finding.
      if (m.kind == measure_kind::joint) continue;
      made.push_back(see_.subject_of(m.id));
    }
    std::erase_if(made,
                  [&](const subject& s) { return std::find(told.begin(), told.end(), s.id) != told.end(); });
    return made;
  }

  void gaps() {
    text_table table({say_("scorecard.gaps"), say_("scorecard.difference"), say_("scorecard.interval"),
                      say_("scorecard.answers")},
                     "<>>>");
    for (const gap_definition& g : see_.asked().gaps) {
      const result_row* row = see_.row("gap", g.id, "difference", see_.now());
      if (row == nullptr) continue;
      const std::string label = row->label.empty() ? g.id : row->label;
      if (!row->suppressed.empty()) {
        table.row({label, say_("scorecard.hidden"), "", ""});
      } else {
        table.row({label, say_.value(row->value.value, row->unit, true),
                   say_.interval(row->value, row->unit, true), say_.count(row->value.n)});
      }
    }
    append(table);
  }

  // The newest wave's findings: what the data settle before what they do not, and the first of every kind
  // before the second of any.
  void findings() {
    std::vector<std::pair<std::pair<std::size_t, bool>, const finding*>> ranked;
    std::map<std::string, std::size_t> of_kind;
    for (const finding& f : a_.findings) {
      if (f.wave != see_.wave() || f.sentence.empty()) continue;
      const bool open = f.verdict == "not settled";
      ranked.push_back({{of_kind[f.kind + (open ? "?" : "")]++, open}, &f});
    }
    if (ranked.empty()) return;
    detail::small_stable_sort(ranked.begin(), ranked.end(),
                              [](const auto& a, const auto& b) { return a.first < b.first; });
    heading(say_("scorecard.findings"));
    for (std::size_t i = 0; i < std::min(ranked.size(), findings_shown); ++i)
      item(ranked[i].second->sentence);
    if (ranked.size() > findings_shown) {
      item(
          say_("scorecard.more_findings", {say_.count(static_cast<double>(ranked.size() - findings_shown))}));
    }
  }

  void norm_place() {
    if (!a_.options.reference) return;
    const norm& reference = *a_.options.reference;
    std::vector<std::string> lines;
    const auto add = [&](const subject& s, const std::string& role) {
      const std::string text = norm_sentence(say_, see_, s, see_.now(role));
      if (text.empty()) return;
      const std::string of = role.empty() ? s.label : s.label + ", " + see_.role_label(role);
      lines.push_back(of + ": " + text + ".");
    };
    add(see_.headline(), "");
    for (const norm_measure& m : reference.measures) {
      if (lines.size() >= norm_lines) break;
      if (m.id != see_.headline().id || !m.role.empty()) add(see_.subject_of(m.id), m.role);
    }
    if (lines.empty()) return;
    heading(say_("norm.title"));
    for (const std::string& text : lines) item(text);
    paragraph(norm_people(say_, reference, see_.language()));
  }

  // How many units differ, the possible ranks of the highest and the lowest, and how many are of one mind.
  void units() {
    for (std::size_t segment = 0; segment < see_.segments().size(); ++segment) {
      const std::vector<std::string> values = see_.segment_values(segment);
      subject s;
      for (const subject& candidate : {see_.headline(), first_compared(segment)}) {
        if (s.id.empty() && !candidate.id.empty() && compared(candidate, segment, values)) s = candidate;
      }
      if (s.id.empty()) continue;
      double differ = 0, all = 0, one = 0, pockets = 0, cases = 0;
      const std::string *highest = nullptr, *lowest = nullptr;
      double most = -1e300, least = 1e300;
      for (const std::string& value : values) {
        const place at = see_.at_segment(segment, value);
        if (const result_row* verdict = shown_row("unit", s.id, "verdict", at)) {
          all += 1;
          differ += verdict->value.value != 0 ? 1 : 0;
        }
        const result_row* raw = see_.main(s, at);
        if (raw != nullptr && shown_row("unit", s.id, "rank", at) != nullptr) {
          if (raw->value.value > most) most = raw->value.value, highest = &value;
          if (raw->value.value < least) least = raw->value.value, lowest = &value;
        }
        for (const subject& d : see_.dimensions()) {
          const result_row* verdict = shown_row("agreement", d.id, "verdict", at);
          if (verdict == nullptr) continue;
          cases += 1;
          one += verdict->value.value == 2 ? 1 : 0;
          pockets += verdict->value.value == 1 ? 1 : 0;
        }
      }
      if (all == 0 && highest == nullptr) continue;
      heading(say_("scorecard.units", {see_.segment_label(segment)}));
      if (all > 0) {
        item(say_("scorecard.units_differ", {say_.count(differ), say_.count(all), s.label,
                                             say_.probability(a_.options.false_discovery_rate)}) +
             ".");
      }
      if (highest != nullptr && lowest != highest) {
        item(say_("scorecard.unit_ends", {*highest, rank(s, see_.at_segment(segment, *highest)), *lowest,
                                          rank(s, see_.at_segment(segment, *lowest))}) +
             ".");
      }
      if (cases > 0)
        item(say_("scorecard.units_agree", {say_.count(one), say_.count(cases), say_.count(pockets)}) + ".");
    }
  }

  [[nodiscard]] const result_row* shown_row(std::string_view table, std::string_view id,
                                            std::string_view detail, const place& at) const {
    const result_row* row = see_.row(table, id, detail, at);
    return row != nullptr && row->suppressed.empty() && row->value.value == row->value.value ? row : nullptr;
  }
  [[nodiscard]] bool compared(const subject& s, std::size_t segment,
                              const std::vector<std::string>& values) const {
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return see_.row("unit", s.id, "rank", see_.at_segment(segment, value)) != nullptr ||
             see_.row("unit", s.id, "difference", see_.at_segment(segment, value)) != nullptr;
    });
  }
  [[nodiscard]] subject first_compared(std::size_t segment) const {
    for (const result_row& row : a_.rows) {
      if (row.table == "unit" && row.key.size() > 2 + segment && !row.key[2 + segment].empty())
        return see_.subject_of(row.id);
    }
    return {};
  }
  [[nodiscard]] std::string rank(const subject& s, const place& at) const {
    return rank_words(say_, see_.row("unit", s.id, "rank", at));
  }

  void receipt() {
    const import_receipt& r = a_.receipt;
    heading(say_("scorecard.read"));
    std::string text =
        say_("scorecard.rows", {say_.count(static_cast<double>(r.rows_read)),
                                say_.count(static_cast<double>(r.rows_used)), say_.list(r.sources)});
    for (const dropped_rows& d : r.dropped)
      text += "; " + say_("scorecard.dropped", {say_.count(static_cast<double>(d.count)), d.reason});
    std::int64_t unknown = 0;
    for (const unknown_value& u : r.unknown) unknown += u.count;
    if (unknown > 0) text += "; " + say_("scorecard.unknown", {say_.count(static_cast<double>(unknown))});
    std::vector<std::string> absent;
    for (const item_receipt& i : r.items) {
      if (i.column.empty()) absent.push_back(i.item);
    }
    if (!absent.empty() && absent.size() < r.items.size()) {
      text += "; " + say_("scorecard.absent", {say_.count(static_cast<double>(absent.size()))});
    }
    paragraph(text + ".");
    ignored();
    for (const std::string& note : a_.notes) item(note);
  }

  /// A role, weight or unit that was not recognised changes what the numbers mean.
  void ignored() {
    constexpr std::size_t shown = 8;
    const std::vector<std::string>& all = a_.receipt.columns_ignored;
    if (all.empty()) return;
    std::string names =
        say_.list({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), shown))});
    if (all.size() > shown)
      names += " " + say_("receipt.more", {say_.count(static_cast<double>(all.size() - shown))});
    paragraph(say_("scorecard.ignored", {names}));
  }

  const assessment& a_;
  view see_;
  words say_;
  std::string out_;
};

}  // namespace

std::string scorecard(const assessment& a) { return card(a).text(); }

}  // namespace cxm
