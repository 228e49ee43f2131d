// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace cxm::detail {

/// A stream of bytes: a file, a gzip file, or text in memory.
class byte_source {
 public:
  virtual ~byte_source() = default;
  /// Put up to `size` bytes at `to`; 0 = the end. Throws cxm::error{io}.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  /// Bytes of the stored form taken so far, and in all: compressed bytes of a gzip file.
  [[nodiscard]] virtual std::int64_t done() const noexcept = 0;
  [[nodiscard]] virtual std::int64_t total() const noexcept = 0;
};

/// Open a file; gzip is recognised by its first two bytes, also when several members follow each other.
[[nodiscard]] std::unique_ptr<byte_source> open_file(const std::string& path);
/// A whole file as it lies there. Faults are cxm::error{io} that begin "cannot read PATH".
[[nodiscard]] std::string read_whole_file(const std::string& path);
/// Its first `size` bytes; fewer where it is shorter, none where it cannot be read.
[[nodiscard]] std::string read_first_bytes(const std::string& path, std::size_t size);
/// The same as open_file for bytes in memory, which must outlive the source. `name` stands in messages.
[[nodiscard]] std::unique_ptr<byte_source> open_bytes(const std::string& name, std::string_view bytes);

}  // namespace cxm::detail
