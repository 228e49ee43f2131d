// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/io/tally_file.hpp"

/// A state file: the bytes of tally::serialize(), followed by the instrument it was made by and the import
/// receipt of the answers in it, so that an assessment needs nothing but the file and can still say what was
/// read, dropped and why. A state alone, as other hosts of the library write it, is read as well. Byte
/// layout: docs/state_files.md.
namespace cxm {

/// Equal contents give equal bytes, whatever the order of merges.
[[nodiscard]] std::vector<std::uint8_t> state_file_bytes(const tally&, const import_receipt&);

/// Read bytes made by state_file_bytes, or by tally::serialize alone (then the receipt says so). `name` is
/// the source's name in messages and in the receipt. Without an instrument, the file's own is taken; with
/// one, a state of another is refused. Faults are cxm::error{state}.
[[nodiscard]] tallied_file parse_state_file(std::span<const std::uint8_t> bytes, const std::string& name,
                                            instrument_ptr = nullptr);
[[nodiscard]] tallied_file read_state_file(const std::string& path, instrument_ptr = nullptr);

/// Does the file begin as a state does? False for files that cannot be read.
[[nodiscard]] bool is_state_file(const std::string& path);

}  // namespace cxm
