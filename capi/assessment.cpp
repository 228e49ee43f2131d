// SPDX-License-Identifier: Apache-2.0
#include "cxm/assessment/assessment.hpp"

#include "capi/calls.hpp"
#include "capi/info.hpp"
#include "capi/reading.hpp"
#include "cxm/io/assess_file.hpp"
#include "cxm/io/tables.hpp"
#include "cxm/report/report.hpp"
#include "cxm/report/scorecard.hpp"

namespace cxm::capi {
namespace {

assess_options options_of(const char* f, const ::cxm_assess_options& given) {
  assess_options o;
  if (given.n_threads > 1024) refuse(f, "options", "has n_threads " + std::to_string(given.n_threads));
  o.threads = std::max(1U, given.n_threads);
  if (given.level != 0) o.level = given.level;
  if (given.minimum_base != 0) o.minimum_base = given.minimum_base;
  o.disclosure = given.no_disclosure == 0;
  o.crossed_items = given.crossed_items != 0;
  if (given.seed != 0) o.seed = given.seed;
  if (given.language != nullptr) o.language = std::string(text(f, "options.language", given.language, -1));
  if (given.segment_count < 0 || (given.segment_count > 0 && given.segments == nullptr))
    refuse(f, "options", "has a segment_count without segments");
  for (std::int32_t i = 0; i < given.segment_count; ++i)
    o.segments.emplace_back(text(f, "options.segments", given.segments[i], -1));
  return o;
}

void give(assessment result, ::cxm_assessment*& out) {
  auto made = std::make_unique<::cxm_assessment>();
  made->result = std::move(result);
  out = made.release();
}

}  // namespace

void assess(std::span<const ::cxm_tally* const> tallies, const ::cxm_assess_options& options,
            ::cxm_assessment*& out) {
  const assess_options how = options_of("cxm_assess", options);
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
  give(cxm::assess(sources, how, receipt), out);
}

void assess_file(const ::cxm_context*, std::string_view path, std::string_view instrument,
                 const ::cxm_read_options& read, const ::cxm_assess_options& options,
                 ::cxm_assessment*& out) {
  reading how("cxm_assess_file", read);
  file_options all;
  all.read = how.read;
  all.keep = how.keep;
  all.assess = options_of("cxm_assess_file", options);
  give(how.run([&] { return cxm::assess_file(std::string(path), std::string(instrument), all); }), out);
}

void assessment_tables(const ::cxm_assessment& assessment, ::cxm_table*& out) {
  result_table t;
  t.name = "tables";
  t.columns = {{"name", true, {}, {0}, {}}, {"rows", false, {}, {0}, {}}};
  for (const std::string& name : table_names(assessment.result)) {
    t.columns[0].add(std::string_view(name));
    t.columns[1].add(static_cast<double>(table_of(assessment.result, name).rows));
    ++t.rows;
  }
  out = new_table(std::move(t));
}

void assessment_table(const ::cxm_assessment& assessment, std::string_view name, ::cxm_table*& out) {
  out = new_table(table_of(assessment.result, name));
}

void assessment_json(const ::cxm_assessment& assessment, ::cxm_buffer*& out) {
  out = new_buffer(result_json(assessment.result));
}

void assessment_scorecard(const ::cxm_assessment& assessment, ::cxm_buffer*& out) {
  out = new_buffer(scorecard(assessment.result));
}

void assessment_report(const ::cxm_assessment& assessment, const ::cxm_report_options& options,
                       ::cxm_buffer*& out) {
  const char* const f = "cxm_assessment_report";
  if (options.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
  const auto words = [&](const char* p, const char* given) {
    return given == nullptr ? std::string() : std::string(text(f, p, given, -1));
  };
  report_options look;
  look.organisation = words("options.organisation", options.organisation);
  look.subtitle = words("options.subtitle", options.subtitle);
  look.language = words("options.language", options.language);
  look.css = words("options.css", options.css);
  out = new_buffer(html_report(assessment.result, look));
}

}  // namespace cxm::capi
