// SPDX-License-Identifier: Apache-2.0
// An attacker with everything that is published: tables, receipt, several selections through a ledger, a
// state for sharing. He knows which groups there are, solves for every hidden one, and never succeeds.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/assessment/share.hpp"
#include "cxm/base/random.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/ledger_json.hpp"
#include "cxm/io/tables.hpp"
#include "cxm/report/report.hpp"
#include "cxm/report/scorecard.hpp"
#include "disclosure/linear_span.hpp"
#include "support/survey_rows.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;
using json = nlohmann::json;

constexpr double minimum = 5;

const std::map<std::string, std::string>& parents() {
  static const std::map<std::string, std::string> made{{"a", "north"}, {"b", "north"}, {"c", "north"},
                                                       {"d", "north"}, {"e", "south"}, {"f", "south"},
                                                       {"g", "south"}};
  return made;
}

instrument_ptr asking(const std::string& more_findings) {
  std::string text = R"({
    "id": "attacked", "version": "1",
    "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "top": [4, 5], "bottom": [1, 2]},
               {"id": "rec", "kind": "nps"}],
    "items": [{"id": "q", "scale": "five"}, {"id": "r", "scale": "five"},
              {"id": "staff_only", "scale": "five", "roles": ["staff"]},
              {"id": "inside", "scale": "five", "roles": ["boss", "staff"]}, {"id": "rec", "scale": "rec"}],
    "measures": [{"id": "both", "kind": "composite", "items": ["q", "r"]},
                 {"id": "only_q", "kind": "composite", "items": ["q"]}, {"id": "share_r", "kind": "share", "item": "r"},
                 {"id": "share_q", "kind": "share", "item": "q"},
                 {"id": "in", "kind": "composite", "items": ["inside"]}, {"id": "nps", "kind": "nps", "item": "rec"}],
    "indices": [{"id": "index", "of": ["only_q", "in"]}],
    "levels": [{"id": "level", "index": "index", "names": ["low", "high"], "cuts": [50]}],
    "gaps": [{"id": "paired", "a": {"measure": "share_q"}, "b": {"measure": "share_r"}},
             {"id": "roles", "a": {"measure": "both", "role": "boss"}, "b": {"measure": "both", "role": "staff"}}],
    "findings": {"importance": [{"id": "i", "importance": "share_q", "effectiveness": "share_r"}],
                 "perception": [{"id": "p", "measure": "both", "roles": ["boss", "staff", "client"]}]@},
    "roles": {"columns": ["role"], "values": [{"id": "boss"}, {"id": "staff"}, {"id": "client", "inside": false}]},
    "segments": [{"id": "unit", "parents": {"a": "north", "b": "north", "c": "north", "d": "north", "e": "south",
                                            "f": "south", "g": "south"}}, {"id": "tenure"}],
    "wave": {"columns": ["wave"]}})";
  text.replace(text.find('@'), 1, more_findings);
  return parse_instrument(text);
}

instrument_ptr asked() {
  static const instrument_ptr made = asking("");
  return made;
}

/// With the findings over units and waves as well.
instrument_ptr asked_of_units() {
  static const instrument_ptr made = asking(R"(,
    "believers": [{"id": "b", "believer": "share_q", "outcomes": ["share_r"], "unit": "unit"}],
    "dilution": [{"id": "d", "measure": "both", "unit": "unit"}],
    "pyramid": [{"id": "y", "steps": [{"measure": "only_q"}, {"measure": "share_r"}, {"measure": "nps"}], "unit": "unit"}],
    "changes": [{"id": "c", "of": "both"}])");
  return made;
}

/// An organisation with many small groups; sizes, roles, waves and missing answers at random.
std::vector<survey_row> organisation(std::uint64_t seed) {
  random_stream random(seed, 7);
  const double crowd = 4 + static_cast<double>(random.below(26));
  const double missing = .3 * random.uniform();
  std::vector<survey_row> rows;
  for (const char* wave : {"1", "2"}) {
    if (seed % 3 == 0 && *wave == '2') continue;
    for (const char* role : {"boss", "staff", "client", ""}) {
      for (const char* unit : {"a", "b", "c", "d", "e", "f", "g", "north", ""}) {
        for (const char* tenure : {"long", "short", ""}) {
          const bool odd = *role == '\0' || *unit == '\0' || *unit == 'n' || *tenure == '\0';
          const double most = odd ? 2 : *role == 'b' ? crowd / 5 : crowd;
          if (odd && random.uniform() < .7) continue;
          const auto n = static_cast<int>(most * random.uniform() * random.uniform());
          for (int i = 0; i < n; ++i) {
            survey_row row{role, wave, {unit, tenure}, {}, 1, {}};
            for (const char* item : {"q", "r", "staff_only", "inside"}) {
              if (*item == 's' && std::string(role) != "staff") continue;
              if (*item == 'i' && std::string(role) != "staff" && std::string(role) != "boss") continue;
              if (random.uniform() >= missing)
                row.answers[item] = static_cast<std::int32_t>(1 + random.below(5));
            }
            if (random.uniform() >= missing) row.answers["rec"] = static_cast<std::int32_t>(random.below(11));
            rows.push_back(std::move(row));
          }
        }
      }
    }
  }
  return rows;
}

using names = std::vector<std::string>;  // wave, role, unit, tenure

/// The smallest groups there are, and everything about them that adds up.
struct truth {
  std::vector<names> atoms;
  std::vector<const survey_row*> rows;
  std::vector<std::size_t> atom_of;

  explicit truth(const std::vector<survey_row>& people) {
    std::map<names, std::size_t> at;
    for (const survey_row& r : people) {
      const names n{r.wave, r.role, r.segments[0], r.segments[1]};
      const auto [found, fresh] = at.emplace(n, atoms.size());
      if (fresh) atoms.push_back(n);
      rows.push_back(&r);
      atom_of.push_back(found->second);
    }
  }
  /// Does this person count in a variable?
  static bool counts(const survey_row& r, const std::string& variable) {
    const auto has = [&](const char* item) { return r.answers.contains(item); };
    if (variable == "people") return true;
    if (variable.rfind("item:", 0) == 0) return has(variable.c_str() + 5);
    if (variable == "both") return has("q") || has("r");
    if (variable == "only_q" || variable == "share_q") return has("q");
    if (variable == "share_r") return has("r");
    if (variable == "in") return has("inside");
    if (variable == "nps") return has("rec");
    return has("q") && has("r");  // paired
  }
  [[nodiscard]] std::vector<double> count(const std::string& variable) const {
    std::vector<double> n(atoms.size(), 0);
    for (std::size_t i = 0; i < rows.size(); ++i) n[atom_of[i]] += counts(*rows[i], variable) ? 1 : 0;
    return n;
  }
  [[nodiscard]] std::vector<double> sum(const std::string& variable) const {
    std::vector<double> s(atoms.size(), 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!counts(*rows[i], variable)) continue;
      const auto answer = [&](const char* item) { return static_cast<double>(rows[i]->answers.at(item)); };
      if (variable == "only_q") s[atom_of[i]] += 25 * (answer("q") - 1);
      if (variable == "share_r") s[atom_of[i]] += answer("r") >= 4 ? 1 : 0;
      if (variable == "people") s[atom_of[i]] += 1;
    }
    return s;
  }
};

bool lies_in(const std::string& value, const std::string& group) {
  if (group.empty() || value == group) return true;
  const auto at = parents().find(value);
  return at != parents().end() && at->second == group;
}

/// What the attacker knows of one variable: groups of atoms whose sums are published.
class knowledge {
 public:
  explicit knowledge(const truth& t) : truth_(t) {}

  /// A group of the tables. `members`: what a rolled-up group stands for.
  [[nodiscard]] std::vector<std::uint32_t> group(const names& key, const std::map<names, names>& members,
                                                 const std::set<std::string>& roles = {}) const {
    std::vector<std::uint32_t> out;
    const auto rolled = members.find({key[0], key[2]});
    for (std::size_t a = 0; a < truth_.atoms.size(); ++a) {
      const names& n = truth_.atoms[a];
      if (n[0] != key[0] || (!key[1].empty() && n[1] != key[1])) continue;
      const bool chosen = std::all_of(selected_.begin(), selected_.end(), [&](const auto& s) {
        return std::any_of(s.second.begin(), s.second.end(), [&](const std::string& value) {
          return !value.empty() && lies_in(n[s.first], value);
        });
      });
      if (!chosen) continue;
      if (!roles.empty() && !roles.contains(n[1])) continue;
      if (!key[3].empty() && n[3] != key[3]) continue;
      const bool unit_in = rolled == members.end()
                               ? lies_in(n[2], key[2])
                               : std::any_of(rolled->second.begin(), rolled->second.end(),
                                             [&](const std::string& m) { return lies_in(n[2], m); });
      if (unit_in) out.push_back(static_cast<std::uint32_t>(a));
    }
    return out;
  }
  void learn(const std::string& variable, const std::vector<std::uint32_t>& atoms, double sum) {
    if (!atoms.empty()) shown_[variable].emplace(atoms, sum);
  }

  /// Everything in one published document. Rows of all tables count by their id: whoever shows a number about
  /// a measure in a group shows the measure there.
  void read(const json& document) {
    std::map<names, names> members;
    for (const json& g : document["rolled_up"])
      members[{g["wave"].get<std::string>(), g["value"].get<std::string>()}] = g["members"].get<names>();
    const auto text = [](const json& row, const char* name) {
      return row.contains(name) ? row[name].get<std::string>() : std::string();
    };
    const std::set<std::string> measures{"both", "only_q", "share_r", "share_q", "in", "nps", "paired"};
    selected_.clear();
    for (const json& s : document["options"]["where"]) {
      const std::string column = s["column"];
      selected_[column == "wave"   ? 0
                : column == "role" ? 1
                : column == "unit" ? 2
                                   : 3] = s["values"].get<names>();
    }
    for (const json& row : document["rows"]) {
      if (!row["suppressed"].get<std::string>().empty()) {
        for (const char* number : {"value", "se", "low", "high", "n", "n_eff", "df"}) {
          EXPECT_TRUE(row[number].is_null()) << row.dump();
        }
        EXPECT_EQ(row["method"], "");
        continue;
      }
      if (row["value"].is_null() && row["n"].is_null()) continue;
      const std::string table = row["table"];
      const std::string id = row["id"];
      const std::string detail = row["detail"];
      const names key{text(row, "wave"), text(row, "role"), text(row, "unit"), text(row, "tenure")};
      const double n = row["n"].is_null() ? 0 : row["n"].get<double>();
      const double value = row["value"].is_null() ? 0 : row["value"].get<double>();
      if (table == "base" && id == "people") {
        learn("people", group(key, members), value);
      } else if (table == "item" && detail.rfind("missing:", 0) == 0) {
        // How many were asked: the people of the roles that the item is for.
        std::set<std::string> roles;
        for (const std::string& role : asked()->find_item(id)->roles) roles.insert(role);
        learn("people", group(key, members, roles), n);
      } else if (table == "item") {
        learn("item:" + id, group(key, members), n * value);
      } else if (measures.contains(id)) {
        learn(id, group(key, members), n * value);
        if (table == "change") {  // both waves
          names before = key;
          before[0] = "1";
          learn(id, group(before, members), std::nan(""));
        }
      } else if (table == "index" || table == "level") {
        // Made of two means; whoever shows it shows those.
        for (const char* part : {"only_q", "in"}) learn(part, group(key, members), std::nan(""));
      }
    }
  }

  /// A state for sharing: every segment, by whatever it still holds.
  void read(const tally& shared) {
    selected_.clear();
    std::map<std::string, std::set<std::string>> units, roles, tenures;  // that are left, by wave
    for (const segment_key& key : shared.segments()) {
      const std::string wave = shared.levels(1)[key[1]];
      roles[wave].insert(shared.levels(0)[key[0]]);
      units[wave].insert(shared.levels(2)[key[2]]);
      tenures[wave].insert(shared.levels(3)[key[3]]);
    }
    for (std::size_t s = 0; s < shared.segments().size(); ++s) {
      const segment_key& key = shared.segments()[s];
      const std::string wave = shared.levels(1)[key[1]];
      std::vector<std::uint32_t> atoms;
      for (std::size_t a = 0; a < truth_.atoms.size(); ++a) {
        const names& n = truth_.atoms[a];
        if (n[0] != wave) continue;
        const std::string role = roles[wave].contains(n[1]) ? n[1] : "";
        const std::string tenure = tenures[wave].contains(n[3]) ? n[3] : "";
        std::string unit = n[2];
        if (!units[wave].contains(unit)) {
          const auto up = parents().find(unit);
          unit = up != parents().end() && units[wave].contains(up->second) ? up->second : "";
        }
        if (role == shared.levels(0)[key[0]] && unit == shared.levels(2)[key[2]] &&
            tenure == shared.levels(3)[key[3]]) {
          atoms.push_back(static_cast<std::uint32_t>(a));
        }
      }
      const std::vector<std::size_t> here{s};
      const auto sums = shared.sums(here);
      EXPECT_GE(sums->people(), minimum);
      learn("people", atoms, sums->rows());
      double members = 0;
      for (const std::uint32_t a : atoms) members += truth_.count("people")[a];
      EXPECT_EQ(members, sums->rows());  // the attacker reads it as it was made
      const auto& items = shared.instrument().items;
      for (std::size_t i = 0; i < items.size(); ++i) {
        const item_counts c = sums->item(i);
        if (c.answered > 0) {
          EXPECT_GE(c.answered, minimum);
          learn("item:" + items[i].id, atoms, c.code[0]);
        }
      }
      for (std::size_t j = 0; j < shared.measures().size(); ++j) {
        const pair_moments m = sums->pair(j, j);
        if (m.n > 0) {
          EXPECT_GE(m.n, minimum);
          learn(shared.measures()[j].id, atoms, m.w_dj + m.ref_j * m.n);
        }
      }
    }
  }

  struct result {
    int secrets = 0, recovered = 0, right = 0;
    std::string what;  // the first few that he computes
  };
  /// Try every small group: of the tables alone, or all that can be described.
  [[nodiscard]] result attack(bool describable) {
    result out;
    selected_.clear();
    for (const auto& [variable, groups] : shown_) {
      const std::vector<double> n = truth_.count(variable);
      // An atom of nobody is known to be none where a whole group of nobody is not in the tables: he knows
      // all.
      std::vector<std::uint8_t> empty(n.size());
      for (std::size_t a = 0; a < n.size(); ++a) empty[a] = n[a] > 0 ? 0 : 1;
      const auto vector_of = [&](const std::vector<std::uint32_t>& atoms) {
        Eigen::VectorXd v = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(n.size()));
        for (const std::uint32_t a : atoms) v[a] = 1;
        return v;
      };
      Eigen::MatrixXd shown(static_cast<Eigen::Index>(n.size()), static_cast<Eigen::Index>(groups.size()));
      Eigen::VectorXd sums(static_cast<Eigen::Index>(groups.size()));
      linear_span exact(n.size(), false);
      Eigen::Index column = 0;
      for (const auto& [atoms, sum] : groups) {
        shown.col(column) = vector_of(atoms);
        sums[column++] = sum;
        exact.add(atoms, 0);
      }
      const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver(shown);
      for (const std::vector<std::uint32_t>& secret : secrets(variable, n, describable)) {
        ++out.secrets;
        const Eigen::VectorXd target = vector_of(secret);
        const Eigen::VectorXd how = solver.solve(target);
        const bool found = (shown * how - target).norm() < 1e-7;
        EXPECT_EQ(found, exact.contains(secret)) << variable;  // least squares and exact elimination agree
        if (!found) continue;
        ++out.recovered;
        if (out.recovered <= 3) {
          out.what += variable + " of";
          for (const std::uint32_t a : secret) {
            out.what += " [";
            for (const std::string& name : truth_.atoms[a]) out.what += name + "/";
            out.what += "]";
          }
          out.what += "; ";
        }
        if (variable != "only_q" && variable != "people") continue;
        const std::vector<double> s = truth_.sum(variable);
        double real = 0;
        for (const std::uint32_t a : secret) real += s[a];
        const double guess = how.dot(sums);
        if (std::isnan(guess) || std::fabs(guess - real) < 1e-5) ++out.right;
      }
    }
    return out;
  }

 private:
  [[nodiscard]] std::set<std::vector<std::uint32_t>> secrets(const std::string& variable,
                                                             const std::vector<double>& n,
                                                             bool describable) const {
    std::set<std::vector<std::uint32_t>> out;
    static_cast<void>(variable);
    std::set<std::string> waves, roles{""}, units{""}, tenures{""};
    for (const names& a : truth_.atoms) {
      waves.insert(a[0]);
      roles.insert(a[1]);
      units.insert(a[2]);
      if (parents().contains(a[2])) units.insert(parents().at(a[2]));
      tenures.insert(a[3]);
    }
    for (const std::string& wave : waves) {
      for (const std::string& role : roles) {
        for (const std::string& unit : units) {
          for (const std::string& tenure : tenures) {
            if (!describable && !unit.empty() && !tenure.empty()) continue;  // not crossed in the tables
            const std::vector<std::uint32_t> atoms = group({wave, role, unit, tenure}, {});
            double people = 0;
            for (const std::uint32_t a : atoms) people += n[a];
            if (people > 0 && people < minimum) out.insert(atoms);
          }
        }
      }
    }
    return out;
  }

  const truth& truth_;
  std::map<std::size_t, names> selected_;  // of the document that is read: values by column
  std::map<std::string, std::map<std::vector<std::uint32_t>, double>> shown_;
};

TEST(Promise4PrivacyThatCannotBeForgotten, NoTableGivesASmallGroupAway) {
  int secrets = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto people = organisation(seed);
    const truth t(people);
    assess_options o;
    o.crossed_items = seed % 2 == 0;
    knowledge k(t);
    k.read(json::parse(result_json(assess(tally_of(asked(), people), o))));
    const auto r = k.attack(false);
    secrets += r.secrets;
    EXPECT_EQ(r.recovered, 0) << "organisation " << seed << ": " << r.what;
  }
  EXPECT_GT(secrets, 4000);
}

TEST(Promise4PrivacyThatCannotBeForgotten, NorDoCrossedColumns) {
  int secrets = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto people = organisation(seed);
    const truth t(people);
    assess_options o;
    o.cross = {{"unit", "tenure"}};
    o.crossed_items = true;
    knowledge k(t);
    k.read(json::parse(result_json(assess(tally_of(asked(), people), o))));
    const auto r = k.attack(true);
    secrets += r.secrets;
    EXPECT_EQ(r.recovered, 0) << "organisation " << seed << ": " << r.what;
  }
  EXPECT_GT(secrets, 4000);
}

std::vector<assess_options> questions(std::uint64_t seed) {
  std::vector<assess_options> out(4);
  out[1].where = {{"role", {"staff"}}};
  out[2].where = {{"unit", {"north"}}, {"role", {"staff", "client"}}};
  out[3].where = {{"tenure", {"long"}}};
  if (seed % 2 == 0) out[3].cross = {{"unit", "tenure"}};
  return out;
}

TEST(Promise4PrivacyThatCannotBeForgotten, NorDoManyQuestionsThroughALedgerAndASharedState) {
  int secrets = 0;
  int shared_units = 0;
  for (std::uint64_t seed = 1; seed <= 14; ++seed) {
    const auto people = organisation(seed);
    const truth t(people);
    const tally whole = tally_of(asked(), people);
    const tally* one = &whole;
    disclosure_ledger ledger;
    knowledge k(t);
    for (const assess_options& o : questions(seed)) {
      k.read(json::parse(result_json(assess(std::span<const tally* const>(&one, 1), o, {}, ledger))));
      ledger = parse_ledger(ledger_json(ledger));
    }
    sharing_options s;
    s.roles = seed % 2 == 0;
    const shared_state shared = share(whole, s, &ledger);
    k.read(shared.tally);
    shared_units += static_cast<int>(shared.tally.levels(2).size());
    const auto r = k.attack(true);
    secrets += r.secrets;
    EXPECT_EQ(r.recovered, 0) << "organisation " << seed << ": " << r.what;
  }
  EXPECT_GT(secrets, 4000);
  EXPECT_GT(shared_units, 14);
}

TEST(Promise4PrivacyThatCannotBeForgotten, NorDoesASharedStateBesideTheDefaultTables) {
  int secrets = 0;
  for (std::uint64_t seed = 20; seed <= 36; ++seed) {
    const auto people = organisation(seed);
    const truth t(people);
    const tally whole = tally_of(asked(), people);
    knowledge k(t);
    k.read(json::parse(result_json(assess(whole))));
    const int tables_alone = k.attack(true).recovered;  // crossings that nobody asked for
    EXPECT_EQ(k.attack(false).recovered, 0);
    sharing_options s;
    s.roles = seed % 2 == 0;
    if (seed % 3 == 0) s.segments = {"unit", "tenure"};
    const tally shared = share(whole, s).tally;
    k.read(shared);
    EXPECT_EQ(tally::deserialize(shared.serialize(), asked()).serialize(), shared.serialize());
    // What is made of it says so, and hides as usual.
    const assessment a = assess(shared);
    EXPECT_TRUE(a.kept.shared);
    EXPECT_NE(result_json(a).find("made from a state for sharing"), std::string::npos);
    EXPECT_EQ(k.attack(false).recovered, 0) << "organisation " << seed;
    const auto r = k.attack(true);
    secrets += r.secrets;
    EXPECT_EQ(r.recovered, tables_alone) << "organisation " << seed << ": " << r.what;
  }
  EXPECT_GT(secrets, 4000);
}

TEST(TheAttack, SucceedsWithoutComplementsAndWithoutALedger) {
  int primary_only = 0, right = 0, unlinked = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const auto people = organisation(seed);
    const truth t(people);
    const tally whole = tally_of(asked(), people);
    assess_options open;
    open.disclosure = false;
    json all = json::parse(result_json(assess(whole, open)));
    json rows = json::array();
    for (const json& row : all["rows"]) {
      if (row["table"] == "level" || row["table"] == "index" || row["table"] == "change") continue;
      const double n = row["table"] == "base" ? row["value"].get<double>() : row["n"].get<double>();
      if (!(n > 0 && n < minimum)) rows.push_back(row);
    }
    all["rows"] = rows;
    knowledge k(t);
    k.read(all);
    const auto r = k.attack(false);
    primary_only += r.recovered;
    right += r.right;
    knowledge apart(t);
    for (const assess_options& o : questions(seed)) apart.read(json::parse(result_json(assess(whole, o))));
    unlinked += apart.attack(true).recovered;
  }
  EXPECT_GT(primary_only, 100);
  EXPECT_GT(right, 20);  // and what it computes is what was answered
  EXPECT_GT(unlinked, 10);
}

/// Two people of hidden groups change places. Nothing that is published may change by a byte: then nobody can
/// tell which of the two is true, whatever he computes, from whichever output.
void exchange_hidden_people(const instrument_ptr& questions, const std::vector<std::string>& findings) {
  int swaps = 0;
  std::set<std::string> told;
  for (std::uint64_t seed = 1; seed <= 60 && swaps < 10; ++seed) {
    auto people = organisation(seed);
    const assessment before = assess(tally_of(questions, people));
    std::map<names, bool> shown;
    for (const result_row& row : before.rows) {
      if (row.table != "base") continue;
      names key(4);
      for (std::size_t c = 0; c < row.key.size(); ++c) {
        const std::string& column = before.key_columns[c];
        key[column == "wave" ? 0 : column == "role" ? 1 : column == "unit" ? 2 : 3] = row.key[c];
      }
      if (row.suppressed.empty()) shown[key] = true;
    }
    const auto apart = [&](const survey_row& x, const survey_row& y) {
      // A shown group that holds one of them and not the other.
      const auto rolled = [&](const survey_row& r) {
        std::set<std::string> in;
        for (const rolled_up_group& g : before.rolled_up) {
          const bool member = std::find(g.members.begin(), g.members.end(), r.segments[0]) != g.members.end();
          if (g.wave == r.wave && g.column == "unit" && member) in.insert(g.value);
        }
        return in;
      };
      if (rolled(x) != rolled(y)) return true;
      const auto seen = [&](const names& key) { return shown.contains(key); };
      for (const survey_row* r : {&x, &y}) {
        if (seen({r->wave, "", r->segments[0], ""}) || seen({r->wave, r->role, r->segments[0], ""}))
          return true;
      }
      return false;
    };
    bool done = false;
    for (std::size_t i = 0; i < people.size() && !done; ++i) {
      for (std::size_t j = i + 1; j < people.size() && !done; ++j) {
        survey_row& x = people[i];
        survey_row& y = people[j];
        const auto up = parents().find(x.segments[0]);
        const auto other = parents().find(y.segments[0]);
        const bool siblings = up != parents().end() && other != parents().end() &&
                              up->second == other->second && x.segments[0] != y.segments[0];
        if (!siblings || x.role != y.role || x.role.empty() || x.wave != y.wave ||
            x.segments[1] != y.segments[1])
          continue;
        std::vector<std::string> asked_x, asked_y;  // the same questions, so that no base changes
        for (const auto& [item, code] : x.answers) asked_x.push_back(item);
        for (const auto& [item, code] : y.answers) asked_y.push_back(item);
        if (asked_x != asked_y || x.answers == y.answers || apart(x, y)) continue;
        std::swap(x.answers, y.answers);
        done = true;
      }
    }
    if (!done) continue;
    const assessment after = assess(tally_of(questions, people));
    // Answers that all of a small group share may have come or gone; then other cells are hidden.
    bool same_pattern = before.rows.size() == after.rows.size();
    for (std::size_t r = 0; same_pattern && r < before.rows.size(); ++r) {
      same_pattern = before.rows[r].suppressed == after.rows[r].suppressed;
    }
    if (!same_pattern) continue;
    ++swaps;
    for (const result_row& row : before.rows) {
      if (row.table == "finding" && row.value.defined()) told.insert(row.id);
    }
    const auto same = [&](const std::string& a, const std::string& b, const char* what) {
      const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
      const auto from = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, at - 200));
      EXPECT_TRUE(a == b) << what << ", organisation " << seed << ": " << a.substr(from, 400) << "\n---\n"
                          << b.substr(from, 400);
    };
    same(result_json(before), result_json(after), "json");
    const auto csv_before = result_csv(before);
    const auto csv_after = result_csv(after);
    ASSERT_EQ(csv_before.size(), csv_after.size());
    for (std::size_t f = 0; f < csv_before.size(); ++f) {
      same(csv_before[f].second, csv_after[f].second, csv_before[f].first.c_str());
    }
    same(html_report(before, {}), html_report(after, {}), "report");
    same(scorecard(before), scorecard(after), "scorecard");
  }
  EXPECT_GE(swaps, 5);
  for (const std::string& one : findings) EXPECT_TRUE(told.contains(one)) << one << " was never told";
}

TEST(Promise4PrivacyThatCannotBeForgotten, NothingPublishedDependsOnWhoIsInWhichHiddenGroup) {
  exchange_hidden_people(asked(), {"importance_gap:i", "perception_gap:p"});
}

TEST(Promise4PrivacyThatCannotBeForgotten, NorDoFindingsOverUnitsAndWaves) {
  exchange_hidden_people(asked_of_units(), {"believers:b", "dilution:d", "pyramid:y", "change:c"});
}

TEST(Ledger, IsRefusedForOtherAnswersAndWithoutControl) {
  const auto people = organisation(2);
  const tally whole = tally_of(asked(), people);
  const tally other = tally_of(asked(), organisation(4));
  const tally* one = &whole;
  const tally* two = &other;
  disclosure_ledger ledger;
  (void)assess(std::span<const tally* const>(&one, 1), {}, {}, ledger);
  EXPECT_EQ(ledger.publications, 1U);
  EXPECT_EQ(parse_ledger(ledger_json(ledger)), ledger);
  const disclosure_ledger before = ledger;
  EXPECT_THROW((void)assess(std::span<const tally* const>(&two, 1), {}, {}, ledger), error);
  EXPECT_THROW((void)share(other, {}, &ledger), error);
  assess_options open;
  open.disclosure = false;
  EXPECT_THROW((void)assess(std::span<const tally* const>(&one, 1), open, {}, ledger), error);
  EXPECT_EQ(ledger, before);
  for (const char* bad :
       {"{}", "[]", R"({"schema": "cxm-ledger", "schema_version": 2})",
        R"({"schema": "cxm-ledger", "schema_version": 1, "state": "", "publications": 1, "waves":
                             [{"wave": "", "columns": ["role"], "atoms": [["x"]], "cells": [[3]], "variables": {}}]})"}) {
    EXPECT_THROW((void)parse_ledger(bad), error) << bad;
  }
}

TEST(Ledger, TheSameQuestionTwiceGivesTheSameAnswer) {
  const tally whole = tally_of(asked(), organisation(6));
  const tally* one = &whole;
  disclosure_ledger ledger;
  const assessment first = assess(std::span<const tally* const>(&one, 1), {}, {}, ledger);
  const assessment again = assess(std::span<const tally* const>(&one, 1), {}, {}, ledger);
  ASSERT_EQ(first.rows.size(), again.rows.size());
  for (std::size_t r = 0; r < first.rows.size(); ++r) {
    EXPECT_EQ(first.rows[r].suppressed.empty(), again.rows[r].suppressed.empty());
  }
}

TEST(Share, KeepsTotalsExactAndMergesWithItsLikes) {
  const auto people = organisation(8);
  const tally whole = tally_of(asked(), people);
  const shared_state s = share(whole, {});
  EXPECT_TRUE(s.tally.options().shared);
  EXPECT_FALSE(s.tally.options().histograms);
  EXPECT_EQ(s.receipt.rows_used, static_cast<std::int64_t>(people.size()));
  EXPECT_FALSE(s.notes.empty());
  tally twice = s.tally;
  twice.merge(s.tally);
  EXPECT_THROW(twice.merge(whole), error);
  EXPECT_THROW((void)share(s.tally), error);
  sharing_options wrong;
  wrong.segments = {"site"};
  EXPECT_THROW((void)share(whole, wrong), error);
}

}  // namespace
