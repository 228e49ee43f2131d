// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "cli/brand.hpp"
#include "cli/commands.hpp"
#include "cli/norm_choice.hpp"
#include "cli/outputs.hpp"
#include "cli/reading.hpp"
#include "cli/workbook.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/assess_file.hpp"
#include "cxm/io/head_counts.hpp"
#include "cxm/io/ledger_json.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tables.hpp"
#include "cxm/report/report.hpp"
#include "cxm/report/scorecard.hpp"

namespace cxm::cli {
namespace {

struct assess_command {
  std::vector<std::string> sources, instruments, segments;
  std::string html, json, csv, xlsx, css, norm_name, ledger, heads;
  norm_choice peers;
  report_options look;
  assess_options what;
  std::vector<std::string> crosses, where;
  bool no_disclosure = false, quiet = false, no_roll_up = false;
  reading how;
  keeping keep;

  void run() {
    check_xlsx(xlsx);
    const std::vector<file_source> files = paired();
    if (json == "-") quiet = true;
    file_options options;
    options.read = how.options(sources.front());
    options.keep = keep.options();
    options.assess = what;
    options.assess.disclosure = !no_disclosure;
    options.assess.segments = segments;
    if (!norm_name.empty()) {
      options.assess.reference = std::make_shared<const norm>(peers.load(norm_name));
    }
    options.assess.roll_up = !no_roll_up;
    for (const std::string& cross : crosses) options.assess.cross.push_back(split(cross, ','));
    options.assess.where = selections();
    if (!heads.empty()) options.assess.heads = read_head_counts(heads);
    options.assess.threads = options.read.threads;
    disclosure_ledger book;
    if (!ledger.empty()) book = read_ledger(ledger);
    const assessment result =
        ledger.empty() ? assess_files(files, options) : assess_files(files, options, book);
    options.read.progress = nullptr;  // takes the line of progress away
    if (result.receipt.rows_used == 0) {
      throw error(errc::data,
                  sources.front() + ": no answers that could be used; " + why_none(result.receipt),
                  sources.front());
    }

    outputs written;
    if (!html.empty()) written.add(html, html_report(result, branded(look, css)));
    if (!json.empty() && json != "-") written.add(json, result_json(result));
    if (!csv.empty()) written.add_directory(csv, result_csv(result));
    add_xlsx(written, xlsx, result);
    if (!ledger.empty()) written.add(ledger, ledger_json(book));
    written.commit();
    if (json == "-") std::cout << result_json(result);
    if (!quiet) std::cout << scorecard(result) << where_the_rest_is();
  }

 private:
  static std::vector<std::string> split(const std::string& list, char at) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= list.size();) {
      const std::size_t end = std::min(list.find(at, begin), list.size());
      parts.push_back(list.substr(begin, end - begin));
      begin = end + 1;
    }
    return parts;
  }

  // "unit=North|South,role=manager". A piece without "=" belongs to the value before it: values hold commas.
  [[nodiscard]] std::vector<selection> selections() const {
    std::vector<selection> made;
    for (const std::string& list : where) {
      const std::size_t first = made.size();
      for (const std::string& piece : split(list, ',')) {
        const std::size_t equals = piece.find('=');
        if (equals != std::string::npos && equals > 0) {
          made.push_back({piece.substr(0, equals), split(piece.substr(equals + 1), '|')});
        } else if (made.size() > first) {
          made.back().values.back() += "," + piece;
        } else {
          throw usage_error("--where: \"" + piece +
                            "\" is not COLUMN=VALUE; write for example --where unit=North");
        }
      }
    }
    return made;
  }

  // One instrument for all, one each, or none where states bring their own.
  [[nodiscard]] std::vector<file_source> paired() const {
    if (instruments.size() > 1 && instruments.size() != sources.size()) {
      throw usage_error(std::to_string(instruments.size()) + " instruments for " +
                        std::to_string(sources.size()) +
                        " files; give one --instrument for all, or one for each in the same order");
    }
    std::vector<file_source> files;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      std::string instrument;
      if (!instruments.empty()) instrument = instruments.size() == 1 ? instruments.front() : instruments[i];
      if (instrument.empty() && !is_state_file(sources[i])) {
        throw instrument_required(sources[i]);
      }
      files.push_back({sources[i], instrument});
    }
    return files;
  }

  static std::string why_none(const import_receipt& receipt) {
    std::string why = std::to_string(receipt.rows_read) + " rows were read";
    for (const dropped_rows& d : receipt.dropped)
      why += ", " + std::to_string(d.count) + " dropped: " + d.reason;
    return why;
  }

  [[nodiscard]] std::string where_the_rest_is() const {
    std::string text;
    if (!html.empty()) text += "  Report: " + html + "\n";
    if (!json.empty()) text += "  Every number: " + json + "\n";
    if (!csv.empty()) text += "  Tables: " + csv + "\n";
    if (!xlsx.empty()) text += "  Workbook: " + xlsx + "\n";
    if (text.empty())
      text = "  The whole story: --html FILE; every number: --json FILE, --csv DIR, --xlsx FILE\n";
    return "\n" + text;
  }
};

}  // namespace

void add_assess(CLI::App& program) {
  auto command = std::make_shared<assess_command>();
  assess_command& c = *command;
  CLI::App* app = program.add_subcommand(
      "assess", "Turn data files or states into an assessment: scorecard, report, tables.");
  app->add_option("sources", c.sources, "data files (" + std::string(data_file_kinds) + ") or states")
      ->required();
  app->add_option("-i,--instrument", c.instruments,
                  "a built-in instrument or a file; repeat it, in the order of the files, for waves asked by "
                  "different instruments. States bring their own")
      ->allow_extra_args(false);

  const std::string out = "Output";
  app->add_option("--html", c.html, "write the report")->group(out);
  app->add_option("--json", c.json, "write every number as JSON; - for standard output")->group(out);
  app->add_option("--csv", c.csv, "write the tables into this directory")->group(out);
  add_xlsx_option(*app, c.xlsx, out);
  app->add_flag("--quiet", c.quiet, "no scorecard")->group(out);
  app->add_option("--lang", c.what.language, "language of labels and texts (default en)")->group(out);

  const std::string look = "Look of the report";
  app->add_option("--organisation", c.look.organisation, "whose report it is")->group(look);
  app->add_option("--subtitle", c.look.subtitle, "a line of your own, for example a date")->group(look);
  app->add_option("--css", c.css, "a style sheet that follows the report's own: your brand")->group(look);

  const std::string how = "Estimation";
  add_publishing(*app, c.what.level, c.what.minimum_base, c.no_disclosure);
  app->add_option("--segments", c.segments, "segment columns to report (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(how);
  app->add_option("--event", c.what.event_wave,
                  "first wave after something that may have changed a lot, as when the sponsor left")
      ->group(how);
  app->add_option("--event-label", c.what.event_label, "its name in sentences")->group(how);
  app->add_option("--compare-on", c.what.compared,
                  "measures and indices on which units are compared and ranked (default: the indices, what "
                  "they rest on, and NPS)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(how);
  app->add_option("--fdr", c.what.false_discovery_rate,
                  "false discovery rate of \"this unit differs from the rest\" (default 0.05)")
      ->check(CLI::Range(1e-6, 0.999999))
      ->group(how);
  app->add_option("--heads", c.heads,
                  "a CSV file of head counts (people, role, segments): response rates, and who was not heard")
      ->group(how);
  const std::string norms = "Norm";
  app->add_option("--norm", c.norm_name, "place everybody in a norm: a built-in one, or a file")
      ->group(norms);
  c.peers.add_to(*app, norms);
  app->add_option(
         "--cross", c.crosses,
         "segment columns to cross with each other, as in unit,region; repeat it for more. Roles are "
         "crossed with every column anyway")
      ->allow_extra_args(false)
      ->group(how);
  app->add_option("--where", c.where,
                  "only these answers, as in unit=North,role=manager (all must hold; A|B means A or B)")
      ->allow_extra_args(false)
      ->group(how);
  app->add_option(
         "--ledger", c.ledger,
         "a file that keeps account of what was published of these answers: small groups stay hidden over "
         "all selections and crossings together. Made when it does not exist")
      ->group(how);
  app->add_option("--unanimous-base", c.what.unanimous_base,
                  "people below which an answer that all of a group give is hidden (default 10, 0 = never)")
      ->group(how);
  app->add_flag("--rounded", c.what.rounded,
                "round what is published: counts to multiples of 5, shares to whole per cent")
      ->group(how);
  app->add_flag("--no-roll-up", c.no_roll_up, "do not show small siblings together")->group(how);
  app->add_option("--lonely", c.what.lonely,
                  "strata of one sampling unit: fail, adjust (the default), average, "
                  "certainty or grand-mean")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, lonely_rule>{{"fail", lonely_rule::fail},
                                             {"adjust", lonely_rule::adjust},
                                             {"average", lonely_rule::average},
                                             {"certainty", lonely_rule::certainty},
                                             {"grand-mean", lonely_rule::grand_mean}}))
      ->group(how);
  c.how.add_to(*app);
  c.keep.add_to(*app);
  app->footer(R"(Examples:
  cxm assess survey.csv --instrument cx4
  cxm assess export.csv.gz --instrument cx4 --map unit=Store,role=Job --html report.html
  cxm assess y2015.csv y2016.csv --instrument q2015.json --instrument q2016.json --json waves.json
  cxm assess all.cxm --json - --no-disclosure

Groups of fewer than 5 people are hidden, and what would reveal them by subtraction. A state gives the same
answer as the data it was made of; files of one instrument are merged.)");
  app->callback([command] { command->run(); });
}

}  // namespace cxm::cli
