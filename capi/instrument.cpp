// SPDX-License-Identifier: Apache-2.0
#include "capi/arguments.hpp"
#include "capi/calls.hpp"
#include "capi/data_files.hpp"
#include "capi/info.hpp"
#include "capi/reading.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/norm_json.hpp"
#include "cxm/io/scaffold.hpp"
#include "cxm/simulate/profile.hpp"

namespace cxm::capi {
namespace {

void give(instrument_ptr source, ::cxm_instrument*& out) {
  auto made = std::make_unique<::cxm_instrument>();
  made->fingerprint = source->identity.value.hex();
  made->source = std::move(source);
  out = made.release();
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ",") + name;
  return all;
}

/// A table of texts.
class text_table {
 public:
  text_table(std::string name, std::initializer_list<const char*> columns) {
    table_.name = std::move(name);
    for (const char* column : columns) table_.columns.push_back({column, true, {}, {0}, {}});
  }
  void row(std::initializer_list<std::string_view> cells) {
    std::size_t at = 0;
    for (const std::string_view cell : cells) table_.columns[at++].add(cell);
    ++table_.rows;
  }
  [[nodiscard]] result_table take() { return std::move(table_); }

 private:
  result_table table_;
};

}  // namespace

void instrument_parse(const ::cxm_context*, std::string_view json, ::cxm_instrument*& out) {
  give(parse_instrument(json), out);
}
void instrument_load(const ::cxm_context*, std::string_view name, ::cxm_instrument*& out) {
  give(load_instrument(std::string(name)), out);
}
void instrument_scaffold(const ::cxm_context*, std::string_view path, ::cxm_buffer*& out) {
  read_options how;
  how.formats.push_back(spss_format());
  out = new_buffer(scaffold_instrument(std::string(path), how).json);
}
void instrument_draft(const ::cxm_context*, std::string_view path, const ::cxm_read_options& options,
                      std::int64_t rows, ::cxm_buffer*& out, ::cxm_table*& guesses) {
  const char* const f = "cxm_instrument_draft";
  if (rows < 1 || rows > largest_size) refuse(f, "rows", "is " + std::to_string(rows));
  reading how(f, options);
  cxm::instrument_draft draft = how.run(
      [&] { return scaffold_instrument(std::string(path), how.read, static_cast<std::size_t>(rows)); });
  text_table t("guesses", {"column", "guess", "id", "why"});
  for (const column_guess& g : draft.columns) t.row({g.column, g.guess, g.id, g.why});
  auto table = std::unique_ptr<::cxm_table>(new_table(t.take()));
  out = new_buffer(std::move(draft.json));
  guesses = table.release();
}
void instrument_json(const ::cxm_instrument& instrument, std::int32_t pretty, ::cxm_buffer*& out) {
  out = new_buffer(pretty != 0 ? pretty_json(*instrument.source) : canonical_json(*instrument.source));
}
void instrument_id(const ::cxm_instrument& instrument, std::string_view& id) { id = instrument.source->id; }
void instrument_version(const ::cxm_instrument& instrument, std::string_view& version) {
  version = instrument.source->version;
}
void instrument_fingerprint(const ::cxm_instrument& instrument, std::string_view& hex) {
  hex = instrument.fingerprint;
}

void instrument_table(const ::cxm_instrument& instrument, std::string_view name, ::cxm_table*& out) {
  const cxm::instrument& in = *instrument.source;
  const auto words = [](const cxm::text& t) -> const std::string& { return t.in("en"); };
  if (name == "items") {
    text_table t("items", {"id", "text", "scale", "dimension", "roles"});
    for (const item& i : in.items) t.row({i.id, words(i.text), i.scale, i.dimension, joined(i.roles)});
    out = new_table(t.take());
  } else if (name == "measures") {
    text_table t("measures", {"id", "label", "kind"});
    static constexpr const char* kinds[] = {"composite", "share", "nps", "joint", "difference", "value"};
    for (const measure& m : in.measures)
      t.row({m.id, words(m.label), kinds[static_cast<std::size_t>(m.kind)]});
    out = new_table(t.take());
  } else if (name == "indices") {
    text_table t("indices", {"id", "label"});
    for (const index_definition& i : in.indices) t.row({i.id, words(i.label)});
    out = new_table(t.take());
  } else if (name == "levels") {
    text_table t("levels", {"id", "label", "index"});
    for (const level_definition& l : in.levels) t.row({l.id, words(l.label), l.index});
    out = new_table(t.take());
  } else if (name == "gaps") {
    text_table t("gaps", {"id", "label"});
    for (const gap_definition& g : in.gaps) t.row({g.id, words(g.label)});
    out = new_table(t.take());
  } else if (name == "roles") {
    text_table t("roles", {"id", "label"});
    for (const role& r : in.roles) t.row({r.id, words(r.label)});
    out = new_table(t.take());
  } else if (name == "segments") {
    text_table t("segments", {"id", "label"});
    for (const auto& s : in.segments) t.row({s.id, words(s.label)});
    out = new_table(t.take());
  } else {
    refuse("cxm_instrument_table", "name",
           "is '" + std::string(name) +
               "', but must be items, measures, indices, levels, gaps, roles or segments");
  }
}

void catalogue(const ::cxm_context*, ::cxm_table*& out) {
  text_table t("catalogue", {"kind", "id", "version", "title"});
  for (const std::string& id : builtin_instruments()) {
    const instrument_ptr in = load_instrument(id);
    t.row({"instrument", in->id, in->version, in->title.in("en")});
  }
  for (const std::string& id : builtin_norms()) {
    const norm n = load_norm(id);
    t.row({"norm", n.id, n.version, n.title.in("en")});
  }
  for (const std::string& id : builtin_profiles()) t.row({"profile", id, "", ""});
  out = new_table(t.take());
}

}  // namespace cxm::capi
