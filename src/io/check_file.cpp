// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/check_file.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <utility>

#include "assessment/answer_rows.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/arrow.hpp"
#include "cxm/io/columns.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tally_file.hpp"
#include "cxm/tally/respondent_rows.hpp"
#include "io/arrow_stream.hpp"

namespace cxm {
namespace {

/// Ids of the scores of all items in composites.
std::vector<std::string> items_of_composites(const instrument& in) {
  std::vector<std::string> out;
  for (const measure& m : in.measures) {
    if (m.kind != measure_kind::composite) continue;
    for (const std::string& item : m.items) {
      const std::string id = "item:" + item;
      if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
    }
  }
  return out;
}

assessment checked(const tally& sums, const import_receipt& receipt, assess_options options,
                   const assess_progress& progress) {
  const tally* one = &sums;
  options.explain = false;
  assessment out = assess({&one, 1}, options, receipt, nullptr, progress);
  std::erase_if(out.rows, [](const result_row& r) {
    if (r.table != "base" && r.table != "item" && r.table != "reliability" && r.table != "invariance" &&
        r.table != "dif")
      return true;
    return std::any_of(r.key.begin() + 2, r.key.end(), [](const std::string& k) { return !k.empty(); });
  });
  out.findings.clear();
  out.plan.reset();
  return out;
}

/// `what` is named when it cannot be done.
assessment checked_state(const tally& sums, const std::string& what, const import_receipt& receipt,
                         const check_options& options) {
  if (!sums.options().item_moments) {
    throw error(errc::data,
                what +
                    " keeps no moments of single items, on which reliability rests; make it with "
                    "--item-moments (item_moments), or check the data themselves",
                "item_moments");
  }
  return checked(sums, receipt, options.assess, options.progress);
}

data_check checked_rows(
    const instrument_ptr& in, const check_options& options,
    const std::function<import_receipt(const read_options&, const batch_sink&)>& read_batches) {
  row_collector people(in, items_of_composites(*in));
  answer_patterns patterns(in);
  read_options read = options.read;
  read.threads = 1;
  tally_options keep = options.keep;
  keep.item_moments = true;
  const tallied_file file = tally_batches(in, read, keep, [&](const batch_sink& sink) {
    return read_batches(read, [&](unsigned worker, const batch& block) {
      sink(worker, block);
      people.add(block);
      patterns.add(block);
    });
  });
  assess_options assess = options.assess;
  assess.people = std::make_shared<const respondent_rows>(people.take());
  data_check out;
  out.result = checked(file.tally, file.receipt, std::move(assess), options.progress);
  detail::append_answers(out.result, patterns);
  out.batteries = patterns.batteries();
  out.rows = patterns.rows();
  return out;
}

}  // namespace

data_check check_file(const std::string& path, const std::string& instrument, const check_options& options) {
  if (is_state_file(path)) {
    const tallied_file file =
        read_state_file(path, instrument.empty() ? nullptr : load_instrument(instrument));
    data_check out;
    out.result = checked_state(file.tally, path + ": the state", file.receipt, options);
    return out;
  }
  const instrument_ptr in = load_instrument(instrument);
  return checked_rows(in, options, [&](const read_options& read, const batch_sink& sink) {
    return read_file(path, *in, read, sink);
  });
}

data_check check_columns(const data_columns& data, const instrument_ptr& in, const check_options& options) {
  if (!in) throw error(errc::argument, "check_columns: instrument is null, but must be there", "instrument");
  return checked_rows(in, options, [&](const read_options& read, const batch_sink& sink) {
    return read_columns(data, *in, read, sink);
  });
}

data_check check_arrow(ArrowArrayStream* stream, const instrument_ptr& in, const check_options& options) {
  const detail::taken_stream taken(stream);
  if (!in) throw error(errc::argument, "check_arrow: instrument is null, but must be there", "instrument");
  return checked_rows(in, options, [&](const read_options& read, const batch_sink& sink) {
    return read_arrow(&taken.value(), *in, read, sink);
  });
}

assessment check_tally(const tally& sums, const check_options& options, const import_receipt& receipt) {
  return checked_state(sums, "check_tally: the tally", receipt, options);
}

result_table questionable_rows(const data_check& found) {
  result_table out;
  out.name = "questionable_rows";
  const auto column = [&](const char* name, bool is_text) {
    out.columns.emplace_back().name = name;
    out.columns.back().is_text = is_text;
  };
  column("row", false);
  for (const char* name : {"wave", "role", "signs", "batteries"}) column(name, true);
  column("like_row", false);
  for (const questionable_row& r : found.rows) {
    std::string signs, straight;
    for (std::size_t s = 0; s < row_sign_names.size(); ++s) {
      if ((r.signs >> s & 1U) != 0) (signs += signs.empty() ? "" : ";") += row_sign_names[s];
    }
    for (const std::size_t b : r.straight) (straight += straight.empty() ? "" : ";") += found.batteries[b].id;
    std::vector<table_column>& to = out.columns;
    to[0].add(static_cast<double>(r.row));
    to[1].add(r.wave);
    to[2].add(r.role);
    to[3].add(signs);
    to[4].add(straight);
    to[5].add(r.like < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(r.like));
    ++out.rows;
  }
  return out;
}

}  // namespace cxm
