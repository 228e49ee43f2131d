// SPDX-License-Identifier: Apache-2.0
#include "coverage/table.hpp"

#include <cmath>
#include <cstdio>

namespace coverage {

std::vector<table> all_tables() {
  std::vector<table> all;
  for (auto part : {share_tables(), mean_tables(), comparison_tables(), design_tables(), unit_tables(),
                    quality_tables()}) {
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  }
  return all;
}

promise claim_of(const table& t, const row& r, std::size_t column) {
  if (t.columns[column].claim == promise::none || r.size < t.columns[column].from) return promise::none;
  if (r.limits.empty()) return t.columns[column].claim;
  if (r.limits[column] == promise::nominal) return t.columns[column].claim;
  return r.limits[column];
}

namespace {
/// As printed: a claim is about what the page shows.
double printed(double rate) { return std::round(1000 * rate) / 10; }
}  // namespace

bool kept(promise claim, double rate) {
  const double p = printed(rate);
  return claim == promise::none || (p >= 93.5 && (claim == promise::at_least || p <= 96.5));
}

std::string shown(double rate, bool signs) {
  char buffer[32];
  const double p = printed(rate);
  std::snprintf(buffer, sizeof buffer, "%.1f%s", p, !signs ? "" : p < 93.5 ? " -" : p > 96.5 ? " +" : "");
  return buffer;
}

std::string text(const char* format, double a, double b, double c) {
  char buffer[160];
  std::snprintf(buffer, sizeof buffer, format, a, b, c);
  return buffer;
}

std::vector<double> simulate(
    std::size_t columns, std::uint64_t seed,
    const std::function<void(cxm::random_stream&, std::vector<double>& hits)>& sample,
    std::uint64_t samples) {
  std::vector<double> hits(columns);
  for (std::uint64_t s = 0; s < samples; ++s) {
    cxm::random_stream random(seed, s);
    sample(random, hits);
  }
  for (double& h : hits) h /= static_cast<double>(samples);
  return hits;
}

namespace {

std::string claims_of(const table& t, const std::vector<std::vector<double>>& rates) {
  std::string out;
  for (std::size_t c = 0; c < t.columns.size(); ++c) {
    const column& k = t.columns[c];
    std::string limited, held, broken;
    std::size_t claimed = 0, excepted = 0, inside = 0;
    double least = 1;
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      const promise p = claim_of(t, t.rows[r], c);
      least = std::min(least, rates[r][c]);
      inside += kept(promise::nominal, rates[r][c]) ? 1 : 0;
      if (p == promise::none) {
        if (k.claim != promise::none && t.rows[r].size >= k.from) {
          limited += (limited.empty() ? "" : "; ") + t.rows[r].label;
          ++excepted;
        }
        continue;
      }
      ++claimed;
      held += (held.empty() ? "" : "; ") + t.rows[r].label;
      if (!kept(p, rates[r][c])) broken += (broken.empty() ? "" : "; ") + t.rows[r].label;
    }
    out += "* " + k.name + ": ";
    if (k.claim == promise::none) {
      out += "no claim; " + std::to_string(inside) + " of " + std::to_string(t.rows.size()) +
             " cells within 93.5 to 96.5, least " + text("%.1f", 100 * least);
    } else {
      out += k.claim == promise::nominal ? "claims 93.5 to 96.5" : "claims 93.5 or more";
      if (k.from > 0) out += text(" from a base of %g", k.from);
      // Whichever list is the shorter.
      if (excepted > claimed) {
        out += ", only in: " + held;
      } else if (excepted > 0) {
        out += ", but not in: " + limited;
      }
      out += " (" + std::to_string(claimed) + " cells" +
             (broken.empty() ? ", kept" : "; BROKEN in: " + broken) + ")";
    }
    out += ".\n";
  }
  return out;
}

}  // namespace

std::string page(const std::vector<table>& tables,
                 const std::vector<std::vector<std::vector<double>>>& rates) {
  std::string out = R"(# How often the intervals hold the truth

An interval at 95 % should hold the true value in 95 of 100 surveys. Whether it does on small, skewed or clustered
data is a fact about the method, not a promise; here are the facts. `./dev coverage` writes this page whole. Exact
cells sum the probabilities of all possible samples; the others are the shares of 5,000 seeded samples (standard
error 0.3 points). An interval that does not exist for a sample has not held the truth.

The sign `-` marks rates below 93.5, `+` above 96.5. Under each table stands what every method claims, checked
against its cells. `tests/coverage` computes part of the page again and fails when page and library disagree.

Answers on five points, shares of 1 to 5 in percent: even 20 20 20 20 20; agree 5 10 20 45 20; pleased 3 5 12 30 50;
ceiling 1 1 3 15 80; split 40 7 6 7 40; doubtful 2 20 70 7 1. A composite is the mean of four such items whose latent
answers correlate with 0.55, on 0 to 100.

Agreement indices (r_wg, a_wg, AD), ICC and reliabilities of units carry no interval, so there is nothing to cover.
)";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const table& t = tables[i];
    out += "\n## " + t.title + "\n\n" + t.text + "\n\n| " + t.first + " |";
    for (const column& c : t.columns) out += " " + c.name + " |";
    out += "\n| --- |";
    for (std::size_t c = 0; c < t.columns.size(); ++c) out += " --- |";
    out += "\n";
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      out += "| " + t.rows[r].label + " |";
      for (const double rate : rates[i][r]) out += " " + shown(rate, t.signs) + " |";
      out += "\n";
    }
    out += "\n";
    if (t.signs) out += claims_of(t, rates[i]);
    if (!t.remark.empty()) out += (t.signs ? "\n" : "") + t.remark + "\n";
  }
  return out;
}

}  // namespace coverage
