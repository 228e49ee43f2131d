// SPDX-License-Identifier: Apache-2.0
#include "cli/reading.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <map>
#include <thread>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cxm/io/weight_file.hpp"
#ifdef CXM_WITH_SAV
#include "cxm/sav/sav.hpp"
#endif

namespace cxm::cli {
namespace {

// "unit=Store,role=Job title". A piece without "=" belongs to the name before it: column names hold commas.
// "weight=" says that no column is the weight.
std::map<std::string, std::string> parse_map(const std::vector<std::string>& given) {
  std::map<std::string, std::string> map;
  for (const std::string& list : given) {
    std::string last;
    std::size_t begin = 0;
    while (begin <= list.size()) {
      const std::size_t comma = std::min(list.find(',', begin), list.size());
      const std::string piece = list.substr(begin, comma - begin);
      const std::size_t equals = piece.find('=');
      if (equals == std::string::npos && last.empty()) {
        throw usage_error("--map: \"" + piece + "\" is not NAME=COLUMN; write for example --map unit=Store");
      }
      if (equals == std::string::npos) {
        map[last] += "," + piece;
      } else {
        last = piece.substr(0, equals);
        if (last.empty()) {
          throw usage_error("--map: \"" + piece + "\" lacks a name; write for example --map unit=Store");
        }
        if (!map.emplace(last, piece.substr(equals + 1)).second) {
          throw usage_error("--map: " + last + " is given twice");
        }
      }
      begin = comma + 1;
    }
  }
  return map;
}

std::vector<double> parse_numbers(const std::string& option, const std::string& list) {
  std::vector<double> out;
  std::size_t begin = 0;
  while (begin < list.size()) {
    const std::size_t comma = std::min(list.find(',', begin), list.size());
    double value = 0;
    const auto [end, status] = std::from_chars(list.data() + begin, list.data() + comma, value);
    if (status != std::errc{} || end != list.data() + comma) {
      throw usage_error(option + ": \"" + list.substr(begin, comma - begin) + "\" is not a number");
    }
    out.push_back(value);
    begin = comma + 1;
  }
  return out;
}

}  // namespace

void reading::add_to(CLI::App& command) {
  const std::string group = "Reading";
  command
      .add_option(
          "--map", map,
          "columns the instrument does not know: NAME=COLUMN,... with NAME one of role, wave, weight, "
          "stratum, cluster, respondent, fpc, a segment or an item; an empty COLUMN, as in weight=, means "
          "that "
          "there is none")
      ->group(group)
      ->allow_extra_args(false);
  command.add_option("--layout", layout, "auto, csv, qualtrics-3, qualtrics-2, surveymonkey-2 or long")
      ->check(CLI::IsMember({"auto", "csv", "qualtrics-3", "qualtrics-2", "surveymonkey-2", "long"}))
      ->group(group);
  command
      .add_option("--separator", separator, "comma, semicolon or tab; found from the header when not given")
      ->check(CLI::IsMember({"comma", "semicolon", "tab"}))
      ->group(group);
  command.add_flag("--latin1", latin1, "the file is ISO 8859-1, not UTF-8")->group(group);
  command
      .add_option(
          "--unknown", unknown,
          "values that the instrument does not know: error (the default), or missing to count and go on")
      ->check(CLI::IsMember({"error", "missing"}))
      ->group(group);
  command
      .add_option("--rake", rake,
                  "weight the rows to the totals of this file first (raking, calibration: see cxm weight)")
      ->group(group);
  command.add_option("--base-weight", base_weight, "for --rake: a column of weights to begin with")
      ->group(group);
  const std::string drawn = "Replicate weights";
  command
      .add_option("--replicate-weights", replicates,
                  "columns of replicate weights: names or a pattern such as 'rw_*'")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(drawn);
  command.add_option("--replicate-type", replicate_type, "jk1, jkn, brr, fay, bootstrap or other")
      ->check(CLI::IsMember({"jk1", "jkn", "brr", "fay", "bootstrap", "other"}))
      ->group(drawn);
  command.add_option("--fay-rho", fay_rho, "of type fay")->check(CLI::Range(0.0, 0.999999))->group(drawn);
  command.add_option("--scale", scale, "of the variance; by type when not given")
      ->check(CLI::PositiveNumber)
      ->group(drawn);
  command.add_option("--rscales", rscales, "of each column, a list with commas (types jkn and other)")
      ->group(drawn);
  command.add_flag("--mse", mse, "deviations from the estimate, not from the mean of the replicates")
      ->group(drawn);
  command
      .add_flag("--not-combined", not_combined,
                "they do not contain the sampling weight: multiply them by it")
      ->group(drawn);
  command
      .add_option("--replicate-df", replicate_df,
                  "degrees of freedom of the design (default: columns less one; with strata there are fewer)")
      ->check(CLI::PositiveNumber)
      ->group(drawn);
  command
      .add_option("--threads", threads, "threads; 0, the default, means all cores. The answer is the same")
      ->group(group);
}

read_options reading::options(const std::string& path) const {
  read_options options;
  options.map = parse_map(map);
  options.layout = layout;
  options.separator = separator.empty()          ? '\0'
                      : separator == "comma"     ? ','
                      : separator == "semicolon" ? ';'
                                                 : '\t';
  options.latin1 = latin1;
  options.unknown_is_missing = unknown == "missing";
  options.threads =
      threads != 0 ? std::min(threads, 256U) : std::max(1U, std::thread::hardware_concurrency());
  if (replicates.empty() != replicate_type.empty()) {
    throw usage_error("--replicate-weights and --replicate-type belong together");
  }
  options.replicate_weights = replicates;
  options.replicates_combined = !not_combined;
  if (!replicate_type.empty()) {
    options.replicates.type = replicate_type;
    options.replicates.fay_rho = fay_rho;
    if (scale > 0) options.replicates.scale = scale;
    options.replicates.rscales = parse_numbers("--rscales", rscales);
    options.replicates.mse = mse;
    options.replicates.df = replicate_df;
  }
#ifdef CXM_WITH_SAV
  options.formats.push_back(sav_format());
#endif
  if (!rake.empty()) options.weighting = std::make_shared<const weight_targets>(load_weight_targets(rake));
  options.base_weight = base_weight;
  options.progress = progress_for(path);
  return options;
}

usage_error instrument_required(const std::string& data_file) {
  return usage_error("--instrument is required for data files such as " + data_file +
                     ": name a built-in one (--instrument cx4) or a file; `cxm instrument scaffold " +
                     data_file + " --out mine.json` drafts one");
}

void keeping::add_to(CLI::App& command) {
  const std::string group = "What the state keeps";
  command
      .add_flag("--item-moments", item_moments, "second moments of single items too (reliability, drivers)")
      ->group(group);
  command.add_flag("--contingency", contingency, "pairwise tables of items (ordinal correlations)")
      ->group(group);
  command.add_option("--replicates", replicates, "bootstrap replicates; needs a respondent column")
      ->group(group);
  command.add_option("--seed", seed, "of the replicates (default 1)")->group(group);
}

tally_options keeping::options() const {
  tally_options options;
  options.item_moments = item_moments;
  options.contingency = contingency;
  options.replicates = replicates;
  options.seed = seed;
  return options;
}

void add_publishing(CLI::App& command, double& level, std::uint32_t& minimum_base, bool& no_disclosure) {
  const std::string group = "Estimation";
  command.add_option("--level", level, "confidence level of all intervals (default 0.95)")
      ->check(CLI::Validator(
          [](const std::string& text) {
            double level = 0;
            const bool good = CLI::detail::lexical_cast(text, level) && level > 0 && level < 1;
            return good ? std::string() : "must lie between 0 and 1, as in 0.95; got " + text;
          },
          "0..1"))
      ->group(group);
  command.add_option("--min-base", minimum_base, "people below which a group is hidden (default 5)")
      ->check(CLI::Range(1U, 1'000'000U))
      ->group(group);
  command.add_flag("--no-disclosure", no_disclosure, "hide nothing; every output says so")->group(group);
}

}  // namespace cxm::cli
