// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/assess_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tally_file.hpp"

namespace cxm {
namespace {

tallied_file read_source(const file_source& source, instrument_ptr instrument, const file_options& options) {
  if (is_state_file(source.path)) return read_state_file(source.path, std::move(instrument));
  if (!instrument) {
    throw error(errc::argument,
                source.path + " is a data file: name the instrument it was asked by, such as cx4",
                "instrument");
  }
  return tally_file(source.path, instrument, options.read, options.keep);
}

instrument_ptr named(const std::string& instrument) {
  return instrument.empty() ? nullptr : load_instrument(instrument);
}

}  // namespace

assessment assess_file(const std::string& path, const std::string& instrument, const file_options& options) {
  const tallied_file file = read_source({path, instrument}, named(instrument), options);
  const tally* one = &file.tally;
  return assess({&one, 1}, options.assess, file.receipt, nullptr, options.progress);
}

namespace {

assessment assess_all(std::span<const file_source> sources, const file_options& options,
                      disclosure_ledger* ledger) {
  if (sources.empty())
    throw error(errc::argument, "assess_files: sources is empty, but must name a file", "sources");
  std::vector<tally> tallies;  // one an instrument
  std::optional<import_receipt> receipt;
  for (const file_source& source : sources) {
    tallied_file file = read_source(source, named(source.instrument), options);
    const auto known = std::find_if(tallies.begin(), tallies.end(), [&](const tally& t) {
      return t.instrument() == file.tally.instrument();
    });
    if (known == tallies.end()) {
      tallies.push_back(std::move(file.tally));
    } else {
      known->merge(file.tally);
    }
    if (receipt) {
      receipt->merge(file.receipt);
    } else {
      receipt = std::move(file.receipt);
    }
  }
  std::vector<const tally*> views;
  for (const tally& t : tallies) views.push_back(&t);
  return assess(views, options.assess, *receipt, ledger, options.progress);
}

}  // namespace

assessment assess_files(std::span<const file_source> sources, const file_options& options) {
  return assess_all(sources, options, nullptr);
}

assessment assess_files(std::span<const file_source> sources, const file_options& options,
                        disclosure_ledger& ledger) {
  return assess_all(sources, options, &ledger);
}

}  // namespace cxm
