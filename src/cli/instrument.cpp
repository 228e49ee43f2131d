// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.hpp"
#include "cli/outputs.hpp"
#include "cli/reading.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/scaffold.hpp"
#include "report/text_table.hpp"

namespace cxm::cli {
namespace {

using report_detail::text_table;

std::string number(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

struct instrument_command {
  std::string name, language = "en";
  bool json = false;
  std::vector<std::string> files;
  reading from;
  std::string data, out;
  std::size_t rows = 10000;

  void show() const {
    if (name.empty()) {
      for (const std::string& id : builtin_instruments()) {
        const instrument_ptr one = load_instrument(id);
        std::cout << id << "  " << one->version << "  " << one->title.in(language) << "\n";
      }
      return;
    }
    const instrument_ptr one = load_instrument(name);
    if (json) {
      std::cout << pretty_json(*one);
    } else {
      describe(*one);
    }
  }

  void validate() const {
    std::size_t wrong = 0;
    std::string first;
    for (const std::string& file : files) {
      try {
        const instrument_ptr one = load_instrument(file);
        std::cout << file << ": valid: " << one->id << " " << one->version << ", " << one->items.size()
                  << " items, " << one->measures.size() << " measures, fingerprint "
                  << fingerprint_of(*one).hex() << "\n";
      } catch (const error& e) {
        // All files are looked at; the first fault ends the program, the others are told here.
        if (wrong++ == 0) {
          first = e.what();
        } else {
          std::cerr << "cxm: " << e.what() << "\n";
        }
      }
    }
    if (wrong > 0) throw error(errc::instrument, first, "instrument");
  }

  void scaffold() const {
    const instrument_draft draft = scaffold_instrument(data, from.options(data), rows);
    text_table guesses({"column", "guess", "id", "why"});
    for (const column_guess& g : draft.columns) guesses.row({g.column, g.guess, g.id, g.why});
    std::cerr << data << ": " << draft.rows << " rows looked at, layout " << draft.layout << "\n"
              << guesses.text();
    if (out.empty() || out == "-") {
      std::cout << draft.json;
      return;
    }
    outputs files_out;
    files_out.add(out, draft.json);
    files_out.commit();
  }

 private:
  void describe(const instrument& one) const {
    std::cout << one.title.in(language) << "\n"
              << one.id << " " << one.version << ", fingerprint " << fingerprint_of(one).hex() << "\n";
    if (!one.description.empty()) std::cout << one.description.in(language) << "\n";
    for (const dimension& d : one.dimensions) questions(one, d.id, d.label.in(language));
    questions(one, "", one.dimensions.empty() ? "Questions" : "Further questions");
    text_table scales({"scale", "kind", "answers"});
    for (const scale& s : one.scales) {
      std::string answers;
      for (const scale_code& c : s.codes) {
        if (!answers.empty()) answers += " | ";
        answers += std::to_string(c.code);
        if (!c.label.empty()) answers += " " + c.label.in(language);
      }
      scales.row({s.id, std::string(scale_kind_names[static_cast<std::size_t>(s.kind)]), answers});
    }
    std::cout << "\nScales\n" << scales.text();
    text_table measures({"measure", "kind", "of"});
    for (const measure& m : one.measures) {
      measures.row(
          {m.id, std::string(measure_kind_names[static_cast<std::size_t>(m.kind)]), m.label.in(language)});
    }
    for (const index_definition& i : one.indices) {
      std::string of;
      for (const std::string& part : i.of) of += (of.empty() ? "" : ", ") + part;
      measures.row({i.id, std::string(index_kind_names[static_cast<std::size_t>(i.kind)]) + " index", of});
    }
    std::cout << "\nMeasures and indices\n" << measures.text();
    for (const level_definition& l : one.levels) {
      std::cout << "\nLevels of " << l.index << ": ";
      for (std::size_t i = 0; i < l.names.size(); ++i) {
        if (i > 0) std::cout << " | " << number(l.cuts[i - 1]) << " ";
        std::cout << l.names[i].in(language);
      }
      std::cout << "\n";
    }
  }

  void questions(const instrument& one, const std::string& dimension, const std::string& title) const {
    text_table table({"item", "asked of", "scale", "question"});
    for (const item& i : one.items) {
      if (i.dimension != dimension) continue;
      std::string roles;
      for (const std::string& r : i.roles) roles += (roles.empty() ? "" : ", ") + r;
      table.row({i.id, roles.empty() ? "everybody" : roles, i.scale + (i.reverse ? " (reversed)" : ""),
                 i.text.in(language)});
    }
    if (table.rows() > 0) std::cout << "\n" << title << "\n" << table.text();
  }
};

}  // namespace

void add_instrument(CLI::App& program) {
  auto command = std::make_shared<instrument_command>();
  CLI::App* app = program.add_subcommand(
      "instrument", "Show, check and draft instruments: what is asked and how it is scored.");
  app->require_subcommand(1);

  CLI::App* show = app->add_subcommand(
      "show", "Print an instrument for people, or as JSON; without a name, list the built-in ones.");
  show->add_option("instrument", command->name, "a built-in instrument or a file");
  show->add_flag("--json", command->json, "the whole document");
  show->add_option("--lang", command->language, "language of the texts (default en)");
  show->footer(
      "Examples:\n  cxm instrument show\n  cxm instrument show cx4\n  cxm instrument show cx4 --json > "
      "mine.json");
  show->callback([command] { command->show(); });

  CLI::App* validate = app->add_subcommand(
      "validate", "Check instruments; every fault is named by its place in the document.");
  validate->add_option("files", command->files, "instrument files")->required();
  validate->footer(
      "Examples:\n  cxm instrument validate mine.json\n"
      "  cxm instrument scaffold survey.csv --out mine.json");
  validate->callback([command] { command->validate(); });

  CLI::App* scaffold = app->add_subcommand(
      "scaffold", "Draft an instrument from a data file. Every guess is marked, and to be checked.");
  scaffold->add_option("data", command->data, "a data file: " + std::string(data_file_kinds))->required();
  scaffold->add_option("-o,--out", command->out, "where to write the draft (default: standard output)");
  scaffold->add_option("--rows", command->rows, "rows to look at (default 10000)");
  command->from.add_to(*scaffold);
  scaffold->footer(
      "Examples:\n  cxm instrument scaffold export.csv --map role=Job --out draft.json\n"
      "  cxm instrument scaffold survey.sav --out draft.json");
  scaffold->callback([command] { command->scaffold(); });

  app->footer(
      "Examples:\n  cxm instrument show cx4\n  cxm instrument validate mine.json\n"
      "  cxm instrument scaffold survey.csv --out mine.json");
}

}  // namespace cxm::cli
