// SPDX-License-Identifier: Apache-2.0
#include "cxm/assessment/assessment.hpp"

#include <cmath>

#include "capi/assessing.hpp"
#include "capi/calls.hpp"
#include "capi/data_files.hpp"
#include "capi/info.hpp"
#include "capi/option_lists.hpp"
#include "capi/reading.hpp"
#include "capi/table_maker.hpp"
#include "cxm/assessment/answer_spread.hpp"
#include "cxm/io/assess_file.hpp"
#include "cxm/io/head_counts.hpp"
#include "cxm/io/norm_tables.hpp"
#include "cxm/io/plan_tables.hpp"
#include "cxm/io/tables.hpp"
#include "cxm/report/check_text.hpp"
#include "cxm/report/driver_text.hpp"
#include "cxm/report/plan_text.hpp"
#include "cxm/report/report.hpp"
#include "cxm/report/scorecard.hpp"

namespace cxm::capi {
std::uint32_t unanimous_base_of(const char* f, std::int32_t given) {
  if (given < -1) refuse(f, "options", "has unanimous_base " + std::to_string(given));
  if (given == -1) return 0;
  return given == 0 ? cxm::assess_options{}.unanimous_base : static_cast<std::uint32_t>(given);
}

assess_options assess_options_of(const char* f, const ::cxm_assess_options& given) {
  assess_options o;
  if (given.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
  if (given.n_threads > 1024) refuse(f, "options", "has n_threads " + std::to_string(given.n_threads));
  o.threads = std::max(1U, given.n_threads);
  if (given.level != 0) o.level = given.level;
  if (given.minimum_base != 0) o.minimum_base = given.minimum_base;
  o.disclosure = given.no_disclosure == 0;
  o.crossed_items = given.crossed_items != 0;
  if (given.seed != 0) o.seed = given.seed;
  o.language = word(f, "options.language", given.language, "en");
  o.segments = words(f, "options.segments", given.segments, given.segment_count);
  for (auto& [column, value] :
       pairs(f, "options.where_columns", given.where_columns, given.where_values, given.where_count)) {
    const auto known = std::find_if(o.where.begin(), o.where.end(),
                                    [&, name = column](const selection& s) { return s.column == name; });
    if (known == o.where.end()) {
      o.where.push_back({std::move(column), {std::move(value)}});
    } else {
      known->values.push_back(std::move(value));
    }
  }
  for (const std::string& cross : words(f, "options.crosses", given.crosses, given.cross_count)) {
    std::vector<std::string>& columns = o.cross.emplace_back();
    for (std::size_t begin = 0; begin <= cross.size();) {
      const std::size_t end = std::min(cross.find(',', begin), cross.size());
      columns.push_back(cross.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  o.unanimous_base = unanimous_base_of(f, given.unanimous_base);
  o.rounded = given.rounded != 0;
  o.roll_up = given.no_roll_up == 0;
  o.lonely = lonely_of(f, "options", given.lonely);
  o.compared = words(f, "options.compared", given.compared, given.compared_count);
  if (given.false_discovery_rate != 0) o.false_discovery_rate = given.false_discovery_rate;
  o.event_wave = word(f, "options.event_wave", given.event_wave);
  o.event_label = word(f, "options.event_label", given.event_label);
  if (given.heads != nullptr) {
    data_columns heads = given.heads->data;
    heads.name = "options.heads";
    o.heads = head_counts_of(heads);
  }
  if (given.norm != nullptr) o.reference = given.norm->source;
  if (given.plan != nullptr) o.plan = given.plan->request;
  return o;
}

void give(assessment result, ::cxm_assessment*& out) {
  auto made = std::make_unique<::cxm_assessment>();
  made->result = std::move(result);
  out = made.release();
}

void assess(std::span<const ::cxm_tally* const> tallies, const ::cxm_assess_options& options,
            ::cxm_assessment*& out) {
  const assess_options how = assess_options_of("cxm_assess", options);
  std::vector<const tally*> sources;
  import_receipt receipt;
  for (const ::cxm_tally* t : tallies) {
    sources.push_back(&t->content.tally);
    if (t == tallies.front()) {
      receipt = t->content.receipt;
    } else {
      receipt.merge(t->content.receipt);
    }
  }
  const watch watched(options);
  disclosure_ledger book;
  if (options.ledger != nullptr) book = options.ledger->book;
  give(watched.run([&] {
    return cxm::assess(sources, how, receipt, options.ledger == nullptr ? nullptr : &book, watched.progress);
  }),
       out);
  if (options.ledger != nullptr) options.ledger->book = std::move(book);
}

void assess_file(const ::cxm_context*, std::string_view path, std::string_view instrument,
                 const ::cxm_read_options& read, const ::cxm_assess_options& options,
                 ::cxm_assessment*& out) {
  reading how("cxm_assess_file", read);
  file_options all;
  all.read = how.read;
  all.keep = how.keep;
  all.assess = assess_options_of("cxm_assess_file", options);
  const watch watched(options);
  all.progress = watched.progress;
  const file_source source[] = {{std::string(path), std::string(instrument)}};
  if (options.ledger == nullptr) {
    give(how.run([&] { return watched.run([&] { return cxm::assess_files(source, all); }); }), out);
    return;
  }
  disclosure_ledger book = options.ledger->book;
  give(how.run([&] { return watched.run([&] { return cxm::assess_files(source, all, book); }); }), out);
  options.ledger->book = std::move(book);
}

void assessment_tables(const ::cxm_assessment& assessment, ::cxm_table*& out) {
  result_table t;
  t.name = "tables";
  t.columns = {{"name", true, {}, {0}, {}}, {"rows", false, {}, {0}, {}}};
  const auto line = [&](std::string_view name, std::size_t rows) {
    t.columns[0].add(name);
    t.columns[1].add(static_cast<double>(rows));
    ++t.rows;
  };
  for (const std::string& name : table_names(assessment.result))
    line(name, table_of(assessment.result, name).rows);
  for (const result_table& plan : plan_tables(assessment.result)) line(plan.name, plan.rows);
  out = new_table(std::move(t));
}

void assessment_table(const ::cxm_assessment& assessment, std::string_view name, ::cxm_table*& out) {
  if (name.substr(0, 5) == "plan_") {
    std::string known;
    for (result_table& plan : plan_tables(assessment.result)) {
      if (plan.name == name) {
        out = new_table(std::move(plan));
        return;
      }
      known += (known.empty() ? "" : ", ") + plan.name;
    }
    refuse("cxm_assessment_table", "name",
           "is '" + std::string(name) + "', but " +
               (known.empty() ? "nothing was planned" : "of its plan there are " + known));
  }
  out = new_table(table_of(assessment.result, name));
}

void assessment_json(const ::cxm_assessment& assessment, ::cxm_buffer*& out) {
  out = new_buffer(result_json(assessment.result));
}

void assessment_scorecard(const ::cxm_assessment& assessment, ::cxm_buffer*& out) {
  out = new_buffer(scorecard(assessment.result));
}

void assessment_text(const ::cxm_assessment& assessment, std::int32_t kind, ::cxm_buffer*& out) {
  switch (kind) {
    case CXM_TEXT_SCORECARD:
      out = new_buffer(scorecard(assessment.result));
      return;
    case CXM_TEXT_COMPARISON:
      if (std::none_of(assessment.result.rows.begin(), assessment.result.rows.end(),
                       [](const result_row& r) { return r.table == "comparison"; }))
        refuse("cxm_assessment_text", "kind", "asks for two sides, but this is no result of cxm_compare");
      out = new_buffer(comparison_card(assessment.result));
      return;
    case CXM_TEXT_DRIVERS:
    case CXM_TEXT_DRIVERS_BY_ROLE:
      out = new_buffer(driver_text(assessment.result, kind == CXM_TEXT_DRIVERS_BY_ROLE));
      return;
    case CXM_TEXT_CHECK:
    case CXM_TEXT_CHECK_BY_ROLE:
      out = new_buffer(check_text(assessment.result, kind == CXM_TEXT_CHECK_BY_ROLE));
      return;
    case CXM_TEXT_PLAN:
      out = new_buffer(plan_text(assessment.result));
      return;
    default:
      refuse("cxm_assessment_text", "kind", "is " + std::to_string(kind) + ", which is none");
  }
}

void assessment_remarks(const ::cxm_assessment& assessment, ::cxm_table*& out) {
  table_maker made("remarks", {"kind", "composite", "item", "role", "text"},
                   {"value", "low", "high", "limit"});
  for (const check_remark& r : check_remarks(assessment.result))
    made.row({r.kind, r.composite, r.item, r.role, r.text}, {r.value, r.low, r.high, r.limit});
  out = new_table(made.take());
}

void assessment_plan(const ::cxm_assessment& assessment, ::cxm_buffer*& out) {
  out = new_buffer(plan_json(assessment.result));
}

void assessment_places(const ::cxm_assessment& assessment, std::int32_t units, ::cxm_table*& out) {
  out = new_table(norm_places(assessment.result, units != 0));
}

void assessment_workbook(const ::cxm_assessment& assessment, std::string_view scratch, ::cxm_buffer*& out) {
  out = new_buffer(workbook_of(assessment.result, scratch.empty() ? "." : std::string(scratch)));
}

void assessment_spread(const ::cxm_assessment& assessment, std::string_view of, std::string_view wave,
                       std::string_view role, std::string_view by, ::cxm_table*& out) {
  const answer_spread found = spread_of_answers(assessment.result, of, wave, role, by);
  const estimate& whole = found.whole.value;
  table_maker made("spread", {"unit", "kind"}, {"answers", "value", "sd"});
  made.row({"", found.whole.unit}, {whole.n, whole.value, whole.se * std::sqrt(whole.n)});
  for (const unit_spread& u : found.units) made.row({u.name, found.whole.unit}, {u.answers, u.value, u.sd});
  out = new_table(made.take());
}

void assessment_report(const ::cxm_assessment& assessment, const ::cxm_report_options& options,
                       ::cxm_buffer*& out) {
  const char* const f = "cxm_assessment_report";
  if (options.reserved != 0 || options.reserved2 != 0)
    refuse(f, "options", "has reserved members that are not 0");
  report_options look;
  look.organisation = word(f, "options.organisation", options.organisation);
  look.subtitle = word(f, "options.subtitle", options.subtitle);
  look.language = word(f, "options.language", options.language);
  look.css = word(f, "options.css", options.css);
  for (auto& one :
       pairs(f, "options.string_keys", options.string_keys, options.strings, options.string_count))
    look.strings.insert(std::move(one));
  out = new_buffer(html_report(assessment.result, look));
}

void report_phrases(const ::cxm_context*, std::string_view language, ::cxm_table*& out) {
  table_maker made("phrases", {"key", "text"}, {});
  for (const auto& [key, phrase] : cxm::report_phrases(std::string(language))) made.row({key, phrase}, {});
  out = new_table(made.take());
}

void report_style_sheet(const ::cxm_context*, ::cxm_buffer*& out) {
  out = new_buffer(cxm::report_style_sheet());
}

}  // namespace cxm::capi
