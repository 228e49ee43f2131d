// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cxm.h"
#include "cxm/io/arrow_abi.hpp"

namespace cxm_test {

/// The whole of what a valid call needs, for every kind of argument; owns what calls give out.
class valid {
 public:
  valid() : error(CXM_ERROR_INIT) {
    std::FILE* f = std::fopen(path_.c_str(), "wb");
    std::fputs("q1,q2,unit\n1,2,a\n3,4,a\n5,5,b\n2,,b\n", f);
    std::fclose(f);
    f = std::fopen((path_ + ".json").c_str(), "wb");
    std::fputs(document().c_str(), f);
    std::fclose(f);
    f = std::fopen((path_ + ".league").c_str(), "wb");
    std::fputs("organisation,m\na,1\nb,2\nc,4\n", f);
    std::fclose(f);
  }
  valid(const valid&) = delete;
  valid& operator=(const valid&) = delete;
  ~valid() {
    release();
    for (auto& free : kept_frees_) free();
    std::remove(path_.c_str());
    std::remove((path_ + ".json").c_str());
    std::remove((path_ + ".league").c_str());
  }

  /// Let go of what calls gave out; what is made once and used again stays.
  void release() {
    for (auto& free : frees_) free();
    frees_.clear();
  }

  cxm_error error;
  const char* text = nullptr;
  int64_t text_size = 0;
  double f64 = 0;
  int64_t i64 = 0;
  int32_t i32 = 0;
  double room[64] = {};
  int64_t integers[64] = {};
  unsigned char bytes[65536] = {};
  int64_t count = 0;

  static const std::string& document() {
    static const std::string json =
        R"({"id": "small", "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2, 3, 4, 5]}],)"
        R"("items": [{"id": "q1", "scale": "s"}, {"id": "q2", "scale": "s"}],)"
        R"("measures": [{"id": "m", "kind": "composite", "items": ["q1", "q2"]},)"
        R"({"id": "one", "kind": "composite", "items": ["q1"]},)"
        R"({"id": "two", "kind": "composite", "items": ["q2"]}],)"
        R"("indices": [{"id": "whole", "of": ["m"]}], "segments": [{"id": "unit"}]})";
    return json;
  }
  static const std::string& norm_text() {
    static const std::string json =
        R"({"id": "n", "version": "1", "source": "s", "population": "p", "date": "2026", "measures": )"
        R"([{"id": "m", "unit": "points", "percentiles": [{"at": 0.5, "value": 3}]}]})";
    return json;
  }
  static const std::string& plan_text() {
    static const std::string json = R"({"id": "p", "budget": [1, 1]})";
    return json;
  }
  static const std::string& ledger_text() {
    static const std::string json = [] {
      cxm_ledger* ledger = nullptr;
      cxm_buffer* made = nullptr;
      const char* data = "";
      int64_t size = 0;
      cxm_ledger_new(nullptr, &ledger, nullptr);
      cxm_ledger_json(ledger, &made, nullptr);
      cxm_buffer_data(made, &data, &size, nullptr);
      std::string out(data, static_cast<std::size_t>(size));
      cxm_buffer_free(made);
      cxm_ledger_free(ledger);
      return out;
    }();
    return json;
  }
  static const std::string& totals() {
    static const std::string json = R"({"margins": [{"column": "unit", "totals": {"a": 40, "b": 60}}]})";
    return json;
  }
  const std::string& file() const { return path_; }
  const std::string& weight_file() const { return path_; }
  static std::string folder() { return "/tmp"; }
  static std::string nothing() { return {}; }
  std::string league_file() const { return path_ + ".league"; }
  std::string instrument_file() const { return path_ + ".json"; }

  cxm_instrument* instrument() {
    if (instrument_ == nullptr) {
      cxm_instrument_parse(context(), document().c_str(), -1, &instrument_, &error);
      keep(instrument_, cxm_instrument_free);
    }
    return instrument_;
  }
  cxm_instrument* cx4() {
    if (cx4_ == nullptr) {
      cxm_instrument_load(context(), "cx4", -1, &cx4_, &error);
      keep(cx4_, cxm_instrument_free);
    }
    return cx4_;
  }
  /// Everything is made in this context; nullptr, unless a test gives one.
  cxm_context* context() { return context_; }
  void use(cxm_context* context) { context_ = context; }
  /// Everything that is made once is that of another, who outlives this.
  void borrow(valid& from) {
    context_ = from.context();
    instrument_ = from.instrument();
    cx4_ = from.cx4();
    tally_ = from.tally();
    assessment_ = from.assessment();
    table_ = from.table();
    state_ = from.state();
  }
  cxm_cancel* cancel() { return fresh_cancel(); }
  cxm_cancel* fresh_cancel() {
    cxm_cancel* made = nullptr;
    cxm_cancel_new(context(), &made, &error);
    return own(made, cxm_cancel_free);
  }
  cxm_buffer* buffer() {
    cxm_buffer* made = nullptr;
    cxm_instrument_json(instrument(), 0, &made, &error);
    return own(made, cxm_buffer_free);
  }
  cxm_columns* columns() {
    cxm_columns* made = nullptr;
    cxm_columns_new(context(), 4, &made, &error);
    cxm_columns_add(made, "q1", -1, numbers(), &error);
    cxm_columns_add(made, "q2", -1, numbers(), &error);
    cxm_columns_add(made, "unit", -1, view(CXM_UTF8_POINTERS, units_, 4), &error);
    return own(made, cxm_columns_free);
  }
  cxm_columns* fresh_columns() {
    cxm_columns* made = nullptr;
    cxm_columns_new(context(), 4, &made, &error);
    return own(made, cxm_columns_free);
  }
  cxm_tally* fresh_tally() { return own(make_tally(), cxm_tally_free); }
  cxm_tally* tally() {
    if (tally_ == nullptr) tally_ = keep(make_tally(), cxm_tally_free);
    return tally_;
  }
  const cxm_tally* const* tally_list() {
    list_[0] = tally();
    return list_;
  }
  const cxm_assessment* const* assessment_list() {
    assessments_[0] = assessment();
    return assessments_;
  }
  template <class T>
  const T* const* null_list() {
    static const T* const none[1] = {nullptr};
    return none;
  }
  const char* const* text_list(const char* text) {
    texts_[0] = text;
    return texts_;
  }
  const char* const* no_text() { return text_list(nullptr); }
  cxm_assessment* assessment() {
    if (assessment_ == nullptr) {
      cxm_assess_options options = CXM_ASSESS_OPTIONS_INIT;
      options.no_disclosure = 1;
      options.norm = placing();
      cxm_assess(tally_list(), 1, &options, &assessment_, &error);
      keep(assessment_, cxm_assessment_free);
    }
    return assessment_;
  }
  cxm_table* table() {
    if (table_ == nullptr) {
      cxm_assessment_table(assessment(), "index", -1, &table_, &error);
      keep(table_, cxm_table_free);
    }
    return table_;
  }
  int64_t number_column() {
    int64_t column = 0;
    cxm_table_find(table(), "value", -1, &column, &error);
    return column;
  }
  cxm_norm* norm() {
    cxm_norm* made = nullptr;
    cxm_norm_load(context(), "cx4-published", -1, &made, &error);
    return own(made, cxm_norm_free);
  }
  cxm_norm* placing() {
    cxm_norm* made = nullptr;
    cxm_norm_parse(context(), norm_text().c_str(), -1, &made, &error);
    return own(made, cxm_norm_free);
  }
  cxm_plan* plan() {
    cxm_plan* made = nullptr;
    cxm_plan_parse(instrument(), plan_text().c_str(), -1, nullptr, &made, &error);
    return own(made, cxm_plan_free);
  }
  cxm_ledger* ledger() {
    cxm_ledger* made = nullptr;
    cxm_ledger_new(context(), &made, &error);
    return own(made, cxm_ledger_free);
  }
  const std::string& state() {
    if (state_.empty()) {
      cxm_buffer* made = nullptr;
      cxm_tally_serialize(tally(), 1, &made, &error);
      cxm_buffer_data(made, &text, &text_size, &error);
      state_.assign(text, static_cast<std::size_t>(text_size));
      cxm_buffer_free(made);
    }
    return state_;
  }

  const cxm_view* numbers() { return view(CXM_FLOAT64, four_, 4); }
  const cxm_view* units() { return view(CXM_UTF8_POINTERS, units_, 4); }
  const cxm_view* uneven() { return view(CXM_FLOAT64, uneven_, 4); }
  const cxm_view* persons() { return view(CXM_FLOAT64, persons_, 4); }
  const cxm_view* truths() { return view(CXM_FLOAT64, truths_, 4); }
  cxm_columns* numeric_columns() {
    cxm_columns* made = fresh_columns();
    cxm_columns_add(made, "y", -1, numbers(), &error);
    cxm_columns_add(made, "x", -1, view(CXM_FLOAT64, uneven_, 4), &error);
    return made;
  }
  const cxm_view* positive() { return view(CXM_FLOAT64, positive_, 4); }
  const cxm_view* falling() { return view(CXM_FLOAT64, falling_, 4); }
  const cxm_view* group_sizes() { return view(CXM_FLOAT64, sizes_, 4); }
  const cxm_view* tops() { return view(CXM_FLOAT64, tops_, 4); }
  const cxm_view* nine() { return view(CXM_FLOAT64, nine_, 9); }
  cxm_columns* nine_answers() {
    cxm_columns* made = nullptr;
    cxm_columns_new(context(), 9, &made, &error);
    cxm_columns_add(made, "x", -1, view(CXM_FLOAT64, answers_, 9), &error);
    return own(made, cxm_columns_free);
  }
  cxm_columns* chain_columns() { return several({four_, uneven_, truths_}); }
  cxm_columns* units_by_waves() { return several({four_, uneven_, falling_, truths_}); }
  cxm_columns* positive_by_waves() { return several({positive_, positive_, positive_, positive_}); }
  /// Four items of one theme, sixty people in two groups.
  cxm_columns* item_columns() {
    cxm_columns* made = nullptr;
    cxm_columns_new(context(), 60, &made, &error);
    for (std::size_t j = 0; j < 4; ++j) {
      const char name[] = {static_cast<char>('a' + j), 0};
      cxm_columns_add(made, name, -1, view(CXM_FLOAT64, items_.of[j], 60), &error);
    }
    return own(made, cxm_columns_free);
  }
  const cxm_view* item_a() { return view(CXM_FLOAT64, items_.of[0], 60); }
  const cxm_view* item_b() { return view(CXM_FLOAT64, items_.of[1], 60); }
  const cxm_view* item_weights() { return view(CXM_FLOAT64, items_.weight, 60); }
  const cxm_view* item_group() { return view(CXM_UTF8_POINTERS, items_.group, 60); }
  cxm_columns* one_column() {
    cxm_columns* made = fresh_columns();
    cxm_columns_add(made, "x", -1, view(CXM_FLOAT64, uneven_, 4), &error);
    return made;
  }
  const cxm_view* shares() { return view(CXM_FLOAT64, shares_, 2); }
  const cxm_view* view_null_data() { return view(CXM_FLOAT64, nullptr, 4); }
  const cxm_view* view_negative_length() { return view(CXM_FLOAT64, four_, -1); }
  const cxm_view* view_huge_length() { return view(CXM_FLOAT64, four_, INT64_MAX); }
  const cxm_view* view_unknown_type() { return view(99, four_, 4); }
  const cxm_view* view_text_type() { return view(CXM_UTF8_POINTERS, names_, 4); }
  const cxm_view* view_infinite() { return view(CXM_FLOAT64, infinite_, 4); }
  const cxm_view* view_unknown_validity() {
    return spoil([](cxm_view& v) { v.validity_kind = 7; });
  }
  const cxm_view* view_null_validity() {
    return spoil([](cxm_view& v) { v.validity_kind = CXM_VALID_BYTES; });
  }
  const cxm_view* view_nonzero_reserved() {
    return spoil([](cxm_view& v) { v.reserved = 1; });
  }
  const cxm_view* view_size_zero() {
    return spoil([](cxm_view& v) { v.struct_size = 0; });
  }
  const cxm_view* view_size_small() {
    return spoil([](cxm_view& v) { v.struct_size = 3; });
  }
  const cxm_view* view_size_beyond() { return beyond<cxm_view>(view(CXM_FLOAT64, four_, 4)); }

  template <class T>
  T* options() {
    return filled<T>();
  }
  template <class T>
  T* filled() {
    return sized<T>(sizeof(T));
  }
  template <class T>
  T* sized(std::uint32_t size) {
    T* made = static_cast<T*>(std::calloc(1, sizeof(T)));
    made->struct_size = size;
    return own(made, [](T* p) { std::free(p); });
  }
  /// A structure of a later version that sets a member we do not know.
  template <class T>
  T* beyond(const T* begin = nullptr) {
    char* made = static_cast<char*>(std::calloc(1, sizeof(T) + 8));
    if (begin != nullptr) std::memcpy(made, begin, sizeof(T));
    const auto size = static_cast<std::uint32_t>(sizeof(T) + 8);
    std::memcpy(made, &size, sizeof size);
    made[sizeof(T)] = 1;
    T* p = reinterpret_cast<T*>(made);
    return own(p, [](T* q) { std::free(q); });
  }

  /// One batch with the columns of the instrument. What it points to is never changed and outlives it.
  ArrowArrayStream* stream() {
    static double answers[6] = {1, 2, 3, 4, 5, 3};
    static const void* buffers[2] = {nullptr, answers};
    static const void* no_buffers[1] = {nullptr};
    static ArrowSchema q1{"g", "q1", nullptr, 2, 0, nullptr, nullptr, nullptr, nullptr};
    static ArrowSchema q2{"g", "q2", nullptr, 2, 0, nullptr, nullptr, nullptr, nullptr};
    static ArrowSchema* schemas[2] = {&q1, &q2};
    static ArrowArray column{6, 0, 0, 2, 0, buffers, nullptr, nullptr, nullptr, nullptr};
    static ArrowArray* columns[2] = {&column, &column};
    ArrowArrayStream* const s = out_stream();
    s->get_schema = [](ArrowArrayStream*, ArrowSchema* out) {
      *out = {"+s",   "", nullptr, 0, 2, schemas, nullptr, [](ArrowSchema* one) { one->release = nullptr; },
              nullptr};
      return 0;
    };
    s->get_next = [](ArrowArrayStream* from, ArrowArray* out) {
      *out = {};
      if (from->private_data != nullptr) return 0;
      from->private_data = answers;  // the end comes next
      *out = {
          6,      0, 0, 1, 2, no_buffers, columns, nullptr, [](ArrowArray* one) { one->release = nullptr; },
          nullptr};
      return 0;
    };
    s->get_last_error = [](ArrowArrayStream*) -> const char* { return nullptr; };
    s->release = [](ArrowArrayStream* one) { one->release = nullptr; };
    return s;
  }
  ArrowArrayStream* released_stream() { return out_stream(); }
  ArrowArrayStream* out_stream() {
    auto* s = static_cast<ArrowArrayStream*>(std::calloc(1, sizeof(ArrowArrayStream)));
    return own(s, [](ArrowArrayStream* p) {
      if (p->release != nullptr) p->release(p);
      std::free(p);
    });
  }

  template <class T>
  T** out();

 private:
  template <class T, class Free>
  T* own(T* p, Free free) {
    if (p != nullptr) frees_.insert(frees_.begin(), [p, free] { free(p); });
    return p;
  }
  template <class T, class Free>
  T* keep(T* p, Free free) {
    if (p != nullptr) kept_frees_.insert(kept_frees_.begin(), [p, free] { free(p); });
    return p;
  }
  cxm_tally* make_tally() {
    cxm_tally* made = nullptr;
    cxm_read_options keep = CXM_READ_OPTIONS_INIT;
    keep.item_moments = 1;
    cxm_tally_new(instrument(), &keep, &made, &error);
    cxm_tally_update_columns(made, columns(), &keep, &error);
    return made;
  }
  const cxm_view* view(std::int32_t type, const void* data, std::int64_t length) {
    cxm_view* v = sized<cxm_view>(sizeof(cxm_view));
    v->type = type;
    v->data = data;
    v->length = length;
    return v;
  }
  template <class Change>
  const cxm_view* spoil(Change change) {
    cxm_view* v = sized<cxm_view>(sizeof(cxm_view));
    v->type = CXM_FLOAT64;
    v->data = four_;
    v->length = 4;
    change(*v);
    return v;
  }
  template <class T>
  T** place(void (*free)(T*)) {
    T** p = static_cast<T**>(std::calloc(1, sizeof(T*)));
    own(p, [free](T** q) {
      free(*q);
      std::free(q);
    });
    return p;
  }

  cxm_columns* several(std::initializer_list<const double*> columns) {
    cxm_columns* made = fresh_columns();
    std::string name = "a";
    for (const double* values : columns) {
      cxm_columns_add(made, name.c_str(), -1, view(CXM_FLOAT64, values, 4), &error);
      ++name[0];
    }
    return made;
  }

  static std::string fresh_path() {
    char name[] = "/tmp/cxm-capi-XXXXXX";
    const int fd = ::mkstemp(name);
    if (fd >= 0) ::close(fd);
    return name;
  }
  std::string path_ = fresh_path();
  std::vector<std::function<void()>> frees_;
  std::vector<std::function<void()>> kept_frees_;
  cxm_context* context_ = nullptr;
  cxm_instrument* instrument_ = nullptr;
  cxm_instrument* cx4_ = nullptr;
  cxm_tally* tally_ = nullptr;
  cxm_assessment* assessment_ = nullptr;
  cxm_table* table_ = nullptr;
  const cxm_tally* list_[1] = {nullptr};
  std::string state_;
  double four_[4] = {1, 2, 3, 5};
  double uneven_[4] = {1, 4, 2, 4};
  double persons_[4] = {1, 2, 1, 3};
  double truths_[4] = {1, 0, 1, 1};
  double positive_[4] = {1, 1, 2, 1};
  double falling_[4] = {9, 5, 3, 2.5};
  double sizes_[4] = {4, 5, 6, 3};
  double shares_[2] = {0.25, 0.5};
  double tops_[4] = {9, 9, 9, 9};
  double nine_[9] = {1, 2, 4, 5, 4, 3, 6, 8, 7};
  struct item_answers {
    double of[4][60];
    double weight[60];
    const char* group[60];
    item_answers() {
      unsigned state = 1;
      const auto draw = [&state] {  // near normal: four uniform numbers
        double sum = 0;
        for (int i = 0; i < 4; ++i)
          sum += static_cast<double>((state = state * 1664525U + 1013904223U) >> 8U);
        return sum / 16777216.0 - 2;
      };
      for (int i = 0; i < 60; ++i) {
        const double level = draw();
        for (auto& item : of) item[i] = std::round(3 + level + 0.7 * draw());
        weight[i] = 1 + i % 3;
        group[i] = i % 2 == 0 ? "one" : "two";
      }
    }
  };
  item_answers items_;
  double answers_[9] = {1, 2, 2, 3, 3, 3, 4, 5, 4};
  const cxm_assessment* assessments_[1] = {nullptr};
  const char* texts_[1] = {nullptr};
  const char* units_[4] = {"a", "a", "b", "b"};
  const char* two_[1] = {"two"};
  double infinite_[4] = {1, 2, 3, HUGE_VAL};
  const char* names_[4] = {"a", "b", "c", "d"};
};

/// Options that have no valid value 0.
template <>
inline cxm_norm_options* valid::options() {
  auto* o = filled<cxm_norm_options>();
  o->id = "n";
  o->source = "s";
  o->population = "p";
  o->date = "2026";
  return o;
}
template <>
inline cxm_size_options* valid::options() {
  auto* o = filled<cxm_size_options>();
  o->sd = 20;
  return o;
}
template <>
inline cxm_driver_options* valid::options() {
  auto* o = filled<cxm_driver_options>();
  o->outcome = "one";
  o->drivers = two_;
  o->driver_count = 1;
  return o;
}

template <>
inline cxm_context** valid::out() {
  return place(cxm_context_free);
}
template <>
inline cxm_cancel** valid::out() {
  return place(cxm_cancel_free);
}
template <>
inline cxm_buffer** valid::out() {
  return place(cxm_buffer_free);
}
template <>
inline cxm_instrument** valid::out() {
  return place(cxm_instrument_free);
}
template <>
inline cxm_columns** valid::out() {
  return place(cxm_columns_free);
}
template <>
inline cxm_tally** valid::out() {
  return place(cxm_tally_free);
}
template <>
inline cxm_assessment** valid::out() {
  return place(cxm_assessment_free);
}
template <>
inline cxm_table** valid::out() {
  return place(cxm_table_free);
}
template <>
inline cxm_norm** valid::out() {
  return place(cxm_norm_free);
}
template <>
inline cxm_ledger** valid::out() {
  return place(cxm_ledger_free);
}
template <>
inline cxm_plan** valid::out() {
  return place(cxm_plan_free);
}

}  // namespace cxm_test
