// SPDX-License-Identifier: Apache-2.0
#include "cli/norm_choice.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <map>

#include "cli/commands.hpp"
#include "cxm/io/norm_json.hpp"

namespace cxm::cli {
namespace {

std::pair<std::string, std::string> name_and_value(const std::string& given, const char* option) {
  const std::size_t equals = given.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == given.size()) {
    throw usage_error(std::string(option) + ": \"" + given + "\" is not NAME=VALUE");
  }
  return {given.substr(0, equals), given.substr(equals + 1)};
}

double number(const std::string& text, const std::string& what) {
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    throw usage_error(what + ": \"" + text + "\" is not a number");
  }
  return value;
}

}  // namespace

void norm_choice::add_to(CLI::App& command, const std::string& group) {
  const auto in_group = [&](CLI::Option* option) {
    if (!group.empty()) option->group(group);
  };
  in_group(command.add_option("--peers", attributes, "NAME=VALUE: only organisations with this attribute")
               ->allow_extra_args(false));
  in_group(command.add_option("--near", near, "NAME=VALUE: only the organisations nearest to this covariate")
               ->allow_extra_args(false));
  in_group(command.add_option("--count", count, "how many are nearest (default 20)"));
}

norm norm_choice::load(const std::string& name) const {
  norm reference = load_norm(name);
  std::map<std::string, std::string> filter;
  for (const std::string& one : attributes) filter.insert(name_and_value(one, "--peers"));
  if (!filter.empty()) reference = peers_by_attributes(reference, filter);
  std::map<std::string, double> covariates;
  for (const std::string& one : near) {
    const auto [key, value] = name_and_value(one, "--near");
    covariates[key] = number(value, "--near " + key);
  }
  if (!covariates.empty()) reference = peers_by_covariates(reference, covariates, count);
  return reference;
}

}  // namespace cxm::cli
