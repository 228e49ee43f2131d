// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/state_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "io/encoding.hpp"
#include "io/json_document.hpp"

namespace cxm {
namespace {

using json = nlohmann::json;

// The trailer stands at the end, so that the state keeps its place at offset 0 and readers of states alone
// need only cut it off: a JSON text, its length (8 bytes), its CRC-32 (4), the mark (8), little endian.
constexpr std::array<std::uint8_t, 8> mark{'C', 'X', 'M', 'F', 'I', 'L', 'E', '1'};
constexpr std::size_t trailer_size = 8 + 4 + mark.size();

std::uint32_t checksum(std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size()));
}

void put(std::vector<std::uint8_t>& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t get(const std::uint8_t* from, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value |= static_cast<std::uint64_t>(from[i]) << (8 * i);
  return value;
}

json receipt_json(const import_receipt& r) {
  json dropped = json::array(), unknown = json::array(), items = json::array();
  for (const dropped_rows& d : r.dropped) dropped.push_back({d.reason, d.count, d.first_row});
  for (const unknown_value& u : r.unknown)
    unknown.push_back({u.column, u.item, u.value, u.count, u.first_row});
  for (const item_receipt& i : r.items) items.push_back({i.item, i.column, i.answered, i.missing});
  // Names of files are whatever the system holds; everything else was checked when it was read.
  std::vector<std::string> sources = r.sources;
  for (std::string& name : sources) {
    for (std::size_t bad; (bad = detail::find_invalid_utf8(name)) < name.size();) name[bad] = '?';
  }
  return {{"sources", sources},
          {"layout", r.layout},
          {"rows_read", r.rows_read},
          {"rows_used", r.rows_used},
          {"dropped", dropped},
          {"unknown", unknown},
          {"items", items},
          {"columns_ignored", r.columns_ignored},
          {"roles_found", r.roles_found},
          {"notes", r.notes}};
}

import_receipt parse_receipt(const json& j) {
  import_receipt r;
  j.at("sources").get_to(r.sources);
  j.at("layout").get_to(r.layout);
  j.at("rows_read").get_to(r.rows_read);
  j.at("rows_used").get_to(r.rows_used);
  for (const json& d : j.at("dropped")) r.dropped.push_back({d.at(0), d.at(1), d.at(2)});
  for (const json& u : j.at("unknown")) r.unknown.push_back({u.at(0), u.at(1), u.at(2), u.at(3), u.at(4)});
  for (const json& i : j.at("items")) {
    item_receipt item;
    i.at(0).get_to(item.item);
    i.at(1).get_to(item.column);
    i.at(2).get_to(item.answered);
    for (std::size_t k = 0; k < std::size(item.missing); ++k) i.at(3).at(k).get_to(item.missing[k]);
    r.items.push_back(item);
  }
  j.at("columns_ignored").get_to(r.columns_ignored);
  j.at("roles_found").get_to(r.roles_found);
  j.at("notes").get_to(r.notes);
  return r;
}

// A state that came without a receipt: say what is known, and that the rest is not.
import_receipt bare_receipt(const tally& state, const std::string& name) {
  std::vector<std::size_t> everything(state.segments().size());
  std::iota(everything.begin(), everything.end(), std::size_t{0});
  import_receipt r;
  r.sources = {name};
  r.layout = "state";
  r.rows_used = static_cast<std::int64_t>(state.sums(everything)->rows());
  r.rows_read = r.rows_used;
  r.notes = {"stored without an import receipt: what was dropped when the state was made is not known"};
  return r;
}

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw error(errc::state, name + ": " + why, name);
}

// The trailer of a state file, and where the state before it ends.
struct trailer {
  std::size_t state_size = 0;
  json content;
};

std::optional<trailer> find_trailer(std::span<const std::uint8_t> bytes, const std::string& name) {
  if (bytes.size() < trailer_size || !std::equal(mark.begin(), mark.end(), bytes.end() - mark.size()))
    return {};
  const std::uint8_t* fixed = bytes.data() + bytes.size() - trailer_size;
  const std::uint64_t length = get(fixed, 8);
  if (length > bytes.size() - trailer_size) {
    refuse(name,
           "what follows the state is longer than the file: it is truncated or corrupted; copy or make it "
           "again");
  }
  trailer found;
  found.state_size = bytes.size() - trailer_size - static_cast<std::size_t>(length);
  const auto text = bytes.subspan(found.state_size, static_cast<std::size_t>(length));
  if (get(fixed + 8, 4) != checksum(text)) {
    refuse(name, "what follows the state fails its checksum: the file is corrupted; copy or make it again");
  }
  try {
    found.content = detail::parse_document({reinterpret_cast<const char*>(text.data()), text.size()},
                                           errc::state, "trailer", {.bytes = text.size(), .depth = 8});
  } catch (const error& e) {
    refuse(name, std::string("what follows the state is malformed: ") + e.what());
  }
  if (!found.content.is_object()) refuse(name, "what follows the state is not a JSON object");
  return found;
}

}  // namespace

std::vector<std::uint8_t> state_file_bytes(const tally& state, const import_receipt& receipt) {
  std::vector<std::uint8_t> out = state.serialize();
  const std::string text = detail::write_document(
      json{{"instrument", canonical_json(state.instrument())}, {"receipt", receipt_json(receipt)}}, 0);
  const std::size_t begin = out.size();
  out.insert(out.end(), text.begin(), text.end());
  const std::uint32_t crc = checksum(std::span(out).subspan(begin));
  put(out, text.size(), 8);
  put(out, crc, 4);
  out.insert(out.end(), mark.begin(), mark.end());
  return out;
}

tallied_file parse_state_file(std::span<const std::uint8_t> bytes, const std::string& name,
                              instrument_ptr instrument) {
  const std::optional<trailer> found = find_trailer(bytes, name);
  try {
    if (!instrument) {
      if (!found)
        refuse(name, "this state was stored without its instrument; name the instrument it was made by");
      instrument = parse_instrument(found->content.at("instrument").get<std::string>());
    }
    tally state = tally::deserialize(found ? bytes.first(found->state_size) : bytes, instrument);
    import_receipt receipt = found ? parse_receipt(found->content.at("receipt")) : bare_receipt(state, name);
    return {std::move(state), std::move(receipt)};
  } catch (const json::exception& e) {
    refuse(name, std::string("what follows the state is malformed: ") + e.what());
  } catch (const error& e) {
    if (e.parameter() == name) throw;
    throw error(e.code(), name + ": " + e.what(), name, e.row(), e.column());
  }
}

tallied_file read_state_file(const std::string& path, instrument_ptr instrument) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::vector<std::uint8_t> bytes;
  if (in) bytes.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  if (!in || in.bad()) {
    const std::error_code why(errno != 0 ? errno : EIO, std::generic_category());
    throw error(errc::io, "cannot read " + path + ": " + why.message(), path);
  }
  return parse_state_file(bytes, path, std::move(instrument));
}

bool is_state_file(const std::string& path) {
  constexpr std::string_view magic = "CXMTALLY";
  char first[8] = {};
  std::ifstream in(path, std::ios::binary);
  return in.read(first, sizeof first) && std::string_view(first, sizeof first) == magic;
}

}  // namespace cxm
