// SPDX-License-Identifier: Apache-2.0
#include "capi/assessing.hpp"
#include "capi/calls.hpp"
#include "capi/info.hpp"
#include "capi/reading.hpp"
#include "cxm/io/check_file.hpp"

namespace cxm::capi {
namespace {

check_options options_of(const char* f, const ::cxm_assess_options& options, const watch& watched) {
  if (options.ledger != nullptr) refuse(f, "options", "has a ledger, which is of assessments");
  check_options out;
  out.assess = assess_options_of(f, options);
  out.progress = watched.progress;
  return out;
}

/// Check by `work`, which is given the options and says what it found.
template <class Work>
void check_people(const char* f, const reading& how, const ::cxm_assess_options& options, const Work& work,
                  ::cxm_assessment*& out, ::cxm_table** rows) {
  const watch watched(options);
  check_options all = options_of(f, options, watched);
  all.read = how.read;
  all.keep = how.keep;
  data_check found = how.run([&] { return watched.run([&] { return work(all); }); });
  std::unique_ptr<::cxm_table> listed;
  if (rows != nullptr) listed.reset(new_table(questionable_rows(found)));
  give(std::move(found.result), out);
  if (rows != nullptr) *rows = listed.release();
}

}  // namespace

void check(const ::cxm_tally& tally, const ::cxm_assess_options& options, ::cxm_assessment*& out) {
  const watch watched(options);
  const check_options all = options_of("cxm_check", options, watched);
  give(watched.run([&] { return check_tally(tally.content.tally, all, tally.content.receipt); }), out);
}

void check_columns(const ::cxm_instrument& instrument, const ::cxm_columns& columns,
                   const ::cxm_read_options& read, const ::cxm_assess_options& options,
                   ::cxm_assessment*& out, ::cxm_table** rows) {
  const char* const f = "cxm_check_columns";
  const reading how(f, read);
  how.refuse_weighting(f);
  const data_columns data = how.named(columns.data);
  check_people(
      f, how, options,
      [&](const check_options& all) { return cxm::check_columns(data, instrument.source, all); }, out, rows);
}

void check_arrow(const ::cxm_instrument& instrument, ::ArrowArrayStream* stream,
                 const ::cxm_read_options& read, const ::cxm_assess_options& options, ::cxm_assessment*& out,
                 ::cxm_table** rows) {
  const char* const f = "cxm_check_arrow";
  const reading how(f, read);
  how.refuse_weighting(f);
  check_people(
      f, how, options,
      [&](const check_options& all) { return cxm::check_arrow(stream, instrument.source, all); }, out, rows);
}

void check_file(const ::cxm_context*, std::string_view path, std::string_view instrument,
                const ::cxm_read_options& read, const ::cxm_assess_options& options, ::cxm_assessment*& out,
                ::cxm_table** rows) {
  const char* const f = "cxm_check_file";
  const reading how(f, read);
  check_people(
      f, how, options,
      [&](const check_options& all) {
        return cxm::check_file(std::string(path), std::string(instrument), all);
      },
      out, rows);
}

}  // namespace cxm::capi
