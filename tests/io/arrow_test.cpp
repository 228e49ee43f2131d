// SPDX-License-Identifier: Apache-2.0
// Arrow streams: a table goes out and comes back with the same values; a stream is consumed whatever happens.
#include "cxm/io/arrow.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <cmath>

#include "cxm/io/instrument_json.hpp"
#include "cxm/io/tally_file.hpp"
#include "io/reader_support.hpp"

namespace {

cxm::instrument_ptr survey() {
  return cxm::parse_instrument(R"({
    "id": "arrow", "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2, {"code": 3, "label": "Ja, öfter"}]}],
    "items": [{"id": "a", "scale": "s"}, {"id": "b", "scale": "s"}],
    "measures": [{"id": "m", "kind": "composite", "items": ["a", "b"]}], "segments": [{"id": "unit"}]
  })");
}

cxm::result_table answers_table() {
  cxm::result_table t;
  t.name = "answers";
  t.rows = 9;
  t.columns = {{"a", false, {1, 2, 3, NAN, 1, 2, 3, 1, 2}, {0}, {}},
               {"b", true, {}, {0}, {}},
               {"unit", true, {}, {0}, {}}};
  for (const char* b : {"3", "", "Ja, öfter", "1", "2", "2.0", "3", "1", "1"})
    t.columns[1].add(std::string_view(b));
  for (const char* u : {"x", "y", "x", "", "a longer name of a unit", "y", "y", "x", "x"})
    t.columns[2].add(std::string_view(u));
  return t;
}

TEST(Arrow, ATableComesBackAsItWentOut) {
  const cxm::instrument_ptr in = survey();
  ArrowArrayStream stream;
  cxm::export_arrow(answers_table(), &stream);
  cxm::test::answers got;
  got.receipt = cxm::read_arrow(&stream, *in, {}, [&](unsigned, const cxm::batch& b) { got.add(b); });
  EXPECT_EQ(stream.release, nullptr);
  const cxm::cell missing = cxm::cell_of(cxm::missing_kind::no_answer);
  EXPECT_EQ(got.cells[0], (std::vector<cxm::cell>{0, 1, 2, missing, 0, 1, 2, 0, 1}));
  EXPECT_EQ(got.cells[1], (std::vector<cxm::cell>{2, missing, 2, 0, 1, 1, 2, 0, 0}));
  EXPECT_EQ(got.groups[2][4], "a longer name of a unit");
  EXPECT_EQ(got.receipt.rows_used, 9);
}

TEST(Arrow, WhatWasTakenOutliveStreamAndSiblings) {
  ArrowArrayStream stream;
  cxm::export_arrow(answers_table(), &stream);
  ArrowSchema schema;
  ArrowArray array;
  ArrowArray end;
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  ASSERT_EQ(stream.get_next(&stream, &array), 0);
  ASSERT_EQ(stream.get_next(&stream, &end), 0);
  EXPECT_EQ(end.release, nullptr);
  stream.release(&stream);
  // Move a child out and let everything else go.
  ArrowArray child = *array.children[1];
  array.children[1]->release = nullptr;
  array.release(&array);
  EXPECT_EQ(array.release, nullptr);
  const auto* offsets = static_cast<const std::int32_t*>(child.buffers[1]);
  EXPECT_EQ(std::string(static_cast<const char*>(child.buffers[2]) + offsets[2], 10), "Ja, öfter");
  child.release(&child);
  EXPECT_STREQ(schema.children[0]->format, "g");
  schema.release(&schema);
}

struct failing {
  int fails_at = 0;
  int released = 0;
};
ArrowArrayStream failing_stream(failing& state) {
  ArrowArrayStream s{};
  s.private_data = &state;
  s.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    if (static_cast<failing*>(self->private_data)->fails_at == 0) return EIO;
    ArrowArrayStream inner;
    cxm::export_arrow(answers_table(), &inner);
    const int status = inner.get_schema(&inner, out);
    inner.release(&inner);
    return status;
  };
  s.get_next = [](ArrowArrayStream*, ArrowArray*) { return EIO; };
  s.get_last_error = [](ArrowArrayStream*) { return "the disk is gone"; };
  s.release = [](ArrowArrayStream* self) {
    ++static_cast<failing*>(self->private_data)->released;
    self->release = nullptr;
  };
  return s;
}

TEST(Arrow, AFailingStreamIsToldInItsWordsAndReleasedOnce) {
  for (const int at : {0, 1}) {
    failing state;
    state.fails_at = at;
    ArrowArrayStream stream = failing_stream(state);
    try {
      (void)cxm::tally_arrow(&stream, survey());
      FAIL();
    } catch (const cxm::error& e) {
      EXPECT_EQ(e.code(), cxm::errc::data);
      EXPECT_EQ(std::string(e.what()), std::string("read_arrow: the stream failed to give its ") +
                                           (at == 0 ? "schema" : "next record batch") + ": the disk is gone");
    }
    EXPECT_EQ(state.released, 1);
    EXPECT_THROW((void)cxm::tally_arrow(&stream, survey()), cxm::error);  // read once
    stream = failing_stream(state);
    EXPECT_THROW((void)cxm::tally_arrow(&stream, nullptr), cxm::error);
    EXPECT_EQ(state.released, 2);
  }
}

}  // namespace
