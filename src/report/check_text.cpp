// SPDX-License-Identifier: Apache-2.0
#include "cxm/report/check_text.hpp"

#include <cmath>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/text_table.hpp"
#include "report/view.hpp"
#include "report/words.hpp"

namespace cxm {
namespace {

using namespace report_detail;

// docs/quality.md, "Worth a look", has the sources.
constexpr double enough_reliability = 0.7;
constexpr double enough_rest = 0.3;
constexpr double worth_without = 0.02;  // of alpha
constexpr double most_misfit = 0.08;
constexpr double much_missing = 0.2;
constexpr double much_at_one = 0.6;

bool there(const result_row* row) {
  return row != nullptr && row->value.defined() && row->suppressed.empty();
}

class checker {
 public:
  checker(const assessment& a, const words& w) : a_(a), w_(w), v_(a, w.tag()) {}

  std::vector<check_remark> remarks() {
    remarks_.clear();
    for (const measure& m : v_.asked().measures) {
      if (m.kind == measure_kind::composite && m.items.size() >= 2) composite(m, home(m));
    }
    for (const item& i : v_.asked().items) distribution(i);
    return std::move(remarks_);
  }

  std::string text(bool by_role, std::size_t rows_to_list) {
    std::string out = "  " + w_("check.title") + "\n";
    out += scales(by_role);
    out += same_question();
    out += worth_a_look();
    out += answers(by_role);
    if (rows_to_list > 0) {
      out += wrapped(w_("check.listed", {w_.count(static_cast<double>(rows_to_list))}), 96, "  ") + "\n";
    }
    return out;
  }

 private:
  [[nodiscard]] const result_row* row(std::string_view table, const std::string& id,
                                      const std::string& detail, const std::string& role = {}) const {
    return v_.row(table, id, detail, v_.now(role));
  }

  /// The role in whose rows a composite stands: "" = all who are asked, or the only one.
  [[nodiscard]] std::string home(const measure& m) const {
    if (row("reliability", m.id, "alpha") != nullptr) return {};
    for (const std::string& role : v_.roles()) {
      if (row("reliability", m.id, "alpha", role) != nullptr) return role;
    }
    return {};
  }

  [[nodiscard]] std::string estimated(const result_row* r) const {
    return there(r) ? w_.estimated(r->value, "ratio") : "\xE2\x80\x93";
  }

  std::string scales(bool by_role) {
    text_table table({w_("check.composite"), w_("check.questions"), w_("check.people"), "omega", "alpha",
                      w_("check.mean_correlation"), w_("check.misfit")},
                     "<>><<>>");
    const auto line = [&](const measure& m, const std::string& role, const std::string& label) {
      const result_row* alpha = row("reliability", m.id, "alpha", role);
      if (alpha == nullptr) return;
      if (!alpha->suppressed.empty()) {
        table.row({label, std::to_string(m.items.size()), "\xE2\x80\x93", w_("check.hidden"), "", "", ""});
        return;
      }
      const result_row* misfit = row("reliability", m.id, "srmr", role);
      const result_row* r = row("reliability", m.id, "mean_correlation", role);
      table.row({label, std::to_string(m.items.size()), w_.count(alpha->value.n),
                 estimated(row("reliability", m.id, "omega", role)), estimated(alpha),
                 there(r) ? w_.decimal(r->value.value, 2) : "\xE2\x80\x93",
                 there(misfit) ? w_.decimal(misfit->value.value, 3) : "\xE2\x80\x93"});
    };
    for (const measure& m : v_.asked().measures) {
      if (m.kind != measure_kind::composite || m.items.size() < 2) continue;
      const std::string first = home(m);
      line(m, first, label_of(m));
      if (!by_role || !first.empty()) continue;
      for (const std::string& role : v_.roles()) line(m, role, "  " + v_.role_label(role));
    }
    if (table.rows() == 0) return "\n  " + w_("check.no_composites") + "\n";
    return "\n" + table.text();
  }

  /// Of every composite: do roles, and this wave and the last, answer the same question?
  std::string same_question() {
    std::string out;
    for (const measure& m : v_.asked().measures) {
      if (m.kind != measure_kind::composite || m.items.size() < 3) continue;
      between_roles(m, out);
      since_last(m, out);
    }
    if (out.empty()) return out;
    return "\n  " + w_("check.same_question") + "\n" + out;
  }

  void between_roles(const measure& m, std::string& out) {
    const result_row* verdict = row("invariance", m.id, "roles:verdict");
    if (verdict == nullptr) return;
    const std::string label = label_of(m);
    if (!there(verdict)) {
      say(out, verdict->suppressed.empty() ? "check.roles.0" : "check.roles.hidden", {label});
      return;
    }
    say(out, "check.roles." + std::to_string(static_cast<int>(verdict->value.value)), {label});
    std::string first;
    for (const std::string& role : v_.roles()) {
      if (first.empty() && row("reliability", m.id, "alpha", role) != nullptr) first = v_.role_label(role);
    }
    for (const std::string& id : m.items) {
      if (row("invariance", m.id, "roles:apart:" + id) == nullptr) continue;
      for (const std::string& role : v_.roles()) {
        const result_row* start = row("invariance", m.id, "roles:start:" + id, role);
        if (differs(m, id, role)) continue;  // said below, from the answers themselves
        if (!there(start) || (start->value.low <= 0 && start->value.high >= 0)) continue;
        say(out, start->value.value > 0 ? "check.starts_higher" : "check.starts_lower",
            {label, v_.role_label(role), question(id), w_.estimated(magnitude(start->value), "points"),
             first});
      }
    }
    who_stand_alike(m, first, out);
  }

  [[nodiscard]] bool differs(const measure& m, const std::string& item, const std::string& role) const {
    const result_row* sign = row("dif", m.id, "differs:" + item, role);
    return there(sign) && sign->value.value != 0;
  }

  /// People of a role against people of the first role who stand alike (`first`: its label).
  void who_stand_alike(const measure& m, const std::string& first, std::string& out) {
    for (const std::string& role : v_.roles()) {
      bool any = false;
      for (const std::string& id : m.items) {
        const result_row* effect = row("dif", m.id, "effect:" + id, role);
        if (!there(effect) || !differs(m, id, role)) continue;
        any = true;
        const estimate& e = effect->value;
        const std::string size = w_.estimated(magnitude(e), "points");
        say(out,
            e.low > 0    ? "check.dif_higher"
            : e.high < 0 ? "check.dif_lower"
                         : "check.dif_otherwise",
            {label_of(m), v_.role_label(role), question(id), size, first});
      }
      const result_row* all = row("dif", m.id, "composite", role);
      if (any && there(all) && (all->value.low > 0 || all->value.high < 0)) {
        say(out, "check.dif_composite",
            {label_of(m), v_.role_label(role), w_.estimated(all->value, "points"), first});
      }
    }
  }

  void since_last(const measure& m, std::string& out) {
    for (const result_row& r : a_.rows) {
      if (r.table != "invariance" || r.id != m.id || r.key[0] != v_.wave()) continue;
      if (r.detail.rfind("since:", 0) != 0 || r.detail.size() < 8 || !r.detail.ends_with(":verdict"))
        continue;
      if (!there(&r) || r.value.value == 3) continue;
      say(out, "check.since." + std::to_string(static_cast<int>(r.value.value)),
          {label_of(m), r.detail.substr(6, r.detail.size() - 14)});
    }
  }

  [[nodiscard]] static estimate magnitude(estimate e) {
    if (e.value < 0) {
      e.value = -e.value;
      std::swap(e.low, e.high);
      e.low = -e.low;
      e.high = -e.high;
    }
    return e;
  }

  [[nodiscard]] std::string label_of(const measure& m) const { return v_.subject_of(m.id).label; }

  [[nodiscard]] std::string question(const std::string& item) const {
    const std::string& told = v_.asked().find_item(item)->text.in(a_.options.language);
    return told.empty() ? item : told;
  }

  static void point(std::string& out, const std::string& sentence) {
    out += "  - " + wrapped(sentence, 94, "    ").substr(4);
  }

  void say(std::string& out, std::string_view key, std::initializer_list<std::string_view> arguments) {
    point(out, w_(key, arguments));
  }

  std::string worth_a_look() {
    std::string out;
    for (const check_remark& remark : remarks()) point(out, remark.text);
    if (out.empty()) return "\n  " + w_("check.nothing") + "\n";
    return "\n  " + w_("check.look") + "\n" + out;
  }

  /// A remark of `kind` about `e`, compared with `limit`; the words that follow go into its sentence.
  void remark(const char* kind, const std::string& composite, const std::string& item,
              const std::string& role, const estimate& e, double limit,
              std::initializer_list<std::string_view> words) {
    remarks_.push_back({kind, composite, item, role, e.value, e.low, e.high, limit,
                        w_(std::string("check.") + kind, words)});
  }

  void composite(const measure& m, const std::string& role) {
    const result_row* alpha = row("reliability", m.id, "alpha", role);
    if (!there(alpha)) return;
    const result_row* omega = row("reliability", m.id, "omega", role);
    const estimate& reliability = (there(omega) ? omega : alpha)->value;
    const std::string label = label_of(m), value = w_.estimated(reliability, "ratio"),
                      limit = w_.decimal(enough_reliability, 2);
    if (reliability.high < enough_reliability) {
      remark("unreliable", m.id, {}, role, reliability, enough_reliability, {label, value, limit});
    } else if (reliability.low < enough_reliability) {
      remark("perhaps_unreliable", m.id, {}, role, reliability, enough_reliability, {label, value, limit});
    }
    const result_row* misfit = row("reliability", m.id, "srmr", role);
    if (there(misfit) && misfit->value.value > most_misfit) {
      remark("more_than_one", m.id, {}, role, misfit->value, most_misfit,
             {label, w_.decimal(misfit->value.value, 3), w_.decimal(most_misfit, 2)});
    }
    for (const std::string& id : m.items) {
      const result_row* rest = row("reliability", m.id, "rest:" + id, role);
      const result_row* without = row("reliability", m.id, "alpha_without:" + id, role);
      if (!there(rest)) continue;
      const std::string r = w_.estimated(rest->value, "ratio");
      if (rest->value.high < 0) {
        remark("runs_against", m.id, id, role, rest->value, 0, {label, question(id), r});
      } else if (rest->value.high < enough_rest) {
        remark("stands_apart", m.id, id, role, rest->value, enough_rest, {label, question(id), r});
      } else if (there(without) && without->value.value > alpha->value.value + worth_without) {
        remark("better_without", m.id, id, role, without->value, alpha->value.value,
               {label, question(id), w_.decimal(without->value.value, 2), w_.decimal(alpha->value.value, 2)});
      }
    }
  }

  void distribution(const item& i) {
    estimate missing;
    missing.value = 0;
    for (const std::string_view kind : missing_kind_names) {
      if (kind == "not_asked") continue;
      const result_row* r = row("item", i.id, "missing:" + std::string(kind));
      if (there(r)) missing.value += r->value.value;
    }
    if (missing.value > much_missing) {
      remark("missing", {}, i.id, {}, missing, much_missing,
             {question(i.id), w_.value(missing.value, "share")});
    }
    const scale* s = v_.asked().find_scale(i.scale);
    if (i.multiple || s == nullptr || s->kind != scale_kind::ordinal || s->codes.size() < 3) return;
    for (const scale_code& c : s->codes) {
      const result_row* r = row("item", i.id, "code:" + std::to_string(c.code));
      if (!there(r) || r->value.value < much_at_one) continue;
      const std::string& label = c.label.in(a_.options.language);
      remark("crowded", {}, i.id, {}, r->value, much_at_one,
             {question(i.id), w_.value(r->value.value, "share"),
              label.empty() ? std::to_string(c.code) : label});
    }
  }

  std::string answers(bool by_role) {
    text_table table({w_("check.sign"), w_("check.of_rows"), w_("check.share")}, "<><");
    const auto lines = [&](const std::string& role, const std::string& indent) {
      for (const result_row& r : a_.rows) {
        if (r.table != "answers" || r.key[0] != v_.wave() || r.key[1] != role) continue;
        if (!r.suppressed.empty()) {
          table.row({indent + w_("check.sign." + r.detail), "\xE2\x80\x93", w_("check.hidden")});
          continue;
        }
        std::string of = indent + w_("check.sign." + r.detail);
        if (r.id != "rows") of += " (" + w_("check.battery", {r.id}) + ")";
        table.row({of, w_.count(r.value.n), w_.estimated(r.value, "fine_share")});
      }
    };
    lines({}, "");
    if (by_role) {
      for (const std::string& role : v_.roles()) {
        table.row({v_.role_label(role), "", ""});
        lines(role, "  ");
      }
    }
    if (table.rows() == 0) return "\n  " + w_("check.no_rows") + "\n";
    return "\n  " + w_("check.answers") + "\n" + table.text();
  }

  const assessment& a_;
  const words& w_;
  view v_;
  std::vector<check_remark> remarks_;
};

}  // namespace

std::vector<check_remark> check_remarks(const assessment& a) {
  const std::map<std::string, std::string> none;
  const words w(a.options.language, none);
  return checker(a, w).remarks();
}

std::string check_text(const assessment& a, bool by_role, std::size_t rows_to_list) {
  const std::map<std::string, std::string> none;
  const words w(a.options.language, none);
  return checker(a, w).text(by_role, rows_to_list);
}

}  // namespace cxm
