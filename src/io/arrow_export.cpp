// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/io/arrow.hpp"

namespace cxm {
namespace {

/// One exported column: owns nothing but its parts of the structures; values stay in the table.
struct column_buffers {
  std::vector<std::uint8_t> validity;
  std::vector<std::int32_t> offsets;
  std::int64_t nulls = 0;
  const void* buffers[3] = {nullptr, nullptr, nullptr};
};

/// A table made ready to be handed out, shared by the stream and what it gave.
struct shared_table {
  result_table table;
  std::vector<column_buffers> columns;
  std::vector<std::string> formats;

  explicit shared_table(result_table t) : table(std::move(t)), columns(table.columns.size()) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const table_column& from = table.columns[c];
      column_buffers& to = columns[c];
      if (from.is_text) {
        const bool wide =
            from.bytes.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());
        formats.emplace_back(wide ? "U" : "u");
        if (!wide) {
          to.offsets.reserve(from.offsets.size());
          for (const std::int64_t o : from.offsets) to.offsets.push_back(static_cast<std::int32_t>(o));
        }
        to.buffers[1] = wide ? static_cast<const void*>(from.offsets.data()) : to.offsets.data();
        to.buffers[2] = from.bytes.data();
        continue;
      }
      formats.emplace_back("g");
      to.validity.assign((from.numbers.size() + 7) / 8, 0xff);
      for (std::size_t i = 0; i < from.numbers.size(); ++i) {
        if (!std::isnan(from.numbers[i])) continue;
        to.validity[i / 8] &= static_cast<std::uint8_t>(~(1U << (i % 8)));
        ++to.nulls;
      }
      to.buffers[0] = to.nulls > 0 ? to.validity.data() : nullptr;
      to.buffers[1] = from.numbers.data();
    }
  }
};
using table_ptr = std::shared_ptr<const shared_table>;

/// What a released structure must free. Children may be moved out of their parent by the consumer, so each
/// holds the table alive by itself.
template <class Structure>
struct holder {
  table_ptr table;
  std::vector<std::unique_ptr<Structure>> children;
  std::vector<Structure*> pointers;
  const void* buffers[1] = {nullptr};
};

template <class Structure>
void release(Structure* s) {
  const std::unique_ptr<holder<Structure>> mine(static_cast<holder<Structure>*>(s->private_data));
  for (const auto& child : mine->children)
    if (child->release != nullptr) child->release(child.get());
  s->release = nullptr;
}

/// A structure with `children` places; nothing is handed out before everything is there.
template <class Structure>
std::unique_ptr<holder<Structure>> held(const table_ptr& table, std::size_t children) {
  auto h = std::make_unique<holder<Structure>>();
  h->table = table;
  for (std::size_t c = 0; c < children; ++c) {
    h->children.push_back(std::make_unique<Structure>());
    h->pointers.push_back(h->children.back().get());
  }
  return h;
}

/// Children that are not filled are left unreleased; those that are release themselves with their parent.
template <class Structure>
void give(std::unique_ptr<holder<Structure>> h, Structure& out) {
  out.n_children = static_cast<std::int64_t>(h->children.size());
  out.children = h->pointers.data();
  out.release = release<Structure>;
  out.private_data = h.release();
}

/// Releases the children already filled when a later one cannot be made.
template <class Structure>
struct undo {
  holder<Structure>* of;
  ~undo() {
    if (of == nullptr) return;
    for (const auto& child : of->children)
      if (child->release != nullptr) child->release(child.get());
  }
};

void make_schema(const table_ptr& table, ArrowSchema* out) {
  *out = ArrowSchema{};
  auto h = held<ArrowSchema>(table, table->columns.size());
  undo<ArrowSchema> back{h.get()};
  for (std::size_t c = 0; c < table->columns.size(); ++c) {
    ArrowSchema& child = *h->children[c];
    child = ArrowSchema{};
    child.format = table->formats[c].c_str();
    child.name = table->table.columns[c].name.c_str();
    child.flags = ARROW_FLAG_NULLABLE;
    give(held<ArrowSchema>(table, 0), child);
  }
  back.of = nullptr;
  out->format = "+s";
  out->name = "";
  give(std::move(h), *out);
}

void make_array(const table_ptr& table, ArrowArray* out) {
  *out = ArrowArray{};
  auto h = held<ArrowArray>(table, table->columns.size());
  undo<ArrowArray> back{h.get()};
  const auto rows = static_cast<std::int64_t>(table->table.rows);
  for (std::size_t c = 0; c < table->columns.size(); ++c) {
    ArrowArray& child = *h->children[c];
    child = ArrowArray{};
    child.length = rows;
    child.null_count = table->columns[c].nulls;
    child.n_buffers = table->table.columns[c].is_text ? 3 : 2;
    child.buffers = const_cast<const void**>(table->columns[c].buffers);
    give(held<ArrowArray>(table, 0), child);
  }
  back.of = nullptr;
  out->length = rows;
  out->n_buffers = 1;
  out->buffers = h->buffers;
  give(std::move(h), *out);
}

struct stream_state {
  table_ptr table;
  bool given = false;
};

stream_state& state_of(ArrowArrayStream* s) { return *static_cast<stream_state*>(s->private_data); }

// A consumer written in C calls these: no exception may pass.
int get_schema(ArrowArrayStream* s, ArrowSchema* out) noexcept {
  try {
    make_schema(state_of(s).table, out);
    return 0;
  } catch (...) {
    return ENOMEM;
  }
}
int get_next(ArrowArrayStream* s, ArrowArray* out) noexcept {
  try {
    stream_state& state = state_of(s);
    *out = ArrowArray{};
    if (state.given) return 0;
    make_array(state.table, out);
    state.given = true;
    return 0;
  } catch (...) {
    return ENOMEM;
  }
}
const char* get_last_error(ArrowArrayStream*) noexcept { return "out of memory"; }
void release_stream(ArrowArrayStream* s) noexcept {
  delete static_cast<stream_state*>(s->private_data);
  s->release = nullptr;
}

}  // namespace

void export_arrow(result_table table, ArrowArrayStream* out) {
  if (out == nullptr) throw error(errc::argument, "export_arrow: out is null, but must be a stream", "out");
  *out = ArrowArrayStream{};
  auto state = std::make_unique<stream_state>();
  state->table = std::make_shared<const shared_table>(std::move(table));
  out->get_schema = get_schema;
  out->get_next = get_next;
  out->get_last_error = get_last_error;
  out->release = release_stream;
  out->private_data = state.release();
}

}  // namespace cxm
