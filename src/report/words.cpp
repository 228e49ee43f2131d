// SPDX-License-Identifier: Apache-2.0
#include "report/words.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm::report_detail {
namespace {

constexpr std::string_view minus = "\xE2\x88\x92";
constexpr std::string_view per_cent = "\xC2\xA0%";  // the blank does not break
constexpr std::string_view dash = "\xE2\x80\x93";

}  // namespace

bool is_share(std::string_view unit) noexcept { return unit == "share" || unit == "probability"; }

words::words(std::string_view language, const std::map<std::string, std::string>& overrides)
    : tag_(language.empty() ? "en" : language), overrides_(&overrides) {
  german_ = tag_ == "de" || tag_.rfind("de-", 0) == 0;
  for (const char c : tag_)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
      throw error(errc::argument,
                  "report: language is \"" + tag_ + "\", but must be a language tag such as en or de-AT",
                  "language");
  for (std::size_t i = 0; i < phrase_count(); ++i) table_.emplace(phrase_at(i).key, phrase_at(i));
  for (const auto& [key, unused] : overrides)
    if (table_.find(key) == table_.end())
      throw error(errc::argument,
                  "report: strings has the unknown key \"" + key + "\"; docs/report.md lists the keys",
                  "strings");
}

bool words::has(std::string_view key) const { return table_.find(key) != table_.end(); }

std::string words::operator()(std::string_view key, std::initializer_list<std::string_view> arguments) const {
  std::string_view pattern;
  if (const auto own = overrides_->find(std::string(key)); own != overrides_->end()) {
    pattern = own->second;
  } else {
    const auto found = table_.find(key);
    if (found == table_.end())
      throw error(errc::argument, "report: no phrase has the key \"" + std::string(key) + "\"", "key");
    pattern = german_ ? found->second.de : found->second.en;
  }
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' && pattern[i + 1] >= '0' &&
        pattern[i + 1] <= '9') {
      const auto which = static_cast<std::size_t>(pattern[i + 1] - '0');
      if (which < arguments.size()) out += *(arguments.begin() + which);
      i += 2;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

std::string words::decimal(double value, int decimals, bool sign) const {
  if (!std::isfinite(value)) return std::string(dash);
  const double scale = stats::pow(10.0, decimals);
  double rounded = std::round(value * scale) / scale;
  if (std::fabs(value) > 1e15) rounded = value;
  char digits[400];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, std::fabs(rounded), std::chars_format::fixed, decimals);
  const std::string_view plain(digits, static_cast<std::size_t>(end.ptr - digits));
  const std::size_t point = std::min(plain.find('.'), plain.size());
  std::string out(rounded < 0 ? minus : sign && rounded > 0 ? std::string_view("+") : std::string_view());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && i < point && (point - i) % 3 == 0) out += german_ ? '.' : ',';
    out += i == point ? (german_ ? ',' : '.') : plain[i];
  }
  return out;
}

std::string words::count(double value) const {
  if (!(value >= 0)) return std::string(dash);  // withheld
  return decimal(value, 0);
}

std::string words::value(double value, std::string_view unit, bool sign) const {
  if (!std::isfinite(value)) return std::string(dash);
  // A difference of shares is no share: 45 % less 40 % are 5 points.
  if (is_share(unit) && sign) {
    const bool one = std::fabs(std::round(100 * value)) == 1;
    return (*this)(one ? "number.point" : "number.points", {decimal(100 * value, 0, sign)});
  }
  if (is_share(unit)) return decimal(100 * value, 0).append(per_cent);
  if (unit == "fine_share") return decimal(100 * value, 1).append(per_cent);
  if (unit == "count" || unit == "percentile" || unit == "rank") return decimal(value, 0, sign);
  if (unit == "score" || unit == "ratio") return decimal(value, 2, sign);
  return decimal(value, 1, sign);
}

std::string words::interval(const estimate& e, std::string_view unit, bool sign) const {
  if (!std::isfinite(e.low) || !std::isfinite(e.high)) return {};
  const auto bare = [&](double v) {
    if (is_share(unit)) return decimal(100 * v, 0, sign);
    return unit == "fine_share" ? decimal(100 * v, 1) : value(v, unit, sign);
  };
  return (*this)("number.interval",
                 {bare(e.low), is_share(unit) && sign ? bare(e.high) : value(e.high, unit, sign)});
}

std::string words::estimated(const estimate& e, std::string_view unit, bool sign) const {
  const std::string range = interval(e, unit, sign);
  const std::string middle = value(e.value, unit, sign);
  return range.empty() ? middle : middle + " (" + range + ")";
}

std::string words::probability(double p) const {
  if (!std::isfinite(p)) return std::string(dash);
  // No survey makes anything certain or impossible, even when the number rounds to it.
  if (p < .01) return std::string("<1").append(per_cent);
  if (p > .99) return std::string(">99").append(per_cent);
  return decimal(100 * p, 0).append(per_cent);
}

std::string words::localized(std::string number) const {
  if (german_) std::replace(number.begin(), number.end(), '.', ',');
  return number;
}

std::string words::p_value(double p) const { return p < .001 ? (*this)("number.p_small") : decimal(p, 3); }

std::string words::list(const std::vector<std::string>& parts) const {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? (*this)("list.and") : ", ";
    out += parts[i];
  }
  return out;
}

}  // namespace cxm::report_detail
