// SPDX-License-Identifier: Apache-2.0
#include "io/long_decoder.hpp"

#include <algorithm>

#include "cxm/base/error.hpp"
#include "io/cell_text.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t batch_rows = 4096;
const char* const remedy =
    "; correct it, declare it in the instrument, or count unknown values as no answer (option "
    "unknown=missing)";

}  // namespace

long_decoder::long_decoder(const read_plan& plan) : plan_(&plan), counts_(plan) {
  const instrument& in = *plan.in;
  const auto& c = plan.columns;
  std::vector<std::string> roles{""};
  for (const auto& r : in.roles) roles.push_back(r.id);
  levels_.emplace_back(c.role < 0 || in.roles.empty() ? std::vector<std::string>{""} : roles);
  levels_.emplace_back(c.wave < 0 ? std::vector<std::string>{in.fixed_wave} : std::vector<std::string>{});
  for (const int segment : c.segments)
    levels_.emplace_back(segment < 0 ? std::vector<std::string>{""} : std::vector<std::string>{});
  levels_.resize(levels_.size() + 2);
  positions_.resize(levels_.size());

  const auto same = [&](int column, const char* what) {
    if (column >= 0) same_.push_back({column, what, {}});
  };
  same(c.weight, "weight");
  same(c.role, "role");
  same(c.wave, "wave");
  for (std::size_t s = 0; s < c.segments.size(); ++s) same(c.segments[s], in.segments[s].id.c_str());
  same(c.stratum, "stratum");
  same(c.cluster, "cluster");
  same(c.fpc, "fpc");

  for (std::size_t i = 0; i < in.items.size(); ++i) {
    const int item = static_cast<int>(i);
    places_.try_emplace(in.items[i].id, item_place{item, -1});
    for (const auto& name : in.items[i].columns) places_.try_emplace(name, item_place{item, -1});
    const scale* s = in.find_scale(in.items[i].scale);
    for (const auto& [code, names] : in.items[i].option_columns)
      for (const auto& name : names) places_.try_emplace(name, item_place{item, s->position(code)});
  }
  cells_.resize(in.items.size());
  selected_.resize(in.items.size());
  numbers_.resize(in.items.size());
  given_.resize(in.items.size());
  batch_.items.resize(in.items.size());
  batch_.groups.resize(2 + in.segments.size());
  begin_batch();
}

void long_decoder::begin_batch() {
  batch_.rows = 0;
  for (auto& column : batch_.items) {
    column.cells.clear();
    column.selected.clear();
    column.numbers.clear();
  }
  for (auto& g : batch_.groups) g.positions.clear();
  batch_.weights.clear();
  batch_.respondents.clear();
  batch_.row_numbers.clear();
  batch_.stratum.positions.clear();
  batch_.cluster.positions.clear();
  batch_.fpc.clear();
}

void long_decoder::hand_out(const sink& out) {
  if (batch_.rows == 0) return;
  for (std::size_t g = 0; g < batch_.groups.size(); ++g) batch_.groups[g].levels = levels_[g].levels();
  if (plan_->columns.stratum >= 0) batch_.stratum.levels = levels_[levels_.size() - 2].levels();
  if (plan_->columns.cluster >= 0) batch_.cluster.levels = levels_.back().levels();
  out(batch_);
  begin_batch();
}

void long_decoder::fail(int column, const std::string& what) const {
  const std::int64_t row = block_->row_number(row_);
  throw error(
      errc::data,
      plan_->file + ": row " + std::to_string(row) + ", " + column_words(plan_->header, column) + ": " + what,
      plan_->file, row, column + 1);
}

std::string long_decoder::text_of(int column) {
  std::string scratch;
  return std::string(trimmed(field_value(block_->raw(row_, static_cast<std::size_t>(column)), scratch)));
}

void long_decoder::decode(const csv_block& block, std::size_t first_row, const sink& out) {
  block_ = &block;
  const std::size_t columns = plan_->header.columns.size();
  for (row_ = first_row; row_ < block.rows(); ++row_) {
    ++counts_.rows_read;
    bool empty = true;
    std::string scratch;
    for (std::size_t c = 0; c < block.fields(row_) && empty; ++c)
      empty = trimmed(field_value(block.raw(row_, c), scratch)).empty();
    const std::int64_t row = block.row_number(row_);
    if (empty) {
      counts_.drop("empty row", row);
      continue;
    }
    if (block.fields(row_) != columns)
      throw error(errc::data,
                  plan_->file + ": row " + std::to_string(row) + ": has " +
                      std::to_string(block.fields(row_)) + " fields, but the header has " +
                      std::to_string(columns) + "; a quote or a separator is missing or too many",
                  plan_->file, row);
    const std::string who = text_of(plan_->columns.respondent);
    if (who.empty()) fail(plan_->columns.respondent, "the respondent is empty; every row needs one");
    if (has_person_ && who == respondent_) {
      check_person();
    } else {
      end_person(out);
      respondent_ = who;
      begin_person();
    }
    ++person_rows_;
    read_answer();
  }
}

void long_decoder::begin_person() {
  if (!seen_.insert(respondent_key(respondent_)).second)
    fail(plan_->columns.respondent, "the rows of respondent " + in_quotes(respondent_) +
                                        " do not stand together; sort the file by respondent");
  has_person_ = true;
  person_row_ = block_->row_number(row_);
  person_rows_ = 0;
  for (auto& column : same_) column.text = text_of(column.column);
  std::fill(cells_.begin(), cells_.end(), cell_of(missing_kind::not_asked));
  std::fill(selected_.begin(), selected_.end(), 0);
  std::fill(numbers_.begin(), numbers_.end(), 0.0);
  std::fill(given_.begin(), given_.end(), std::uint8_t{0});
  read_groups();
}

void long_decoder::check_person() {
  for (const auto& column : same_) {
    const std::string text = text_of(column.column);
    if (text != column.text)
      fail(column.column, "respondent " + in_quotes(respondent_) + " has the " + column.what + " " +
                              in_quotes(text) + " here, but " + in_quotes(column.text) + " in row " +
                              std::to_string(person_row_));
  }
}

std::uint32_t long_decoder::level(std::size_t list, int column, std::string_view value) {
  const std::uint32_t position = levels_[list].position(value);
  if (position == level_list::full) fail(column, too_many_levels());
  return position;
}

void long_decoder::read_groups() {
  const auto& c = plan_->columns;
  const instrument& in = *plan_->in;
  weight_ = 1;
  if (c.weight >= 0) {
    const std::string text = text_of(c.weight);
    const auto weight = number_of(text, plan_->decimal_comma);
    if (!weight || *weight < 0)
      fail(c.weight, text.empty()
                         ? "the weight is empty; give every row a weight of 0 or more"
                         : "the weight is " + in_quotes(text) + ", but must be a number of 0 or more");
    weight_ = *weight;
  }
  if (c.fpc >= 0) {
    const std::string text = text_of(c.fpc);
    const auto size = number_of(text, plan_->decimal_comma);
    if (!size || *size <= 0)
      fail(c.fpc, "the population size is " + in_quotes(text) + ", but must be a positive number");
    fpc_ = *size;
  }
  positions_[0] = 0;
  if (c.role >= 0) {
    const std::string text = text_of(c.role);
    const int role = role_position(in, text);
    if (in.roles.empty()) {
      positions_[0] = level(0, c.role, text);
    } else if (role >= 0) {
      positions_[0] = static_cast<std::uint32_t>(role) + 1;
      ++counts_.roles[static_cast<std::size_t>(role)];
    } else if (!text.empty()) {
      unknown(c.role, read_counts::the_role, text, explain_role(in, text));
    }
  }
  if (c.wave >= 0) positions_[1] = level(1, c.wave, text_of(c.wave));
  for (std::size_t s = 0; s < c.segments.size(); ++s)
    if (c.segments[s] >= 0) positions_[2 + s] = level(2 + s, c.segments[s], text_of(c.segments[s]));
  const auto required = [&](int column, const char* what, std::size_t at) {
    if (column < 0) return;
    const std::string text = text_of(column);
    if (text.empty())
      fail(column,
           std::string("the ") + what + " is empty; every row needs one, or map none (--map " + what + "=)");
    positions_[at] = level(at, column, text);
  };
  required(c.stratum, "stratum", levels_.size() - 2);
  required(c.cluster, "cluster", levels_.size() - 1);
}

void long_decoder::unknown(int column, int item, const std::string& value, const std::string& message) {
  if (!plan_->unknown_is_missing) fail(column, message + remedy);
  counts_.unknown(column, item, value, block_->row_number(row_));
}

long_decoder::item_place long_decoder::find_item(const std::string& name) {
  if (const auto it = places_.find(name); it != places_.end()) return it->second;
  const std::string loose = folded(name);
  item_place found;
  for (const auto& [known, place] : places_)
    if (folded(known) == loose) found = place;
  return found;
}

void long_decoder::answer_option(std::size_t i, int option, const std::string& value) {
  if (value.empty()) {
    if (given_[i] == 0) cells_[i] = cell_of(missing_kind::no_answer);
  } else if (says_not_selected(value)) {
    cells_[i] = 0;
  } else if (const auto kind = plan_->tables[i].find_missing(value)) {
    if (given_[i] == 0) cells_[i] = cell_of(*kind);
  } else {
    cells_[i] = 0;
    selected_[i] |= std::uint64_t{1} << static_cast<unsigned>(option);
  }
}

void long_decoder::read_answer() {
  const auto& c = plan_->columns;
  const instrument& in = *plan_->in;
  const std::string name = text_of(c.long_item);
  const std::string value = text_of(c.long_value);
  const item_place place = find_item(name);
  if (place.item < 0) {
    std::vector<std::string_view> known;
    for (const auto& it : in.items) known.push_back(it.id);
    unknown(c.long_item, read_counts::the_item, name,
            in_quotes(name) + " is not an item of the instrument" + suggestion(name, known));
    return;
  }
  const auto i = static_cast<std::size_t>(place.item);
  const answer_table& table = plan_->tables[i];
  if (in.items[i].multiple) {
    if (place.option >= 0) {
      answer_option(i, place.option, value);
    } else if (value.empty()) {
      if (given_[i] == 0) cells_[i] = cell_of(missing_kind::no_answer);
    } else if (const auto found = table.find_selection(value)) {
      selected_[i] |= found->codes;
      if (found->codes != 0 || given_[i] == 0)
        cells_[i] = found->missing ? cell_of(*found->missing) : cell{0};
    } else {
      unknown(c.long_value, place.item, value, table.explain(value));
      if (given_[i] == 0) cells_[i] = cell_of(missing_kind::no_answer);
    }
    given_[i] = 1;
    return;
  }
  if (given_[i] != 0)
    fail(c.long_item, "respondent " + in_quotes(respondent_) + " answers item " + in_quotes(in.items[i].id) +
                          " twice; keep one of the rows");
  given_[i] = 1;
  cells_[i] = cell_of(missing_kind::no_answer);
  if (value.empty()) return;
  if (table.is_number()) {
    if (const auto kind = table.find_missing(value)) {
      cells_[i] = cell_of(*kind);
    } else if (const auto number = table.find_number(value)) {
      cells_[i] = 0;
      numbers_[i] = *number;
    } else {
      unknown(c.long_value, place.item, value, table.explain(value));
    }
  } else if (const auto meaning = table.find(value)) {
    cells_[i] = *meaning;
  } else {
    unknown(c.long_value, place.item, value, table.explain(value));
  }
}

void long_decoder::end_person(const sink& out) {
  if (!has_person_) return;
  has_person_ = false;
  if (weight_ == 0) {
    for (std::int64_t r = 0; r < person_rows_; ++r) counts_.drop("zero weight", person_row_ + r);
    return;
  }
  ++people_;
  counts_.rows_used += person_rows_;
  if (batch_.rows == 0) batch_.first_row = person_row_;
  ++batch_.rows;
  batch_.row_numbers.push_back(person_row_);
  const instrument& in = *plan_->in;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    batch_.items[i].cells.push_back(cells_[i]);
    if (in.items[i].multiple) batch_.items[i].selected.push_back(selected_[i]);
    if (plan_->tables[i].is_number()) batch_.items[i].numbers.push_back(numbers_[i]);
    auto& counts = counts_.items[i];
    if (is_missing(cells_[i])) {
      ++counts.missing[static_cast<std::size_t>(kind_of(cells_[i]))];
    } else {
      ++counts.answered;
      if (positions_[0] > 0 && !in.roles.empty() && !in.items[i].roles.empty() &&
          std::count(in.items[i].roles.begin(), in.items[i].roles.end(), in.roles[positions_[0] - 1].id) == 0)
        counts_.unasked_answers(i, 1);
    }
  }
  for (std::size_t g = 0; g < batch_.groups.size(); ++g) batch_.groups[g].positions.push_back(positions_[g]);
  if (plan_->columns.weight >= 0) batch_.weights.push_back(weight_);
  batch_.respondents.push_back(respondent_key(respondent_));
  if (plan_->columns.stratum >= 0) batch_.stratum.positions.push_back(positions_[positions_.size() - 2]);
  if (plan_->columns.cluster >= 0) batch_.cluster.positions.push_back(positions_.back());
  if (plan_->columns.fpc >= 0) batch_.fpc.push_back(fpc_);
  if (batch_.rows == batch_rows) hand_out(out);
}

void long_decoder::finish(const sink& out) {
  end_person(out);
  hand_out(out);
}

}  // namespace cxm::detail
