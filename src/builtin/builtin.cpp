// SPDX-License-Identifier: Apache-2.0
#include "builtin/builtin.hpp"

#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <new>

#include "cxm/base/error.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

std::string unpacked(const builtin_document& d) {
  std::string out(d.size, '\0');
  z_stream stream{};
  // zlib does not write through next_in, it only was not declared so.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(d.packed.data()));
  stream.avail_in = static_cast<uInt>(d.packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::bad_alloc();
  const int status = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  if (status != Z_STREAM_END || stream.avail_out != 0)
    throw error(errc::io, "the built-in " + std::string(d.kind) + " " + in_quotes(d.name) + " is damaged",
                std::string(d.name));
  return out;
}

}  // namespace

std::string find_builtin(std::string_view kind, std::string_view name) {
  for (const builtin_document& d : builtin_documents()) {
    if (d.kind == kind && d.name == name) return unpacked(d);
  }
  return {};
}

std::vector<std::string> builtin_names(std::string_view kind) {
  std::vector<std::string> out;
  for (const builtin_document& d : builtin_documents()) {
    if (d.kind == kind) out.emplace_back(d.name);
  }
  return out;
}

std::string read_builtin_or_file(std::string_view kind, const std::string& name_or_path, std::size_t most) {
  if (std::string known = find_builtin(kind, name_or_path); !known.empty()) return known;

  const std::string subject = std::string(kind) + " " + in_quotes(name_or_path);
  const auto close = [](std::FILE* f) { std::fclose(f); };
  errno = 0;
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(name_or_path.c_str(), "rb"), close);
  if (!file) {
    if (errno == ENOMEM) throw std::bad_alloc();
    std::string known;
    for (const std::string& name : builtin_names(kind))
      known += (known.empty() ? "" : ", ") + in_quotes(name);
    throw error(errc::io,
                "cannot open " + subject + ": no such file" +
                    (known.empty() ? "" : ", and not a built-in " + std::string(kind) + " (" + known + ")"),
                name_or_path);
  }
  std::string content;
  char buffer[65536];
  for (;;) {
    const std::size_t got = std::fread(buffer, 1, sizeof buffer, file.get());
    content.append(buffer, got);
    if (content.size() > most) {
      throw error(errc::io,
                  "cannot read " + subject + ": the file has more than " + std::to_string(most) + " bytes",
                  name_or_path);
    }
    if (got == 0) break;
  }
  if (std::ferror(file.get()) != 0) {
    throw error(errc::io, "cannot read " + subject + ": it is not a readable file", name_or_path);
  }
  return content;
}

}  // namespace cxm::detail
