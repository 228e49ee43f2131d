// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cxm/disclosure/ledger.hpp"

/// Ledgers as JSON (docs/disclosure.md). Equal ledgers give equal bytes.
namespace cxm {

[[nodiscard]] std::string ledger_json(const disclosure_ledger&);
/// Faults are cxm::error{state}: not a ledger, of a newer version, groups that are not there.
[[nodiscard]] disclosure_ledger parse_ledger(std::string_view json);
/// A file that does not exist is a ledger in which nothing has been published.
[[nodiscard]] disclosure_ledger read_ledger(const std::string& path);

}  // namespace cxm
