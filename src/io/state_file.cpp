// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/state_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "io/byte_source.hpp"
#include "io/encoding.hpp"
#include "io/json_read.hpp"

namespace cxm {
namespace {

using detail::json_object;
using detail::json_place;
using detail::json_value;
using detail::read_value;

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

json_value receipt_json(const import_receipt& r) {
  json_value dropped = json_value::list(), unknown = json_value::list(), items = json_value::list();
  for (const dropped_rows& d : r.dropped)
    dropped.push_back(json_value::list({d.reason, d.count, d.first_row}));
  for (const unknown_value& u : r.unknown)
    unknown.push_back(json_value::list({u.column, u.item, u.value, u.count, u.first_row}));
  for (const item_receipt& i : r.items) {
    json_value missing = json_value::list({std::begin(i.missing), std::end(i.missing)});
    items.push_back(json_value::list({i.item, i.column, i.answered, std::move(missing)}));
  }
  // Names of files are whatever the system holds; everything else was checked when it was read.
  std::vector<std::string> sources = r.sources;
  for (std::string& name : sources) {
    for (std::size_t bad; (bad = detail::find_invalid_utf8(name)) < name.size();) name[bad] = '?';
  }
  return json_value::object({{"sources", sources},
                             {"layout", r.layout},
                             {"rows_read", r.rows_read},
                             {"rows_used", r.rows_used},
                             {"dropped", std::move(dropped)},
                             {"unknown", std::move(unknown)},
                             {"items", std::move(items)},
                             {"columns_ignored", r.columns_ignored},
                             {"roles_found", r.roles_found},
                             {"notes", r.notes}});
}

void read_value(const json_value& j, const json_place& place, std::int64_t (&out)[5]);

/// A list that holds these values in this order.
template <class... T>
void read_row(const json_value& j, const json_place& place, T&... out) {
  detail::require_list(place, j, "a list");
  if (j.size() != sizeof...(out)) place.refuse("must hold " + std::to_string(sizeof...(out)) + " values");
  std::size_t i = 0;
  ((read_value(j.elements()[i], place.element(i), out), ++i), ...);
}

void read_value(const json_value& j, const json_place& place, std::int64_t (&out)[5]) {
  read_row(j, place, out[0], out[1], out[2], out[3], out[4]);
}

import_receipt read_receipt(const json_value& j, const json_place& place) {
  import_receipt r;
  json_object object(j, place);
  object.required("sources", r.sources);
  object.required("layout", r.layout);
  object.required("rows_read", r.rows_read);
  object.required("rows_used", r.rows_used);
  object.required_each("dropped", [&](const json_value& row, const json_place& here) {
    dropped_rows& d = r.dropped.emplace_back();
    read_row(row, here, d.reason, d.count, d.first_row);
  });
  object.required_each("unknown", [&](const json_value& row, const json_place& here) {
    unknown_value& u = r.unknown.emplace_back();
    read_row(row, here, u.column, u.item, u.value, u.count, u.first_row);
  });
  object.required_each("items", [&](const json_value& row, const json_place& here) {
    item_receipt& i = r.items.emplace_back();
    read_row(row, here, i.item, i.column, i.answered, i.missing);
  });
  object.required("columns_ignored", r.columns_ignored);
  object.required("roles_found", r.roles_found);
  object.required("notes", r.notes);
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

constexpr std::string_view magic = "CXMTALLY";

bool begins_as_state(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw error(errc::state, name + ": " + why, name);
}

// The trailer of a state file, and where the state before it ends.
struct trailer {
  std::size_t state_size = 0;
  json_value content;
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

import_receipt receipt_of(const trailer& found) {
  json_object object(found.content, {errc::state, ""});
  return read_receipt(object.needed("receipt"), object.place("receipt"));
}

}  // namespace

std::vector<std::uint8_t> state_file_bytes(const tally& state, const import_receipt& receipt) {
  std::vector<std::uint8_t> out = state.serialize();
  const std::string text = detail::write_canonical(json_value::object(
      {{"instrument", canonical_json(state.instrument())}, {"receipt", receipt_json(receipt)}}));
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
      if (!begins_as_state(bytes)) refuse(name, "not a state: it does not begin with \"CXMTALLY\"");
      if (!found)
        refuse(name, "this state was stored without its instrument; name the instrument it was made by");
      std::string document;
      json_object(found->content, {errc::state, ""}).required("instrument", document);
      instrument = parse_instrument(document);
    }
    tally state = tally::deserialize(found ? bytes.first(found->state_size) : bytes, instrument);
    import_receipt receipt = found ? receipt_of(*found) : bare_receipt(state, name);
    return {std::move(state), std::move(receipt)};
  } catch (const error& e) {
    if (e.parameter() == name) throw;
    throw error(e.code(), name + ": " + e.what(), name, e.row(), e.column());
  }
}

tallied_file read_state_file(const std::string& path, instrument_ptr instrument) {
  const std::string bytes = detail::read_whole_file(path);
  return parse_state_file({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, path,
                          std::move(instrument));
}

bool is_state_file(const std::string& path) { return detail::read_first_bytes(path, magic.size()) == magic; }

}  // namespace cxm
