// SPDX-License-Identifier: Apache-2.0
// The byte format of a tally's state, version 1. STATE.md is its public description: keep them together.
#include <zlib.h>

#include <algorithm>
#include <cmath>

#include "tally/codec_bytes.hpp"
#include "tally/tally_state.hpp"

namespace cxm::detail {
namespace {

constexpr std::string_view magic = "CXMTALLY";
constexpr std::uint32_t format_version = 1;
constexpr std::size_t length_at = 12;
constexpr std::size_t head_size = 52;  // up to the seed
constexpr std::size_t crc_size = 4;

std::uint32_t crc_of(std::span<const std::uint8_t> bytes) {
  uLong crc = crc32(0L, Z_NULL, 0);
  constexpr std::size_t portion = std::size_t{1} << 30U;
  for (std::size_t at = 0; at < bytes.size(); at += portion) {
    crc = crc32(crc, bytes.data() + at, static_cast<uInt>(std::min(portion, bytes.size() - at)));
  }
  return static_cast<std::uint32_t>(crc);
}

std::uint32_t flags_of(const tally_options& o) {
  return (o.weighted ? 1U : 0U) | (o.respondents ? 2U : 0U) | (o.pair_moments ? 4U : 0U) |
         (o.item_moments ? 8U : 0U) | (o.contingency ? 16U : 0U) | (o.psu_totals ? 32U : 0U) |
         (o.histograms ? 64U : 0U) | (o.shared ? 128U : 0U) | (o.answer_squares ? 256U : 0U) |
         (o.strata ? 512U : 0U) | (o.given.rscales.empty() ? 0U : 1024U);
}

/// Names in bytewise order and the rank of each.
struct sorted_names {
  std::vector<std::uint32_t> order, rank;
  explicit sorted_names(const dictionary& d, const std::vector<std::uint8_t>& used) : rank(d.size()) {
    for (std::uint32_t i = 0; i < d.size(); ++i) {
      if (used[i] != 0) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return d[a] < d[b]; });
    for (std::uint32_t r = 0; r < order.size(); ++r) rank[order[r]] = r;
  }
};

/// Texts of given replicate weights and what makes a variance of them.
void write_given(byte_writer& out, const given_replicates& g) {
  const auto real = [&](double x) { out.fixed(std::bit_cast<std::uint64_t>(x)); };
  out.text(g.type);
  real(g.scale);
  out.fixed(static_cast<std::uint8_t>(g.mse ? 1 : 0));
  real(g.df);
  for (const double r : g.rscales) real(r);
}

void write_units(byte_writer& out, const accumulator& a, const sorted_names& strata,
                 const sorted_names& units) {
  std::vector<std::pair<std::uint64_t, const psu_entry*>> sorted;
  for (const auto& [key, entry] : a.psus) {
    sorted.emplace_back(
        static_cast<std::uint64_t>(strata.rank[key >> 32U]) << 32U | units.rank[key & 0xffffffffU], &entry);
  }
  std::sort(sorted.begin(), sorted.end());
  out.number(static_cast<std::uint64_t>(sorted.size()));
  for (const auto& [key, entry] : sorted) {
    out.number(key >> 32U);
    out.number(key & 0xffffffffU);
    out.number(static_cast<std::uint64_t>(entry->n));
    out.slots(entry->sums);
  }
}

}  // namespace

std::vector<std::uint8_t> encode(const tally_state& t) {
  const layout& l = *t.plan;
  const sorted_view& view = t.sorted();
  byte_writer out;
  out.bytes.assign(magic.begin(), magic.end());
  out.fixed(format_version);
  out.fixed(std::uint64_t{0});  // the length, known at the end
  const auto& print = l.source->identity.value.bytes;
  out.bytes.insert(out.bytes.end(), print.begin(), print.end());
  out.fixed(flags_of(l.options));
  out.fixed(static_cast<std::uint32_t>(l.replicates));
  out.fixed(l.options.seed);
  out.text(l.source->id);
  out.text(l.source->version);
  if (l.given()) write_given(out, l.options.given);
  out.number(static_cast<std::uint64_t>(l.measures));
  out.number(static_cast<std::uint64_t>(l.counts));
  out.number(static_cast<std::uint64_t>(l.sums));
  out.number(static_cast<std::uint64_t>(l.wide));
  out.number(static_cast<std::uint64_t>(l.group_names.size()));
  for (std::size_t c = 0; c < l.group_names.size(); ++c) {
    out.text(l.group_names[c]);
    out.number(static_cast<std::uint64_t>(view.levels[c].size()));
    for (const std::string& name : view.levels[c]) out.text(name);
  }
  std::vector<std::uint8_t> strata_used(t.strata.size(), 0);
  std::vector<std::uint8_t> units_used(t.units.size(), 0);
  for (const accumulator& a : t.segments) {
    for (const auto& [key, entry] : a.psus) {
      strata_used[key >> 32U] = 1;
      units_used[key & 0xffffffffU] = 1;
    }
  }
  if (l.options.strata) {
    for (const segment_key& key : t.keys) strata_used[key.back()] = 1;
  }
  const sorted_names strata(t.strata, strata_used);
  const sorted_names units(t.units, units_used);
  if (l.options.psu_totals || l.options.strata) {
    out.number(static_cast<std::uint64_t>(strata.order.size()));
    for (const std::uint32_t i : strata.order) {
      out.text(t.strata[i]);
      out.fixed(std::bit_cast<std::uint64_t>(t.fpc[i]));
    }
  }
  if (l.options.psu_totals) {
    out.number(static_cast<std::uint64_t>(units.order.size()));
    for (const std::uint32_t i : units.order) out.text(t.units[i]);
  }
  out.number(static_cast<std::uint64_t>(view.cells.size()));
  for (std::size_t s = 0; s < view.cells.size(); ++s) {
    const accumulator& a = t.segments[view.home[s]];
    for (const std::uint32_t level : view.cells[s]) out.number(level);
    out.slots(a.counts);
    out.slots(a.sums);
    out.slots(a.wide);
    if (l.options.respondents) {
      const std::vector<std::uint64_t> keys = a.people.sorted();
      out.number(static_cast<std::uint64_t>(keys.size()));
      for (const std::uint64_t key : keys) out.fixed(key);
    }
    if (l.options.psu_totals) write_units(out, a, strata, units);
  }
  const std::uint64_t length = out.bytes.size() + crc_size;
  for (std::size_t i = 0; i < 8; ++i) out.bytes[length_at + i] = static_cast<std::uint8_t>(length >> (8 * i));
  out.fixed(crc_of(out.bytes));
  return std::move(out.bytes);
}

namespace {

std::string hex_of(std::span<const std::uint8_t> bytes) {
  fingerprint f;
  std::copy_n(bytes.begin(), f.bytes.size(), f.bytes.begin());
  return f.hex();
}

/// Reads the body of a state whose envelope (magic, version, length, checksum) is sound.
class state_reader {
 public:
  state_reader(std::span<const std::uint8_t> bytes, instrument_ptr source)
      : in_(bytes), source_(std::move(source)) {}

  std::unique_ptr<tally_state> read() {
    read_identity();
    const std::size_t options_at = in_.offset();
    tally_options options = read_options();
    check_instrument();
    if (has_given_) read_given(options);
    std::shared_ptr<const layout> l;
    try {
      l = make_layout(source_, options);
    } catch (const error& e) {
      byte_reader::fail_at(options_at, std::string("impossible options: ") + e.what());
    }
    state_ = std::make_unique<tally_state>(l);
    read_shape(*l);
    read_groups(*l);
    if (options.psu_totals || options.strata) read_strata();
    if (options.psu_totals) read_names(state_->units, "sampling units", 1, [] {});
    read_segments(*l);
    if (in_.remaining() != 0) in_.fail(std::to_string(in_.remaining()) + " bytes follow the last segment");
    state_->sum_up_totals();
    try {
      check_totals(*l, state_->totals, "state");
    } catch (const error& e) {
      in_.fail(e.what());
    }
    return std::move(state_);
  }

 private:
  void read_identity() {
    static_cast<void>(in_.fixed<std::uint64_t>("magic"));
    static_cast<void>(in_.fixed<std::uint32_t>("version"));
    static_cast<void>(in_.fixed<std::uint64_t>("length"));
    fingerprint_at_ = in_.offset();
    for (std::uint8_t& b : fingerprint_.bytes) b = in_.fixed<std::uint8_t>("fingerprint");
  }

  tally_options read_options() {
    const std::size_t at = in_.offset();
    const auto flags = in_.fixed<std::uint32_t>("options");
    if (flags >= 2048) byte_reader::fail_at(at, "unknown options (flags " + std::to_string(flags) + ")");
    tally_options o;
    o.weighted = (flags & 1U) != 0;
    o.respondents = (flags & 2U) != 0;
    o.pair_moments = (flags & 4U) != 0;
    o.item_moments = (flags & 8U) != 0;
    o.contingency = (flags & 16U) != 0;
    o.psu_totals = (flags & 32U) != 0;
    o.histograms = (flags & 64U) != 0;
    o.shared = (flags & 128U) != 0;
    o.answer_squares = (flags & 256U) != 0;
    o.strata = (flags & 512U) != 0;
    has_given_ = (flags & 1024U) != 0;
    const auto replicates = in_.fixed<std::uint32_t>("replicates");
    (has_given_ ? given_ : o.replicates) = replicates;
    o.seed = in_.fixed<std::uint64_t>("seed");
    return o;
  }

  void read_given(tally_options& o) {
    const auto real = [&](const char* what) { return std::bit_cast<double>(in_.fixed<std::uint64_t>(what)); };
    const std::size_t at = in_.offset();
    o.given.type = in_.text("type of the replicate weights");
    o.given.scale = real("scale of the replicate weights");
    const std::size_t mse_at = in_.offset();
    const auto mse = in_.fixed<std::uint8_t>("mse");
    if (mse > 1) byte_reader::fail_at(mse_at, "mse is " + std::to_string(mse) + ", but must be 0 or 1");
    o.given.mse = mse == 1;
    o.given.df = real("degrees of freedom");
    if (given_ == 0) byte_reader::fail_at(at, "given replicate weights without a column");
    in_.need(8 * static_cast<std::size_t>(given_), "rscales");
    for (std::uint32_t r = 0; r < given_; ++r) o.given.rscales.push_back(real("rscales"));
  }

  void check_instrument() {
    const std::string id = in_.text("instrument id");
    const std::string version = in_.text("instrument version");
    const instrument& s = *source_;
    if (id == s.id && version == s.version && fingerprint_ == s.identity.value) return;
    byte_reader::fail_at(fingerprint_at_, "the state was made with instrument \"" + id + "\" version \"" +
                                              version + "\" (" + hex_of(fingerprint_.bytes) +
                                              "), and this is \"" + s.id + "\" version \"" + s.version +
                                              "\" (" + s.identity.value.hex() +
                                              "); give the instrument it was made with");
  }

  void read_shape(const layout& l) {
    const auto expect = [&](const char* what, std::size_t expected) {
      const std::size_t at = in_.offset();
      const std::uint64_t got = in_.count(what);
      if (got != expected) {
        byte_reader::fail_at(at, std::string(what) + " is " + std::to_string(got) +
                                     ", but this instrument has " + std::to_string(expected));
      }
    };
    expect("number of measures", l.measures);
    expect("number of count slots", l.counts);
    expect("number of sum slots", l.sums);
    expect("number of wide slots", l.wide);
    expect("number of grouping columns", l.group_names.size());
  }

  /// Names in strictly rising order.
  template <class Each>
  void read_names(dictionary& names, const char* what, std::size_t least, Each each) {
    const std::size_t n = in_.length(what, least);
    std::string last;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = in_.offset();
      std::string name = in_.text(what);
      if (i > 0 && !(last < name)) byte_reader::fail_at(at, std::string(what) + " are not in rising order");
      names.add(name);
      each();
      last = std::move(name);
    }
  }

  void read_groups(const layout& l) {
    for (std::size_t c = 0; c < l.group_names.size(); ++c) {
      const std::size_t at = in_.offset();
      const std::string name = in_.text("name of a grouping column");
      if (name != l.group_names[c]) {
        byte_reader::fail_at(
            at, "grouping column \"" + name + "\" where the instrument has \"" + l.group_names[c] + "\"");
      }
      read_names(state_->groups[c], "levels", 1, [] {});
    }
  }

  void read_strata() {
    read_names(state_->strata, "strata", 9, [&] {
      const std::size_t at = in_.offset();
      const auto population = std::bit_cast<double>(in_.fixed<std::uint64_t>("population of a stratum"));
      if (!(population >= 0) || !std::isfinite(population) || std::signbit(population)) {
        byte_reader::fail_at(at, "the population of a stratum is not a finite number of at least 0");
      }
      state_->fpc.push_back(population);
    });
  }

  std::uint32_t position(const char* what, std::size_t size, std::vector<std::uint8_t>& used) {
    const std::size_t at = in_.offset();
    const std::uint64_t p = in_.count(what);
    if (p >= size) {
      byte_reader::fail_at(
          at, std::string(what) + " is " + std::to_string(p) + ", but there are " + std::to_string(size));
    }
    used[static_cast<std::size_t>(p)] = 1;
    return static_cast<std::uint32_t>(p);
  }

  void read_segments(const layout& l) {
    tally_state& t = *state_;
    std::vector<std::vector<std::uint8_t>> used;
    for (const dictionary& d : t.groups) used.emplace_back(d.size(), 0);
    std::vector<std::uint8_t> strata_used(t.strata.size(), 0);
    std::vector<std::uint8_t> units_used(t.units.size(), 0);
    const std::size_t n = in_.length("number of segments", t.groups.size() + 2);
    const std::size_t places = t.groups.size() + (l.options.strata ? 1U : 0U);
    for (std::size_t s = 0; s < n; ++s) {
      const std::size_t start = in_.offset();
      segment_key key;
      for (std::size_t c = 0; c < t.groups.size(); ++c) {
        key.push_back(position("position of a level", t.groups[c].size(), used[c]));
      }
      if (places > t.groups.size()) {
        key.push_back(position("position of a stratum", t.strata.size(), strata_used));
      }
      if (s > 0 && !(t.keys.back() < key)) byte_reader::fail_at(start, "segments are not in rising order");
      accumulator a(l);
      in_.slots(a.counts, "counts");
      in_.slots(a.sums, "sums");
      in_.slots(a.wide, "wide sums");
      if (l.options.respondents) read_people(a);
      if (l.options.psu_totals) read_units(l, a, strata_used, units_used);
      if (const std::string what = inconsistency(l, a); !what.empty()) {
        byte_reader::fail_at(start, "segment " + std::to_string(s) + " is impossible: " + what);
      }
      t.index.emplace(key, static_cast<std::uint32_t>(s));
      t.keys.push_back(std::move(key));
      t.segments.push_back(std::move(a));
    }
    const auto all_used = [&](const std::vector<std::uint8_t>& u, const std::string& what) {
      if (std::find(u.begin(), u.end(), 0) != u.end()) in_.fail(what + " that no segment uses");
    };
    for (std::size_t c = 0; c < used.size(); ++c)
      all_used(used[c], "there is a level of \"" + l.group_names[c] + "\"");
    all_used(strata_used, "there is a stratum");
    all_used(units_used, "there is a sampling unit");
  }

  void read_people(accumulator& a) {
    const std::size_t n = in_.length("number of people", 8);
    std::vector<std::uint64_t> keys(n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = in_.offset();
      keys[i] = in_.fixed<std::uint64_t>("key of a respondent");
      if (i > 0 && keys[i - 1] >= keys[i])
        byte_reader::fail_at(at, "keys of respondents are not in rising order");
    }
    a.people.add(std::move(keys));
  }

  void read_units(const layout& l, accumulator& a, std::vector<std::uint8_t>& strata_used,
                  std::vector<std::uint8_t>& units_used) {
    const std::size_t n = in_.length("number of sampling units", 3);
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t start = in_.offset();
      const std::uint64_t stratum = position("position of a stratum", strata_used.size(), strata_used);
      const std::uint64_t key =
          stratum << 32U | position("position of a sampling unit", units_used.size(), units_used);
      if (i > 0 && last >= key) byte_reader::fail_at(start, "sampling units are not in rising order");
      last = key;
      psu_entry e;
      const std::size_t at = in_.offset();
      const std::uint64_t rows = in_.count("rows of a sampling unit");
      if (rows > INT64_MAX) byte_reader::fail_at(at, "rows of a sampling unit exceed 63 bits");
      e.n = static_cast<std::int64_t>(rows);
      e.sums.resize(l.unit_size());
      in_.slots(e.sums, "sums of a sampling unit");
      a.psus.emplace(key, std::move(e));
    }
  }

  byte_reader in_;
  instrument_ptr source_;
  fingerprint fingerprint_;
  std::size_t fingerprint_at_ = 0;
  bool has_given_ = false;
  std::uint32_t given_ = 0;  ///< columns of replicate weights
  std::unique_ptr<tally_state> state_;
};

}  // namespace

std::unique_ptr<tally_state> decode(std::span<const std::uint8_t> bytes, instrument_ptr source) {
  if (source == nullptr) {
    throw error(errc::argument, "tally.deserialize: instrument is null, but must be given", "instrument");
  }
  byte_reader head(bytes);
  if (bytes.size() < magic.size() || !std::equal(magic.begin(), magic.end(), bytes.begin())) {
    head.fail("not a tally: it does not begin with \"CXMTALLY\"");
  }
  static_cast<void>(head.fixed<std::uint64_t>("magic"));
  const std::size_t version_at = head.offset();
  const auto version = head.fixed<std::uint32_t>("version");
  if (version != format_version) {
    byte_reader::fail_at(version_at, "format version " + std::to_string(version) +
                                         ", but this library reads version 1" +
                                         (version > format_version ? "; a newer library wrote it" : ""));
  }
  const std::size_t at = head.offset();
  const auto length = head.fixed<std::uint64_t>("length");
  if (length != bytes.size()) {
    byte_reader::fail_at(at, "the state has " + std::to_string(length) + " bytes, but " +
                                 std::to_string(bytes.size()) + " are given; it is " +
                                 (length > bytes.size() ? "truncated" : "followed by something else"));
  }
  if (bytes.size() < head_size + crc_size) byte_reader::fail_at(at, "the state is too short for its head");
  const std::span<const std::uint8_t> body = bytes.first(bytes.size() - crc_size);
  byte_reader tail(bytes.last(crc_size));
  if (tail.fixed<std::uint32_t>("checksum") != crc_of(body)) {
    byte_reader::fail_at(body.size(), "the checksum does not match; the state is corrupted");
  }
  return state_reader(body, std::move(source)).read();
}

}  // namespace cxm::detail
