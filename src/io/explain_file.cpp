// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/explain_file.hpp"

#include <algorithm>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/arrow.hpp"
#include "cxm/io/columns.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tally_file.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/model/validate.hpp"
#include "cxm/tally/respondent_rows.hpp"
#include "io/arrow_stream.hpp"

namespace cxm {
namespace {

/// The instrument that asks for these sets, proven to fit.
instrument_ptr with_sets(const instrument& in, const std::optional<driver_set>& asked) {
  instrument draft = in;
  if (asked) draft.drivers = {*asked};
  if (draft.drivers.empty()) {
    throw error(errc::instrument,
                "drivers: the instrument declares none; say which outcome and which drivers are meant",
                "drivers");
  }
  return make_instrument(std::move(draft));
}

std::vector<std::string> measures_of(const std::vector<driver_set>& sets) {
  std::vector<std::string> out;
  const auto need = [&](const std::string& id) {
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  };
  for (const driver_set& set : sets) {
    if (!set.unit.empty()) continue;  // units need their sums alone
    need(driver_measure_id(set, set.outcome));
    for (const std::string& id : set.predictors) need(driver_measure_id(set, id));
  }
  return out;
}

assessment explained(const tally& sums, const import_receipt& receipt, const assess_options& options,
                     const assess_progress& progress) {
  const tally* one = &sums;
  assessment out = assess({&one, 1}, options, receipt, nullptr, progress);
  std::erase_if(out.rows, [](const result_row& r) { return r.table != "driver"; });
  out.findings.clear();
  return out;
}

/// From whatever hands out batches, its people kept in the order in which they come.
assessment explained_people(
    const instrument_ptr& declared, const explain_options& options,
    const std::function<import_receipt(const read_options&, const batch_sink&)>& read_batches) {
  const instrument_ptr asking = with_sets(*declared, options.asked);
  assess_options assess = options.assess;
  assess.drivers = asking->drivers;
  // Who says yes to something is scored apart, and only the instrument that asks for it knows these measures.
  const instrument_ptr& in = options.asked && !options.asked->among.empty() ? asking : declared;
  row_collector people(in, measures_of(assess.drivers));
  read_options read = options.read;
  read.threads = 1;
  const tallied_file file = tally_batches(in, read, options.keep, [&](const batch_sink& sink) {
    return read_batches(read, [&](unsigned worker, const batch& block) {
      sink(worker, block);
      people.add(block);
    });
  });
  assess.people = std::make_shared<const respondent_rows>(people.take());
  return explained(file.tally, file.receipt, assess, options.progress);
}

}  // namespace

assessment explain_file(const std::string& path, const std::string& instrument,
                        const explain_options& options) {
  if (is_state_file(path)) {
    const tallied_file file =
        read_state_file(path, instrument.empty() ? nullptr : load_instrument(instrument));
    return explain_tally(file.tally, options, file.receipt);
  }
  const instrument_ptr in = load_instrument(instrument);
  return explained_people(in, options, [&](const read_options& read, const batch_sink& sink) {
    return read_file(path, *in, read, sink);
  });
}

assessment explain_columns(const data_columns& data, const instrument_ptr& in,
                           const explain_options& options) {
  if (!in)
    throw error(errc::argument, "explain_columns: instrument is null, but must be there", "instrument");
  return explained_people(in, options, [&](const read_options& read, const batch_sink& sink) {
    return read_columns(data, *in, read, sink);
  });
}

assessment explain_arrow(ArrowArrayStream* stream, const instrument_ptr& in, const explain_options& options) {
  const detail::taken_stream taken(stream);
  if (!in) throw error(errc::argument, "explain_arrow: instrument is null, but must be there", "instrument");
  return explained_people(in, options, [&](const read_options& read, const batch_sink& sink) {
    return read_arrow(&taken.value(), *in, read, sink);
  });
}

assessment explain_tally(const tally& sums, const explain_options& options, const import_receipt& receipt) {
  assess_options assess = options.assess;
  assess.drivers = with_sets(sums.instrument(), options.asked)->drivers;
  for (const driver_set& set : assess.drivers) {
    if (sums.measure_position(driver_measure_id(set, set.outcome)) >= 0) continue;
    throw error(
        errc::instrument,
        "drivers.among: a state knows only the sets that its instrument declares; give the data file, or "
        "declare the set and tally again",
        "drivers.among");
  }
  return explained(sums, receipt, assess, options.progress);
}

}  // namespace cxm
