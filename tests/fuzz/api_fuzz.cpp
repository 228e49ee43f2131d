// SPDX-License-Identifier: Apache-2.0
// Fuzz target: bytes as a sequence of calls of the C interface, with whatever handles live by then, odd views
// and options, callbacks that stop, tokens that are set, objects freed in any order, and, half of the time,
// memory that runs out. Every call must end in a status that its error repeats; nothing may be given out by a
// failing call or kept when everything is freed. The calls themselves come from the description
// (api_calls.inc).
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "capi/valid.hpp"

namespace {

void demand(bool fine) {
  if (!fine) std::abort();
}

/// Memory of one session: bounded, and perhaps failing at its n-th request or from there on. Threads of the
/// library give blocks back, too.
struct bounded_memory {
  std::atomic<std::int64_t> held{0}, made{0};
  std::int64_t fail_at = 0;
  bool for_good = false;

  static void* allocate(void* user, std::size_t size) {
    auto* self = static_cast<bounded_memory*>(user);
    const std::int64_t now = ++self->made;
    if (self->fail_at > 0 && (self->for_good ? now >= self->fail_at : now == self->fail_at)) return nullptr;
    if (self->held + static_cast<std::int64_t>(size) > (std::int64_t{256} << 20)) return nullptr;
    void* const p = std::malloc(size);
    if (p != nullptr) self->held += static_cast<std::int64_t>(size);
    return p;
  }
  static void release(void* user, void* p, std::size_t size) {
    static_cast<bounded_memory*>(user)->held -= static_cast<std::int64_t>(size);
    std::free(p);
  }
};

template <class T>
struct noun;  // noun<T>::free
#define NOUN(type)                                                    \
  template <>                                                         \
  struct noun<type> {                                                 \
    static void free(void* p) { type##_free(static_cast<type*>(p)); } \
  };

#define NOUNS_ALONE
#include "fuzz/api_calls.inc"
#undef NOUNS_ALONE

class session;
using call_maker = cxm_status (*)(session&, cxm_test::valid&);
/// Every call of the description, in its order.
std::vector<call_maker>& calls() {
  static std::vector<call_maker> all;
  return all;
}

/// What the bytes of the input decide.
class session {
 public:
  session(const std::uint8_t* data, std::size_t size, cxm_test::valid& shared)
      : next_(data), end_(data + size), shared_(shared) {
    cxm_context_options options = CXM_CONTEXT_OPTIONS_INIT;
    options.allocate = bounded_memory::allocate;
    options.release = bounded_memory::release;
    options.allocator_user = &memory_;
    cxm_context* context = nullptr;
    cxm_instrument* instrument = nullptr;
    demand(cxm_context_new(&options, &context, nullptr) == CXM_OK);
    live(context);
    demand(cxm_instrument_parse(context, shared.document().c_str(), -1, &instrument, nullptr) == CXM_OK);
    live(instrument);
    (void)new_tally();
  }
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session() {
    memory_.fail_at = 0;
    while (!live_.empty()) free_one();
    for (auto& stream : streams_) {
      if (stream->release != nullptr) stream->release(stream.get());
    }
    demand(memory_.held == 0);
  }

  void run() {
    if ((byte() & 1U) != 0) {
      memory_.for_good = (byte() & 1U) != 0;
      memory_.fail_at = memory_.made + 1 + below(256) * (1 + below(64));
    }
    for (int steps = 0; next_ < end_ && steps < 40; ++steps) {
      const std::size_t which = below(static_cast<std::uint32_t>(calls().size()) + 6);
      if (which >= calls().size()) {
        free_one();
        continue;
      }
      outs_.clear();
      error_ = CXM_ERROR_INIT;
      text_out = nullptr;
      const cxm_status status = calls()[which](*this, shared_);
      demand(status >= CXM_OK && status <= CXM_E_CAPACITY);
      demand(status != CXM_E_INTERNAL);
      demand(error_.code == status);
      demand(std::memchr(error_.message, 0, sizeof error_.message) != nullptr);
      demand(status == CXM_OK || error_.message[0] != 0);
      for (const handle_place& out : outs_) {
        void* const made = *out.place;
        demand((made != nullptr) == (status == CXM_OK));
        if (made != nullptr) live_.push_back({out.free, made});
        std::free(out.place);
      }
    }
  }

  // What the calls draw.
  std::uint8_t byte() { return next_ < end_ ? *next_++ : 0; }
  std::uint32_t below(std::uint32_t n) { return (byte() | (n > 256 ? byte() * 256U : 0U)) % n; }
  bool often() { return (byte() & 7U) == 1; }
  bool seldom() { return byte() == 255; }
  std::int64_t count() { return below(8) == 7 ? number<std::int32_t>() % 5 : below(3); }
  template <class T>
  T few() {
    constexpr T some[] = {0, 1, 2, 3, 7};
    return some[below(5)];
  }
  template <class T>
  T number() {
    if constexpr (std::is_floating_point_v<T>) {
      constexpr T some[] = {0,
                            1,
                            0.95,
                            0.5,
                            2,
                            7,
                            0.001,
                            -1,
                            100,
                            1e9,
                            1e300,
                            -1e300,
                            5e-324,
                            std::numeric_limits<T>::infinity(),
                            std::numeric_limits<T>::quiet_NaN(),
                            0.99999999999};
      return some[below(16)];
    } else {
      constexpr T some[] = {0,
                            1,
                            2,
                            3,
                            4,
                            5,
                            7,
                            10,
                            64,
                            1000,
                            44,
                            59,
                            static_cast<T>(-1),
                            static_cast<T>(-7),
                            std::numeric_limits<T>::max(),
                            std::numeric_limits<T>::min()};
      return some[below(16)];
    }
  }
  template <class T>
  const T* numbers() {
    T* out = room_for<T>(4);
    for (int i = 0; i < 4; ++i) out[i] = number<T>();
    return below(8) == 7 ? nullptr : out;
  }
  const char* word() {
    static const char* const some[] = {
        nullptr, "",        "q1",      "q2",       "unit",          "m",           "whole", "index",
        "items", "a",       "b",       "de",       "demo",          "role",        "wave",  "x y",
        "rake",  "BRR",     "JK1",     "scales",   "score",         "\xc3\xbc",    "\xff",  "survey",
        "cx4",   "answers", "drivers", "findings", "cx4-published", "organisation"};
    return some[below(sizeof some / sizeof *some)];
  }
  const char* const* texts() {
    const char** out = room_for<const char*>(4);
    for (int i = 0; i < 4; ++i) out[i] = word();
    return below(8) == 7 ? nullptr : out;
  }
  /// Mostly what a valid call would say, spoilt at a place sometimes.
  const char* text(const char* usual) { return bytes(std::string_view(usual)).data(); }
  std::string_view bytes(std::string_view usual) {
    const std::uint32_t kind = below(8);
    text_size_ = -1;
    if (kind < 4) return keep(std::string(usual));
    if (kind == 4) {
      const char* const w = word();
      if (w == nullptr) return {};
      return keep(w);
    }
    std::string out(usual);
    if (kind == 5) {  // a piece of the input itself
      const auto size = std::min<std::size_t>(byte(), static_cast<std::size_t>(end_ - next_));
      out.assign(reinterpret_cast<const char*>(next_), size);
      next_ += size;
    } else {
      for (std::uint32_t changes = 1 + below(4); changes > 0 && !out.empty(); --changes)
        out[below(static_cast<std::uint32_t>(out.size()))] = static_cast<char>(byte());
    }
    text_size_ = static_cast<std::int64_t>(out.size());
    return keep(std::move(out));
  }
  const char* bytes(const std::string& usual) {
    const std::string_view out = bytes(std::string_view(usual));
    text_size_ = static_cast<std::int64_t>(out.size());
    return out.data();
  }
  [[nodiscard]] std::int64_t text_size() const { return text_size_; }

  const cxm_view* view() {
    cxm_view* const v = room_for<cxm_view>(1);
    *v = CXM_VIEW_INIT;
    static const double four[] = {1, 2, 3, 5};
    static const char* const units[] = {"a", "a", "b", nullptr};
    v->length = 4;
    v->type = CXM_FLOAT64;
    v->data = four;
    switch (below(6)) {
      case 0:
      case 1:
        break;
      case 2:
        v->type = CXM_UTF8_POINTERS;
        v->data = units;
        break;
      case 3:
        return nullptr;
      default: {  // any type over bytes of ours; the library cannot know where they end, so that strides are
                  // short
        unsigned char* const middle = room_for<unsigned char>(4096) + 2048;  // columns go on reading it
        for (int i = 0; i < 64; ++i) middle[i] = byte();
        v->type = number<std::int32_t>() % 32;
        if (v->type == CXM_UTF8_POINTERS) v->type = 0;
        v->length = static_cast<std::int64_t>(below(20)) - 2;
        v->data = below(16) == 15 ? nullptr : middle;
        v->stride = static_cast<std::int64_t>(below(128)) - 64;
        v->width =
            v->type == CXM_DATE_TIME ? number<std::int64_t>() : static_cast<std::int64_t>(below(18)) - 1;
        v->text = middle;
        v->text_size = static_cast<std::int64_t>(below(66)) - 1;
        v->validity_kind = static_cast<std::int32_t>(below(4));
        v->validity = below(4) == 3 ? nullptr : middle;
        v->validity_stride = static_cast<std::int64_t>(below(16)) - 8;
        if (below(8) == 7) v->dictionary = below(2) == 0 ? v : view();
      }
    }
    return v;
  }

  template <class T>
  const T* options() {
    if (below(3) == 0) return nullptr;
    T* const o = room_for<T>(1);
    *o = T{};
    o->struct_size = sizeof(T);
    fill(*this, *o);
    if (below(32) == 31) o->struct_size = below(sizeof(T));
    return o;
  }
  static std::int32_t progress(void* user, std::int64_t, std::int64_t) {
    return static_cast<session*>(user)->below(16) == 15 ? 3 : 0;
  }
  auto callback() { return &session::progress; }

  /// A live object of the kind, or one that all sessions share, or none.
  template <class T>
  const T* any() {
    if (below(16) == 15) return nullptr;
    if (const T* found = chosen<T>()) return found;
    return usual<T>();
  }
  /// The same for calls that change the object.
  template <class T>
  T* own() {
    if (below(16) == 15) return nullptr;
    if (T* found = chosen<T>()) return found;
    if constexpr (std::is_same_v<T, cxm_columns>) return new_columns();
    if constexpr (std::is_same_v<T, cxm_tally>) return new_tally();
    return nullptr;
  }
  template <class T>
  const T* const* list() {
    const T** out = room_for<const T*>(4);
    for (int i = 0; i < 4; ++i) out[i] = any<T>();
    return below(16) == 15 ? nullptr : out;
  }
  template <class T>
  T** out() {
    if (below(32) == 31) return nullptr;
    T** const p = static_cast<T**>(std::calloc(1, sizeof(T*)));
    *p = reinterpret_cast<T*>(p);  // the call must set it
    outs_.push_back({reinterpret_cast<void**>(p), noun<T>::free});
    return p;
  }
  template <class T>
  T* place(T* p) {
    return below(32) == 31 ? nullptr : p;
  }
  template <class T>
  T* filled() {
    T* const out = room_for<T>(1);
    out->struct_size = below(16) == 15 ? below(sizeof(T)) : sizeof(T);
    return out;
  }
  std::int64_t capacity() { return below(8) == 7 ? static_cast<std::int64_t>(below(66)) - 1 : 64; }
  ArrowArrayStream* empty_stream() {
    streams_.push_back(std::make_unique<ArrowArrayStream>());
    return below(32) == 31 ? nullptr : streams_.back().get();
  }
  ArrowArrayStream* full_stream() {
    ArrowArrayStream* const s = empty_stream();
    if (s != nullptr) (void)cxm_table_arrow(any<cxm_table>(), s, nullptr);
    return s;
  }
  cxm_error* error() { return &error_; }

  const char* text_out = nullptr;
  std::int64_t size_out = 0, i64_out = 0;
  std::int32_t i32_out = 0;
  double f64_out = 0;
  double room[64] = {};
  std::int64_t integers[64] = {};
  unsigned char bytes_out[64] = {};

 private:
  struct owned {
    void (*free)(void*);
    void* p;
  };
  struct handle_place {
    void** place;
    void (*free)(void*);
  };

  template <class T>
  T* live(T* p) {
    if (p != nullptr) live_.push_back({noun<T>::free, p});
    return p;
  }
  template <class T>
  T* chosen() {
    std::vector<T*> there;
    for (const owned& one : live_) {
      if (one.free == &noun<T>::free) there.push_back(static_cast<T*>(one.p));
    }
    const std::uint32_t which = below(static_cast<std::uint32_t>(there.size()) + 1);
    return which < there.size() ? there[there.size() - 1 - which] : nullptr;
  }
  template <class T>
  const T* usual() {
    if constexpr (std::is_same_v<T, cxm_instrument>)
      return below(4) == 3 ? shared_.cx4() : shared_.instrument();
    if constexpr (std::is_same_v<T, cxm_tally>) return shared_.tally();
    if constexpr (std::is_same_v<T, cxm_assessment>) return shared_.assessment();
    if constexpr (std::is_same_v<T, cxm_table>) return shared_.table();
    if constexpr (std::is_same_v<T, cxm_norm>) {
      static const cxm_norm* const norm = shared_.norm();
      return norm;
    }
    if constexpr (std::is_same_v<T, cxm_plan>) {
      static const cxm_plan* const plan = shared_.plan();
      return plan;
    }
    if constexpr (std::is_same_v<T, cxm_buffer>) {
      static const cxm_buffer* const buffer = shared_.buffer();
      return buffer;
    }
    return nullptr;
  }
  void free_one() {
    if (live_.empty()) return;
    const std::size_t which = below(static_cast<std::uint32_t>(live_.size()));
    const owned gone = live_[which];
    live_.erase(live_.begin() + static_cast<std::ptrdiff_t>(which));
    gone.free(gone.p);
  }
  cxm_columns* new_columns() {
    static const double q1[] = {1, 2, 3, 5};
    static const char* const units[] = {"a", "a", "b", "b"};
    cxm_view numbers = CXM_VIEW_INIT;
    numbers.type = CXM_FLOAT64;
    numbers.data = q1;
    numbers.length = 4;
    cxm_view names = CXM_VIEW_INIT;
    names.type = CXM_UTF8_POINTERS;
    names.data = units;
    names.length = 4;
    cxm_columns* columns = nullptr;
    (void)cxm_columns_new(latest<cxm_context>(), 4, &columns, nullptr);
    (void)cxm_columns_add(columns, "q1", -1, &numbers, nullptr);
    (void)cxm_columns_add(columns, "q2", -1, &numbers, nullptr);
    (void)cxm_columns_add(columns, "unit", -1, &names, nullptr);
    return live(columns);
  }
  cxm_tally* new_tally() {
    const cxm_columns* const columns = new_columns();
    const cxm_instrument* const instrument = latest<cxm_instrument>();
    cxm_tally* tally = nullptr;
    (void)cxm_tally_new(instrument != nullptr ? instrument : shared_.instrument(), nullptr, &tally, nullptr);
    (void)cxm_tally_update_columns(tally, columns, nullptr, nullptr);
    return live(tally);
  }
  template <class T>
  T* latest() {
    for (auto one = live_.rbegin(); one != live_.rend(); ++one) {
      if (one->free == &noun<T>::free) return static_cast<T*>(one->p);
    }
    return nullptr;
  }
  template <class T>
  T* room_for(std::size_t n) {
    kept_.push_back(std::make_unique<std::uint64_t[]>((n * sizeof(T) + 7) / 8));
    return new (kept_.back().get()) T[n]{};
  }
  std::string_view keep(std::string text) {
    // Exactly as long as it is, and ended only where the call may look for an end.
    char* const p = room_for<char>(text.size() + 1);
    std::memcpy(p, text.c_str(), text.size() + 1);
    return {p, text.size()};
  }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  cxm_test::valid& shared_;
  bounded_memory memory_;
  cxm_error error_ = CXM_ERROR_INIT;
  std::int64_t text_size_ = 0;
  std::vector<owned> live_;
  std::vector<handle_place> outs_;
  std::vector<std::unique_ptr<ArrowArrayStream>> streams_;
  std::vector<std::unique_ptr<std::uint64_t[]>> kept_;
};

struct registered {
  explicit registered(call_maker make) { calls().push_back(make); }
};
#undef NOUN
#define NOUN(type)
#define MEMBERS(type) void fill(session& s, type& o)
#define CALL(function)                                                         \
  cxm_status draw_##function(session& s, [[maybe_unused]] cxm_test::valid& v); \
  const registered registered_##function{draw_##function};                     \
  cxm_status draw_##function(session& s, [[maybe_unused]] cxm_test::valid& v)
#include "fuzz/api_calls.inc"

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static cxm_test::valid shared;
  session(data, size, shared).run();
  return 0;
}
