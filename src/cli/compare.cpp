// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cli/reading.hpp"
#include "cli/workbook.hpp"
#include "cxm/assessment/comparison.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tables.hpp"
#include "cxm/report/scorecard.hpp"

namespace cxm::cli {
namespace {

/// "unit=North,wave=2017": wave and role by their names, everything else is a segment column.
void read_side(const std::string& given, const std::string& option, comparison_side& side) {
  std::size_t begin = 0;
  while (begin < given.size()) {
    const std::size_t comma = std::min(given.find(',', begin), given.size());
    const std::string piece = given.substr(begin, comma - begin);
    const std::size_t equals = piece.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == piece.size()) {
      throw usage_error(option + ": \"" + piece + "\" is not NAME=VALUE; write for example " + option +
                        " unit=North,wave=2017");
    }
    const std::string name = piece.substr(0, equals);
    const std::string value = piece.substr(equals + 1);
    if (name == "wave") {
      side.wave = value;
    } else if (name == "role") {
      side.role = value;
    } else if (!side.segments.emplace(name, value).second) {
      throw usage_error(option + ": " + name + " is given twice");
    }
    begin = comma + 1;
  }
}

struct compare_command {
  std::vector<std::string> sources, instruments;
  std::string a, b, json, csv, xlsx;
  comparison_options what;
  bool no_disclosure = false, quiet = false;
  reading how;
  keeping keep;

  void run() {
    if (sources.size() > 2) throw usage_error("compare takes one source or two");
    if (sources.size() == 1 && a == b) {
      throw usage_error("one source needs --a and --b that differ, as in --a wave=2016 --b wave=2017");
    }
    if (instruments.size() > sources.size()) throw usage_error("more instruments than sources");
    if (json == "-") quiet = true;
    check_xlsx(xlsx);
    std::vector<tallied_file> files;
    for (std::size_t i = 0; i < sources.size(); ++i) files.push_back(read(i));
    comparison_side one{&files.front().tally, sources.size() > 1 ? sources.front() : "", "", "", {}};
    comparison_side two{&files.back().tally, sources.size() > 1 ? sources.back() : "", "", "", {}};
    read_side(a, "--a", one);
    read_side(b, "--b", two);
    what.disclosure = !no_disclosure;
    assessment result = compare_sides(one, two, what);
    result.receipt = files.front().receipt;
    if (files.size() > 1) result.receipt.merge(files.back().receipt);
    outputs written;
    if (!json.empty() && json != "-") written.add(json, result_json(result));
    if (!csv.empty()) written.add_directory(csv, result_csv(result));
    add_xlsx(written, xlsx, result);
    written.commit();
    if (json == "-") std::cout << result_json(result);
    if (!quiet) std::cout << comparison_card(result);
  }

 private:
  [[nodiscard]] tallied_file read(std::size_t i) const {
    const std::string& path = sources[i];
    const std::string name = instruments.empty() ? "" : instruments[std::min(i, instruments.size() - 1)];
    const instrument_ptr instrument = name.empty() ? nullptr : load_instrument(name);
    if (is_state_file(path)) return read_state_file(path, instrument);
    if (!instrument) throw instrument_required(path);
    return tally_file(path, instrument, how.options(path), keep.options());
  }
};

}  // namespace

void add_compare(CLI::App& program) {
  auto command = std::make_shared<compare_command>();
  compare_command& c = *command;
  CLI::App* app = program.add_subcommand(
      "compare",
      "Put two groups, waves or organisations side by side: what differs, by how much, how surely.");
  app->add_option("sources", c.sources, "two states or data files; or one, with --a and --b")->required();
  app->add_option(
         "-i,--instrument", c.instruments,
         "a built-in instrument or a file; a second one for the second source. States bring their own")
      ->allow_extra_args(false);
  app->add_option("--a", c.a, "who is on the first side: NAME=VALUE,... of wave, role and segment columns");
  app->add_option("--b", c.b, "who is on the second side");

  const std::string out = "Output";
  app->add_option("--json", c.json, "write every number as JSON; - for standard output")->group(out);
  app->add_option("--csv", c.csv, "write the tables into this directory")->group(out);
  add_xlsx_option(*app, c.xlsx, out);
  app->add_flag("--quiet", c.quiet, "no table on standard output")->group(out);
  app->add_option("--lang", c.what.language, "language of labels and texts (default en)")->group(out);

  const std::string how = "Estimation";
  app->add_option("--on", c.what.compared,
                  "only these measures and indices (default: all that both sides have)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(how);
  app->add_option("--margin", c.what.margin,
                  "test equivalence within this margin, in points of 0 to 100 (shares: per cent)")
      ->check(CLI::PositiveNumber)
      ->group(how);
  app->add_option("--power", c.what.power, "of what is detectable and of answers needed (default 0.8)")
      ->check(CLI::Range(1e-6, 0.999999))
      ->group(how);
  app->add_option("--fdr", c.what.false_discovery_rate, "false discovery rate of the verdicts (default 0.05)")
      ->check(CLI::Range(1e-6, 0.999999))
      ->group(how);
  add_publishing(*app, c.what.level, c.what.minimum_base, c.no_disclosure);
  c.how.add_to(*app);
  c.keep.add_to(*app);
  app->footer(R"(Examples:
  cxm compare 2016.cxm 2017.cxm --margin 3
  cxm compare all.cxm --a wave=2016 --b wave=2017
  cxm compare survey.csv --instrument cx4 --a unit=North,role=employee --b unit=South,role=employee --json -

Without a wave a side is its newest. Exit codes: 0 compared, whatever differs; 1 cannot be done (nobody on a side,
nothing in common); 2 the command line is wrong.)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
