// SPDX-License-Identifier: Apache-2.0
#include "io/batch_decoder.hpp"

#include <algorithm>

#include "cxm/base/error.hpp"
#include "io/cell_text.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

constexpr cell empty_cell = 255;  // until the role says whether the item was asked
constexpr std::uint16_t unknown_answer = 256;
constexpr std::uint32_t unknown_role = 0xffffffffU;
constexpr std::size_t most_levels = std::size_t{1} << 20U;

enum option_state : std::uint8_t { option_empty, option_off, option_on, option_missing };

/// Is there nothing but separators, quotes and white space in a record?
bool is_empty_record(std::string_view record, const csv_block& block, std::size_t row) {
  if (!record.empty() && record.front() != '"' && record.front() > ' ' && record.front() != ',' &&
      record.front() != ';' && record.front() != '|')
    return false;  // nearly always decided by the first byte
  std::string scratch;
  for (std::size_t c = 0; c < block.fields(row); ++c)
    if (!trimmed(field_value(block.raw(row, c), scratch)).empty()) return false;
  return true;
}

}  // namespace

level_list::level_list(std::vector<std::string> fixed) {
  for (const auto& name : fixed) position(name);
}

std::uint32_t level_list::position(std::string_view value) {
  if (const auto it = positions_.find(value); it != positions_.end()) return it->second;
  if (names_.size() == most_levels) return full;
  names_.emplace_back(value);
  const auto at = static_cast<std::uint32_t>(names_.size() - 1);
  positions_.emplace(names_.back(), at);
  return at;
}

std::string too_many_levels() {
  return "more than " + std::to_string(most_levels) +
         " different values; map a column that names groups, not people";
}

std::shared_ptr<const std::vector<std::string>> level_list::levels() {
  if (!published_ || published_->size() != names_.size())
    published_ = std::make_shared<const std::vector<std::string>>(names_);
  return published_;
}

batch_decoder::batch_decoder(const read_plan& plan) : plan_(&plan), counts_(plan) {
  const instrument& in = *plan.in;
  const auto& columns = plan.columns;
  coded_.resize(in.items.size());
  selections_.resize(in.items.size());
  options_.resize(in.items.size());
  asked_.resize(in.items.size());
  for (std::size_t i = 0; i < in.items.size(); ++i) {
    if (!columns.items[i].options.empty()) {
      options_[i].resize(columns.items[i].options.size());
    } else if (in.items[i].multiple) {
      selections_[i] = std::make_unique<cell_cache<selection_value>>();
    } else if (!plan.tables[i].is_number()) {
      coded_[i] = std::make_unique<cell_cache<std::uint16_t>>();
    }
    // Nobody's role is known without a role column: then what is empty was asked and not answered.
    if (columns.role < 0 || in.items[i].roles.empty() || in.roles.empty()) continue;
    asked_[i].assign(in.roles.size() + 1, 0);
    for (std::size_t r = 0; r < in.roles.size(); ++r)
      asked_[i][r + 1] = static_cast<std::uint8_t>(
          std::count(in.items[i].roles.begin(), in.items[i].roles.end(), in.roles[r].id) > 0);
  }
  groups_.resize(2 + in.segments.size());
  std::vector<std::string> roles{""};
  if (columns.role >= 0)
    for (const auto& r : in.roles) roles.push_back(r.id);
  groups_[0].levels = level_list(std::move(roles));
  groups_[0].column = columns.role;
  groups_[1].column = columns.wave;
  if (columns.wave < 0) groups_[1].levels = level_list({in.fixed_wave});
  for (std::size_t s = 0; s < in.segments.size(); ++s) {
    groups_[2 + s].column = columns.segments[s];
    if (columns.segments[s] < 0) groups_[2 + s].levels = level_list({""});
  }
  stratum_.column = columns.stratum;
  cluster_.column = columns.cluster;
  batch_.items.resize(in.items.size());
  batch_.groups.resize(groups_.size());
}

const batch& batch_decoder::decode(const csv_block& block, std::size_t first_row) {
  block_ = &block;
  fault_.reset();
  choose_rows(first_row);
  read_weights();
  batch_.rows = row_.size();
  batch_.first_row = row_.empty() ? block.row_number(first_row) : number_of_row(0);
  usable_ = std::min(usable_, row_.size());

  const instrument& in = *plan_->in;
  read_role();
  for (std::size_t g = 1; g < groups_.size(); ++g) read_group(groups_[g], batch_.groups[g], nullptr);
  if (stratum_.column >= 0) read_group(stratum_, batch_.stratum, "stratum");
  if (cluster_.column >= 0) read_group(cluster_, batch_.cluster, "cluster");
  read_respondents();
  read_fpc();
  for (std::size_t i = 0; i < in.items.size(); ++i) {
    auto& cells = batch_.items[i].cells;
    const auto& where = plan_->columns.items[i];
    if (!where.present()) {
      cells.assign(batch_.rows, cell_of(missing_kind::not_asked));
      if (in.items[i].multiple) batch_.items[i].selected.assign(batch_.rows, 0);
      if (plan_->tables[i].is_number()) batch_.items[i].numbers.assign(batch_.rows, 0.0);
      counts_.items[i].missing[0] += static_cast<std::int64_t>(batch_.rows);
      continue;
    }
    cells.resize(batch_.rows);
    if (!where.options.empty()) {
      read_options(i);
    } else if (in.items[i].multiple) {
      read_selections(i);
    } else if (plan_->tables[i].is_number()) {
      read_numbers(i);
    } else {
      read_coded(i);
    }
    finish_item(i);
  }
  if (fault_)
    throw error(errc::data, fault_->message, plan_->file, block.row_number(fault_->row),
                fault_->column >= 0 ? fault_->column + 1 : -1);
  counts_.rows_used += static_cast<std::int64_t>(batch_.rows);
  return batch_;
}

void batch_decoder::report_row(std::size_t row, int column, std::string message) {
  if (fault_ && (fault_->row < row || (fault_->row == row && fault_->column <= column))) return;
  std::string place = plan_->file + ": row " + std::to_string(block_->row_number(row));
  if (column >= 0) place += ", " + column_words(plan_->header, column);
  fault_ = std::make_unique<fault>(fault{row, column, place + ": " + message});
}

void batch_decoder::report(std::size_t kept, int column, std::string message) {
  report_row(row_[kept], column, std::move(message));
  usable_ = std::min(usable_, kept + 1);  // the same row, an earlier column, may still be at fault
}

void batch_decoder::unknown(std::size_t kept, int column, int item, std::string_view value) {
  if (plan_->unknown_is_missing) {
    counts_.unknown(column, item, value, number_of_row(kept));
    return;
  }
  const std::string remedy =
      "; correct it, declare it in the instrument, or count unknown values as no answer (--unknown=missing)";
  report(kept, column,
         (item < 0 ? explain_role(*plan_->in, value)
                   : plan_->tables[static_cast<std::size_t>(item)].explain(value)) +
             remedy);
}

void batch_decoder::choose_rows(std::size_t first_row) {
  row_.clear();
  first_field_.clear();
  usable_ = static_cast<std::size_t>(-1);
  const std::size_t columns = plan_->header.columns.size();
  for (std::size_t r = first_row; r < block_->rows(); ++r) {
    ++counts_.rows_read;
    if (is_empty_record(block_->record(r), *block_, r)) {
      counts_.drop("empty row", block_->row_number(r));
      continue;
    }
    if (block_->fields(r) != columns) {
      report_row(r, -1,
                 "has " + std::to_string(block_->fields(r)) + " fields, but the header has " +
                     std::to_string(columns) + "; a quote or a separator is missing or too many");
      break;
    }
    row_.push_back(r);
    first_field_.push_back(block_->first_field(r));
  }
}

void batch_decoder::read_weights() {
  const int column = plan_->columns.weight;
  batch_.weights.clear();
  if (column < 0) return;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < row_.size(); ++k) {
    const auto text = trimmed(field_value(raw(k, column), scratch_));
    const auto weight = number_of(text, plan_->decimal_comma);
    if (!weight || *weight < 0) {
      report(k, column,
             text.empty() ? std::string("the weight is empty; give every row a weight of 0 or more")
                          : "the weight is " + in_quotes(text) + ", but must be a number of 0 or more");
      break;
    }
    if (*weight == 0) {
      counts_.drop("zero weight", number_of_row(k));
      continue;
    }
    row_[kept] = row_[k];
    first_field_[kept] = first_field_[k];
    batch_.weights.push_back(*weight);
    ++kept;
  }
  row_.resize(kept);
  first_field_.resize(kept);
  usable_ = kept;
}

void batch_decoder::read_role() {
  auto& out = batch_.groups[0];
  const instrument& in = *plan_->in;
  auto& reader = groups_[0];
  if (reader.column >= 0 && in.roles.empty()) {
    read_group(reader, out, nullptr);
    return;
  }
  out.positions.assign(batch_.rows, 0);
  out.levels = reader.levels.levels();
  if (reader.column < 0) return;
  const auto find = [&](std::string_view bytes) -> std::uint32_t {
    const auto text = trimmed(field_value(bytes, scratch_));
    if (text.empty()) return 0;
    const int position = role_position(in, text);
    return position < 0 ? unknown_role : static_cast<std::uint32_t>(position) + 1;
  };
  for (std::size_t k = 0; k < usable_; ++k) {
    const auto bytes = raw(k, reader.column);
    std::uint32_t position = role_cache_.get(bytes, find);
    if (position == unknown_role) {
      unknown(k, reader.column, read_counts::the_role, trimmed(field_value(bytes, scratch_)));
      position = 0;
    }
    out.positions[k] = position;
    if (position > 0) ++counts_.roles[position - 1];
  }
}

void batch_decoder::read_coded(std::size_t i) {
  const int column = plan_->columns.items[i].column;
  const answer_table& table = plan_->tables[i];
  auto& cells = batch_.items[i].cells;
  auto& cache = *coded_[i];
  const auto find = [&](std::string_view bytes) -> std::uint16_t {
    const auto text = trimmed(field_value(bytes, scratch_));
    if (text.empty()) return empty_cell;
    const auto meaning = table.find(text);
    return meaning ? *meaning : unknown_answer;
  };
  const std::size_t rows = usable_;
  for (std::size_t k = 0; k < rows && k < usable_; ++k) {
    const auto bytes = raw(k, column);
    std::uint16_t meaning = cache.get(bytes, find);
    if (meaning == unknown_answer) {
      unknown(k, column, static_cast<int>(i), trimmed(field_value(bytes, scratch_)));
      meaning = cell_of(missing_kind::no_answer);
    }
    cells[k] = static_cast<cell>(meaning);
  }
}

void batch_decoder::read_numbers(std::size_t i) {
  const int column = plan_->columns.items[i].column;
  const answer_table& table = plan_->tables[i];
  auto& cells = batch_.items[i].cells;
  auto& numbers = batch_.items[i].numbers;
  numbers.assign(batch_.rows, 0.0);
  for (std::size_t k = 0; k < usable_; ++k) {
    const auto text = trimmed(field_value(raw(k, column), scratch_));
    if (text.empty()) {
      cells[k] = empty_cell;
    } else if (const auto kind = table.find_missing(text)) {
      cells[k] = cell_of(*kind);
    } else if (const auto value = table.find_number(text)) {
      cells[k] = 0;
      numbers[k] = *value;
    } else {
      unknown(k, column, static_cast<int>(i), text);
      cells[k] = cell_of(missing_kind::no_answer);
    }
  }
}

void batch_decoder::read_selections(std::size_t i) {
  const int column = plan_->columns.items[i].column;
  const answer_table& table = plan_->tables[i];
  auto& cells = batch_.items[i].cells;
  auto& selected = batch_.items[i].selected;
  selected.assign(batch_.rows, 0);
  const auto find = [&](std::string_view bytes) -> selection_value {
    const auto text = trimmed(field_value(bytes, scratch_));
    if (text.empty()) return {0, empty_cell, false};
    const auto found = table.find_selection(text);
    if (!found) return {0, cell_of(missing_kind::no_answer), true};
    return {found->codes, found->missing ? cell_of(*found->missing) : cell{0}, false};
  };
  for (std::size_t k = 0; k < usable_; ++k) {
    const auto bytes = raw(k, column);
    const selection_value value = selections_[i]->get(bytes, find);
    if (value.unknown) unknown(k, column, static_cast<int>(i), trimmed(field_value(bytes, scratch_)));
    cells[k] = value.answer;
    selected[k] = value.codes;
  }
}

void batch_decoder::read_options(std::size_t i) {
  const answer_table& table = plan_->tables[i];
  auto& cells = batch_.items[i].cells;
  auto& selected = batch_.items[i].selected;
  selected.assign(batch_.rows, 0);
  std::fill(cells.begin(), cells.end(), empty_cell);
  const auto& columns = plan_->columns.items[i].options;
  for (std::size_t o = 0; o < columns.size(); ++o) {
    const auto [position, column] = columns[o];
    const auto find = [&](std::string_view bytes) -> option_value {
      const auto text = trimmed(field_value(bytes, scratch_));
      if (text.empty()) return {option_empty, 0};
      if (says_not_selected(text)) return {option_off, 0};
      if (const auto kind = table.find_missing(text)) return {option_missing, cell_of(*kind)};
      return {option_on, 0};
    };
    auto& cache = options_[i][o];
    const std::uint64_t bit = std::uint64_t{1} << position;
    for (std::size_t k = 0; k < usable_; ++k) {
      const option_value value = cache.get(raw(k, column), find);
      switch (value.state) {
        case option_on:
          selected[k] |= bit;
          cells[k] = 0;
          break;
        case option_off:
          cells[k] = 0;
          break;
        case option_missing:  // unless another option of the row is answered
          if (cells[k] == empty_cell) cells[k] = value.missing;
          break;
        default:
          break;
      }
    }
  }
}

void batch_decoder::finish_item(std::size_t i) {
  auto& cells = batch_.items[i].cells;
  auto& counts = counts_.items[i];
  if (asked_[i].empty()) {
    for (auto& c : cells) c = c == empty_cell ? cell_of(missing_kind::no_answer) : c;
  } else {
    const auto& roles = batch_.groups[0].positions;
    const auto& asked = asked_[i];
    std::int64_t unasked = 0;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const bool is_asked = asked[roles[k]] != 0;
      if (cells[k] == empty_cell)
        cells[k] = cell_of(is_asked ? missing_kind::no_answer : missing_kind::not_asked);
      unasked += static_cast<std::int64_t>(!is_asked && !is_missing(cells[k]) && roles[k] != 0);
    }
    counts_.unasked_answers(i, unasked);
  }
  std::int64_t missing = 0;
  for (std::size_t kind = 0; kind < missing_kinds; ++kind) {
    const auto n = std::count(cells.begin(), cells.end(), cell_of(static_cast<missing_kind>(kind)));
    counts.missing[kind] += n;
    missing += n;
  }
  counts.answered += static_cast<std::int64_t>(cells.size()) - missing;
}

void batch_decoder::read_group(group_reader& from, group_column& to, const char* required) {
  to.positions.assign(batch_.rows, 0);
  if (from.column >= 0) {
    const auto find = [&](std::string_view bytes) {
      return from.levels.position(trimmed(field_value(bytes, scratch_)));
    };
    for (std::size_t k = 0; k < usable_; ++k) {
      const auto bytes = raw(k, from.column);
      to.positions[k] = from.cache.get(bytes, find);
      if (to.positions[k] == level_list::full) report(k, from.column, too_many_levels());
      if (required != nullptr && trimmed(field_value(bytes, scratch_)).empty())
        report(k, from.column,
               std::string("the ") + required + " is empty; every row needs one, or map none (--map " +
                   required + "=)");
    }
  }
  to.levels = from.levels.levels();
}

void batch_decoder::read_respondents() {
  const int column = plan_->columns.respondent;
  batch_.respondents.clear();
  if (column < 0) return;
  batch_.respondents.resize(batch_.rows);
  for (std::size_t k = 0; k < usable_; ++k) {
    const auto text = trimmed(field_value(raw(k, column), scratch_));
    if (text.empty())
      report(k, column,
             "the respondent is empty; give every row one, or map none (--map respondent=): then every row "
             "is one person");
    batch_.respondents[k] = respondent_key(text);
  }
}

void batch_decoder::read_fpc() {
  const int column = plan_->columns.fpc;
  batch_.fpc.clear();
  if (column < 0) return;
  batch_.fpc.resize(batch_.rows);
  for (std::size_t k = 0; k < usable_; ++k) {
    const auto text = trimmed(field_value(raw(k, column), scratch_));
    const auto size = number_of(text, plan_->decimal_comma);
    if (!size || *size <= 0) {
      report(k, column, "the population size is " + in_quotes(text) + ", but must be a positive number");
      continue;
    }
    batch_.fpc[k] = *size;
  }
}

}  // namespace cxm::detail
