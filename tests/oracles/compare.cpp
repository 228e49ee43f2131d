// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "oracle.hpp"

namespace oracles {
namespace {

struct tolerance {
  double abs = 1e-12, rel = 1e-10;
  double ranks = -1;  ///< by how many ranks a bound may differ in a few places; < 0 = not a rank case
};

std::string show(double x) {
  if (std::isnan(x)) return "NaN";
  if (std::isinf(x)) return x > 0 ? "Inf" : "-Inf";
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::general, 15).ptr};
}

std::string show(const json& value) {
  if (value.is_number()) return show(value.get<double>());
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

bool is_numeric(const json& value) {
  if (value.is_number() || value.is_null() || value.is_boolean()) return true;
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return text == "NA" || text == "NaN" || text == "Inf" || text == "-Inf";
}

const json& unwrap(const json& value) { return value.is_array() && value.size() == 1 ? value[0] : value; }

class comparison {
 public:
  explicit comparison(const json& document) : document_(document) {
    base_ = read(document.contains("tol") ? document.at("tol") : json(), tolerance());
  }

  std::vector<difference> run(const json& got) {
    const json& expected = document_.at("expected");
    if (expected.is_object() && expected.contains("outcome")) {
      outcome(expected, got);
    } else {
      top(expected, got);
    }
    // A Monte Carlo rank bound may differ in at most 5 % of the positions of the whole case.
    if (base_.ranks >= 0 && static_cast<double>(off_by_ranks_) > 0.05 * static_cast<double>(rank_places_)) {
      found_.push_back({"(all)", "at most 5 % of the positions differ",
                        std::to_string(off_by_ranks_) + " of " + std::to_string(rank_places_), ""});
    }
    return std::move(found_);
  }

 private:
  static tolerance read(const json& value, tolerance t) {
    if (!value.is_object()) return t;
    t.abs = value.value("abs", t.abs);
    t.rel = value.value("rel", t.rel);
    t.ranks = value.value("rank_bound", t.ranks);
    return t;
  }

  tolerance of(const std::string& key) const {
    if (!document_.contains("tol_by_key") || !document_.at("tol_by_key").is_object()) return base_;
    const json& by_key = document_.at("tol_by_key");
    return by_key.contains(key) ? read(by_key.at(key), base_) : base_;
  }

  void top(const json& expected, const json& got) {
    if (!expected.is_object() || is_matrix(expected)) return value("", expected, got, base_);
    if (!got.is_object()) return differ("", expected, got);
    for (const auto& [key, want] : expected.items()) member(key, want, key, got, of(key));
  }

  void outcome(const json& expected, const json& got) {
    const std::string kind = expected.at("outcome").get<std::string>();
    const std::string had =
        got.is_object() && got.contains("outcome") ? got.at("outcome").get<std::string>() : "";
    if (had != kind && !(kind == "undefined" && had.empty() && !finite_beyond(expected, got))) {
      differ("outcome", expected.at("outcome"), had.empty() ? got : got.at("outcome"));
    }
    for (const auto& [key, want] : expected.items()) {
      if (key != "outcome") member(key, want, key, got, of(key));
    }
  }

  /// Is there a finite number in `got` that `expected` does not name?
  static bool finite_beyond(const json& expected, const json& got) {
    if (got.is_number()) return std::isfinite(got.get<double>());
    if (got.is_array()) {
      return std::any_of(got.begin(), got.end(), [](const json& one) { return finite_beyond(json(), one); });
    }
    if (!got.is_object()) return got.is_boolean();
    for (const auto& [key, one] : got.items()) {
      if (expected.is_object() && expected.contains(key)) continue;
      if (finite_beyond(json(), one)) return true;
    }
    return false;
  }

  static bool is_matrix(const json& value) {
    return value.is_object() && value.contains("values") && value.at("values").is_array();
  }

  void member(const std::string& where, const json& want, const std::string& key, const json& got,
              const tolerance& t) {
    if (!got.is_object() || !got.contains(key)) return differ(where, want, json("(absent)"));
    value(where, want, got.at(key), t);
  }

  void value(const std::string& where, const json& want_any, const json& got_any, const tolerance& t) {
    const bool scalar = !want_any.is_structured() || !got_any.is_structured();
    const json& want = scalar ? unwrap(want_any) : want_any;
    const json& got = scalar ? unwrap(got_any) : got_any;
    if (want.is_object()) {
      for (const auto& [key, one] : want.items())
        member(where.empty() ? key : where + "." + key, one, key, got, t);
    } else if (want.is_array()) {
      if (!got.is_array() || got.size() != want.size()) return differ(where, want, got);
      for (std::size_t i = 0; i < want.size(); ++i) {
        value(where + "[" + std::to_string(i) + "]", want[i], got[i], t);
      }
    } else if (want.is_boolean() && got.is_boolean()) {
      if (t.ranks >= 0) ++rank_places_;
      if (want == got) return;
      if (t.ranks < 0) return differ(where, want, got);
      ++off_by_ranks_;
    } else if (is_numeric(want) && is_numeric(got)) {
      number(where, to_number(want), to_number(got), t);
    } else if (want != got) {
      differ(where, want, got);
    }
  }

  void number(const std::string& where, double want, double got, const tolerance& t) {
    if (t.ranks >= 0) ++rank_places_;
    if (std::isnan(want) && std::isnan(got)) return;
    if (want == got) return;
    const double distance = std::fabs(got - want);
    if (std::isfinite(want) && std::isfinite(got)) {
      if (distance <= t.abs + t.rel * std::fabs(want)) return;
      if (t.ranks >= 0 && distance <= t.ranks) {
        ++off_by_ranks_;
        return;
      }
    }
    const double allowed = t.abs + t.rel * std::fabs(want);
    found_.push_back({where, show(want), show(got), show(distance) + " (allowed " + show(allowed) + ")"});
  }

  void differ(const std::string& where, const json& want, const json& got) {
    found_.push_back({where, show(want), show(got), ""});
  }

  const json& document_;
  tolerance base_;
  std::vector<difference> found_;
  std::size_t rank_places_ = 0, off_by_ranks_ = 0;
};

}  // namespace

double to_number(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
  const std::string text = value.get<std::string>();
  if (text == "NA" || text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Inf") return std::numeric_limits<double>::infinity();
  if (text == "-Inf") return -std::numeric_limits<double>::infinity();
  throw std::runtime_error("\"" + text + "\" is used as a number");
}

std::vector<difference> compare(const json& test_case, const json& got) {
  return comparison(test_case).run(got);
}

}  // namespace oracles
