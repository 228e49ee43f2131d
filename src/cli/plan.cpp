// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <iostream>
#include <memory>

#include "cli/brand.hpp"
#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cli/reading.hpp"
#include "cli/workbook.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/assess_file.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/norm_json.hpp"
#include "cxm/io/plan_json.hpp"
#include "cxm/io/plan_tables.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/plan/plan_request.hpp"
#include "cxm/report/plan_text.hpp"
#include "cxm/report/report.hpp"

namespace cxm::cli {
namespace {

double number(const std::string& option, std::string_view text) {
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    throw usage_error(option + ": \"" + std::string(text) + "\" is not a number");
  }
  return value;
}

struct plan_command {
  std::vector<std::string> sources, targets, goals, what_if;
  std::vector<double> budget, capacity;
  std::string instrument, plan, norm_name, html, json, xlsx, css, part, role;
  assess_options what;
  report_options look;
  std::size_t top = 3;
  bool quiet = false;
  reading how;
  keeping keep;

  plan_command() { keep.item_moments = true; }  // questions' joint errors

  void run() {
    if (sources.empty()) throw usage_error("plan needs a data file or state, or `plan scaffold INSTRUMENT`");
    if (json == "-") quiet = true;
    check_xlsx(xlsx);
    const instrument_ptr asked = instrument_of();
    auto request = std::make_shared<plan_request>();
    plan_document& document = request->document;
    if (!plan.empty()) {
      document = load_plan(plan, *asked);
      request->fingerprint = fingerprint_of(document).hex();
    } else {
      document.id = "practices";
    }
    if (!budget.empty()) document.budget = budget;
    if (!capacity.empty()) document.capacity = capacity;
    for (const std::string& t : targets) add_target(document, *asked, t);
    if (!goals.empty()) document.goals.clear();
    for (const std::string& g : goals) {
      const std::size_t equals = g.find('=');
      document.goals.push_back(
          {g.substr(0, equals),
           equals == std::string::npos ? 1 : number("--goal", std::string_view(g).substr(equals + 1))});
    }
    check_plan(document, *asked);
    request->role = role;
    if (!part.empty()) {
      const std::size_t equals = part.find('=');
      if (equals == 0 || equals == std::string::npos || equals + 1 == part.size()) {
        throw usage_error("--part: \"" + part + "\" is not SEGMENT=VALUE");
      }
      request->segment = part.substr(0, equals);
      request->value = part.substr(equals + 1);
    }
    for (const std::string& one : what_if) request->what_if.push_back(parse_supposition(one));
    request->options.top = top;

    std::vector<file_source> files;
    for (const std::string& source : sources) files.push_back({source, instrument});
    file_options options;
    options.read = how.options(sources.front());
    options.keep = keep.options();
    options.assess = what;
    options.assess.plan = request;
    options.assess.threads = options.read.threads;
    if (!norm_name.empty()) options.assess.reference = std::make_shared<const norm>(load_norm(norm_name));
    const assessment result = assess_files(files, options);
    options.read.progress = nullptr;
    if (!result.plan)
      throw error(errc::data, sources.front() + ": no answers that could be used", sources.front());

    outputs written;
    if (!html.empty()) written.add(html, html_report(result, branded(look, css)));
    if (!json.empty() && json != "-") written.add(json, plan_json(result));
    add_xlsx(written, xlsx, result);
    written.commit();
    if (json == "-") std::cout << plan_json(result);
    if (!quiet) std::cout << plan_text(result);
  }

 private:
  [[nodiscard]] instrument_ptr instrument_of() const {
    if (!instrument.empty()) return load_instrument(instrument);
    if (!is_state_file(sources.front())) {
      throw instrument_required(sources.front());
    }
    return read_state_file(sources.front()).tally.shared_instrument();
  }

  /// maturity=60, or level=4: of the levels with that id, or of the only ones.
  static void add_target(plan_document& document, const cxm::instrument& asked, const std::string& given) {
    const std::size_t equals = given.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == given.size()) {
      throw usage_error("--target: \"" + given + "\" is not NAME=VALUE, as in maturity=60 or level=4");
    }
    plan_target target;
    target.of = given.substr(0, equals);
    const double value = number("--target", std::string_view(given).substr(equals + 1));
    for (const level_definition& l : asked.levels) {
      if (l.id != target.of && (target.of != "level" || asked.levels.size() > 1)) continue;
      if (value != std::floor(value) || value < 0 || value > 1000) {
        throw usage_error("--target: a level is a whole number, as in level=4");
      }
      target.of = l.id;
      target.level = static_cast<int>(value);
      break;
    }
    if (!target.level) target.at_least = value;
    // What the plan file asks for already is asked for once.
    for (plan_target& known : document.targets)
      if (known.of == target.of && known.level == target.level && known.at_least == target.at_least) return;
    document.targets.push_back(std::move(target));
  }
};

struct scaffold_command {
  std::string instrument, out;

  void run() const {
    const std::string draft = pretty_json(scaffold_plan(*load_instrument(instrument)));
    if (out.empty() || out == "-") {
      std::cout << draft;
      return;
    }
    outputs files;
    files.add(out, draft);
    files.commit();
  }
};

}  // namespace

void add_plan(CLI::App& program) {
  auto command = std::make_shared<plan_command>();
  plan_command& c = *command;
  CLI::App* app = program.add_subcommand(
      "plan", "What to do first, when, and what that is expected to move: priorities, roadmap, what-if.");
  app->add_option("sources", c.sources, "data files (" + std::string(data_file_kinds) + ") or states");
  app->add_option("-i,--instrument", c.instrument, "a built-in instrument or a file; states bring their own");
  const std::string what = "Plan";
  app->add_option("-p,--plan", c.plan, "plan file: initiatives, goals, targets, budget (see plan scaffold)")
      ->group(what);
  app->add_option("--budget", c.budget, "cost that each period can bear, as in 10,10,10")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(what);
  app->add_option("--capacity", c.capacity, "effort that each period can bear, as in 40,40,40")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(what);
  app->add_option("--target", c.targets, "NAME=VALUE to be reached: maturity=60, or level=4")
      ->allow_extra_args(false)
      ->group(what);
  app->add_option("--goal", c.goals,
                  "measure or index that counts, NAME or NAME=WEIGHT (default: the plan's)")
      ->allow_extra_args(false)
      ->group(what);
  app->add_option("--what-if", c.what_if, "suppose NAME=VALUE or NAME=+SHIFT, as in culture=60 or culture=+5")
      ->allow_extra_args(false)
      ->group(what);
  app->add_option("--norm", c.norm_name, "place what-if in a norm")->group(what);
  app->add_option("--part", c.part, "SEGMENT=VALUE: plan for a part of the organisation")->group(what);
  app->add_option("--role", c.role, "plan from the answers of one role")->group(what);
  app->add_option("--top", c.top, "k of the probability to be among the k best (default 3)")
      ->check(CLI::Range(1U, 100U))
      ->group(what);
  const std::string out = "Output";
  app->add_option("--html", c.html, "write the report with the roadmap")->group(out);
  app->add_option("--json", c.json, "write every number of the plan as JSON; - for standard output")
      ->group(out);
  add_xlsx_option(*app, c.xlsx, out);
  app->add_flag("--quiet", c.quiet, "print nothing")->group(out);
  app->add_option("--lang", c.what.language, "language of labels and texts (default en)")->group(out);
  app->add_option("--organisation", c.look.organisation, "whose report it is")->group(out);
  app->add_option("--css", c.css, "a style sheet that follows the report's own: your brand")->group(out);
  app->add_option("--min-base", c.what.minimum_base, "people below which a group is hidden (default 5)")
      ->check(CLI::Range(1U, 1'000'000U));
  app->add_option("--seed", c.what.seed, "of the draws (default 1)");
  c.how.add_to(*app);
  app->footer(R"(Examples:
  cxm plan survey.csv --instrument cx4
  cxm plan scaffold cx4 --out plan.json
  cxm plan survey.csv --instrument cx4 --plan plan.json --target level=4 --html report.html
  cxm plan all.cxm --what-if culture=+5 --what-if leadership=60)");

  auto draft = std::make_shared<scaffold_command>();
  CLI::App* scaffold = app->add_subcommand("scaffold", "Write a draft of a plan file for an instrument.");
  scaffold->add_option("instrument", draft->instrument, "a built-in instrument or a file")->required();
  scaffold->add_option("-o,--out", draft->out, "the file to write (default: standard output)");
  scaffold->footer("Examples:\n  cxm plan scaffold cx4 --out plan.json");
  scaffold->callback([draft] { draft->run(); });
  app->callback([command, app] {
    if (app->get_subcommands().empty()) command->run();
  });
}

}  // namespace cxm::cli
